package org.hraft.storage;

import org.hraft.node.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Holds a data directory for one server. Derby keeps other processes out by itself, but lets a
 * second server of the same process in, whose log would be the same tables. The operating system
 * gives the lock back when the process dies.
 */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory if need be and locks it.
     *
     * @throws StorageException if another server holds it, or it cannot be written
     */
    static DirectoryLock acquire(Path directory) {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(
                    directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel);
            }
            closeQuietly(channel);
            throw held(directory, null);
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            throw held(directory, e);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StorageException(
                    "The data directory " + directory + " cannot be written (" + e
                            + "); check its owner, its mode and the free space.",
                    e);
        }
    }

    /** The refusal of whoever comes second. */
    static StorageException held(Path directory, @Nullable Throwable cause) {
        String message = "Another server uses the data directory " + directory
                + "; stop that one or choose another directory.";
        return cause == null ? new StorageException(message) : new StorageException(message, cause);
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger(DirectoryLock.class.getName())
                    .log(System.Logger.Level.DEBUG, "The lock file was not closed", e);
        }
    }
}
