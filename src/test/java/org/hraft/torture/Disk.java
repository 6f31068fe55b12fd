package org.hraft.torture;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A small ext4 file system of its own, in a file, whose power can be cut. What it was not asked to
 * force is lost then, as far as it lay in memory only; the file below loses nothing. Needs root and
 * loop devices. One thread.
 */
final class Disk implements AutoCloseable {

    /** Room for a data directory, and its log that grows. */
    static final int MEGABYTES = 24;

    /**
     * _IOR('X', 125, __u32) is EXT4_IOC_SHUTDOWN, with 2: without writing the journal. Perl is in every
     * Debian, and Java has no ioctl.
     */
    private static final String CUT = "open(my $f, '<', $ARGV[0]) or die $!;"
            + " my $how = pack('L', 2); ioctl($f, 0x8004587d, $how) or die $!;";

    private final Folder folder = Torture.onDisk();
    private final Path image = folder.path().resolve("image");
    private final Path mounted = folder.path().resolve("mounted");
    private final Thread lastResort = new Thread(this::unmountAnyway);

    private Disk() {}

    /** An empty one, mounted. */
    static Disk make() throws IOException {
        Disk disk = new Disk();
        Runtime.getRuntime().addShutdownHook(disk.lastResort);
        try {
            Files.createDirectory(disk.mounted);
            try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
                file.setLength((long) MEGABYTES << 20);
            }
            Command.run("mkfs.ext4", "-q", "-F", "-m", "0", disk.image.toString());
            disk.mount();
            return disk;
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    /** Skips the test, and says so, where there can be none. */
    static Disk makeOrSkip(String name) {
        try {
            Disk disk = make();
            try {
                disk.cut();
                disk.replug();
                return disk;
            } catch (IOException e) {
                disk.close();
                throw e;
            }
        } catch (IOException e) {
            String reason = "no disk of its own whose power can be cut: " + e.getMessage();
            System.out.println("  " + name + ": SKIPPED, " + reason);
            Assumptions.abort(reason);
            throw new AssertionError(e);
        }
    }

    /** For a server's data. */
    Path directory() {
        return mounted.resolve("data");
    }

    private void mount() throws IOException {
        Command.run("mount", "-o", "loop", image.toString(), mounted.toString());
    }

    /** From now on nothing can be written or read. */
    void cut() throws IOException {
        Command.run("perl", "-e", CUT, mounted.toString());
    }

    /** All that was written. */
    void force() throws IOException {
        Command.run("sync", "-f", mounted.toString());
    }

    /** After a cut, and when nobody uses it any more. */
    void replug() throws IOException {
        Command.run("umount", mounted.toString());
        mount();
    }

    /** Takes all the room that is left but for so many bytes. */
    void fill(long free) {
        try (OutputStream out = Files.newOutputStream(
                ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long usable = Files.getFileStore(mounted).getUsableSpace();
            long take = free == 0 ? Long.MAX_VALUE : usable - free;
            for (byte[] block = new byte[4096]; take > 0; take -= block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            // Then it is as full as can be.
        }
    }

    /** Gives that room back. */
    void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return mounted.resolve("ballast");
    }

    private void unmountAnyway() {
        try {
            Command.run("umount", "-l", mounted.toString());
        } catch (IOException e) {
            // Then it was not mounted.
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(lastResort);
        unmountAnyway();
        try {
            Files.deleteIfExists(image);
            Files.deleteIfExists(mounted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder.close();
    }
}
