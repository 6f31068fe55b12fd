package org.hraft.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Whether the disk still takes what is written to the files of one database. The first write that
 * fails is the last: the system may have dropped what it could not write, and would say of the next
 * attempt, or of a checkpoint that relies on it, that all is well (hazard 38). Any thread.
 *
 * <p>Derby makes the objects through which it writes by itself; they find this one by the name of the
 * database, as long as its store is open.
 */
final class FailStop implements AutoCloseable {

    /** Of the stores that are open in this process, by Derby's name for the database. */
    private static final ConcurrentMap<String, FailStop> OPEN = new ConcurrentHashMap<>();

    /** Something to do with a file. */
    interface Work {
        void run() throws IOException;
    }

    private final String database;
    private final CheckpointOrder checkpoints = new CheckpointOrder();
    private volatile @Nullable IOException failure;

    private FailStop(String database) {
        this.database = database;
    }

    /**
     * For whoever is about to open this database and is the only one to do so.
     *
     * @throws IOException if the directory has no canonical path
     */
    static FailStop watch(Path database) throws IOException {
        FailStop disk = new FailStop(database.toFile().getCanonicalPath());
        OPEN.put(disk.database, disk);
        return disk;
    }

    /**
     * @param canonicalPath of a database, or of none: then nobody else will ask
     */
    static FailStop of(@Nullable String canonicalPath) {
        String database = String.valueOf(canonicalPath);
        return OPEN.getOrDefault(database, new FailStop(database));
    }

    /** Null as long as nothing has failed. */
    @Nullable
    IOException failure() {
        return failure;
    }

    CheckpointOrder checkpoints() {
        return checkpoints;
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Whether no file may go: what Derby does not need any more, its next start still does. */
    boolean keepsFiles() {
        return hasFailed() || checkpoints.isAwaited();
    }

    /**
     * @throws IOException if it fails, or anything has failed before
     */
    void write(Work work) throws IOException {
        IOException before = failure;
        if (before != null) {
            throw new IOException("Nothing is written after a failure: " + before, before);
        }
        note(work);
    }

    /** Also after a failure. */
    void note(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            remember(e);
            throw e;
        }
    }

    private synchronized void remember(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** Whoever has it keeps it. */
    @Override
    public void close() {
        OPEN.remove(database, this);
    }
}
