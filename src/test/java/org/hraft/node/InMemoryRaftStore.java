package org.hraft.node;

import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A store whose disk is an object: the disk outlives the store, as a real one outlives a process.
 * Keeps the same contract as the real store, except that the rows of the state machine are whatever
 * {@link Rows} makes of them. One thread.
 */
public final class InMemoryRaftStore implements RaftStore {

    /** How a state machine's rows get to the disk and back. */
    public interface Rows {

        /** The changes since the last call; an immutable value. */
        Object takeUnsaved();

        /** True while there are any. */
        boolean hasUnsaved();

        /** Begins again with what was saved: all changes, oldest first. */
        void restore(long lastApplied, List<Object> saved);

        /** For a state machine without rows. */
        Rows NONE = new Rows() {
            @Override
            public Object takeUnsaved() {
                return List.of();
            }

            @Override
            public boolean hasUnsaved() {
                return false;
            }

            @Override
            public void restore(long lastApplied, List<Object> saved) {}
        };
    }

    /** What survives a crash: changed in one step by each persist. */
    public static final class Disk {
        private final ServerId self;
        private @Nullable String clusterId;
        private HardState hardState = HardState.INITIAL;
        private final List<Entry> log = new ArrayList<>();
        private final List<Object> savedRows = new ArrayList<>();
        private long lastApplied;
        private long writes;

        /** An empty disk; the name and the incarnation are the caller's, so that runs repeat. */
        public Disk(ServerId self) {
            this.self = self;
        }

        /** Transactions since the disk was made. */
        public long writes() {
            return writes;
        }

        /** A copy of the whole log, for checkers. */
        public List<Entry> log() {
            return List.copyOf(log);
        }

        /** Term and vote, for checkers. */
        public HardState hardState() {
            return hardState;
        }
    }

    private final Disk disk;
    private final Rows rows;
    private boolean closed;

    /** A process starts on {@code disk}, with a state machine that has no rows. */
    public InMemoryRaftStore(Disk disk) {
        this(disk, Rows.NONE);
    }

    /** A process starts on {@code disk}; {@link #recover} fills the state machine. */
    public InMemoryRaftStore(Disk disk, Rows rows) {
        this.disk = disk;
        this.rows = rows;
    }

    @Override
    public Recovered recover() {
        checkUsable();
        rows.restore(disk.lastApplied, List.copyOf(disk.savedRows));
        return new Recovered(
                disk.self, disk.clusterId, disk.hardState, outline(), disk.lastApplied);
    }

    @Override
    public void persist(Update update) {
        checkUsable();
        boolean empty = update.truncateFrom() == 0
                && update.entries().isEmpty()
                && update.hardState() == null
                && update.lastApplied() == disk.lastApplied
                && !rows.hasUnsaved();
        if (empty) {
            return;
        }
        long truncateFrom = update.truncateFrom();
        long kept =
                truncateFrom == 0 ? disk.log.size() : Math.min(truncateFrom - 1, disk.log.size());
        checkContiguous(kept, update.entries());
        disk.log.subList((int) kept, disk.log.size()).clear();
        disk.log.addAll(update.entries());
        HardState state = update.hardState();
        disk.hardState = state == null ? disk.hardState : state;
        disk.savedRows.add(rows.takeUnsaved());
        disk.lastApplied = update.lastApplied();
        disk.writes++;
    }

    @Override
    public void adoptCluster(String clusterId) {
        checkUsable();
        if (disk.clusterId != null && !disk.clusterId.equals(clusterId)) {
            closed = true;
            throw new StorageException("the disk belongs to cluster " + disk.clusterId);
        }
        disk.clusterId = clusterId;
        disk.writes++;
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        checkUsable();
        if (fromIndex < 1 || fromIndex > toIndex || toIndex > disk.log.size()) {
            closed = true;
            throw new StorageException("no entries " + fromIndex + " to " + toIndex);
        }
        List<Entry> entries = new ArrayList<>();
        long weight = 0;
        for (long index = fromIndex; index <= toIndex && weight <= maxBytes; index++) {
            Entry entry = disk.log.get((int) index - 1);
            weight += entry.weight();
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkUsable() {
        if (closed) {
            throw new StorageException("the store is closed or has failed");
        }
    }

    private void checkContiguous(long lastIndex, List<Entry> entries) {
        long expected = lastIndex;
        for (Entry entry : entries) {
            expected++;
            if (entry.index() != expected) {
                closed = true;
                throw new StorageException(
                        "entry " + entry.index() + " where " + expected + " belongs");
            }
        }
    }

    private StoredLog outline() {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long lastTerm = 0;
        for (Entry entry : disk.log) {
            if (entry.term() != lastTerm) {
                terms.add(new StoredLog.TermStart(entry.index(), entry.term()));
                lastTerm = entry.term();
            }
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
        return new StoredLog(disk.log.size(), terms, configurations);
    }
}
