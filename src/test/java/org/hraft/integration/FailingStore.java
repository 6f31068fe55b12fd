package org.hraft.integration;

import org.hraft.node.RaftStore;
import org.hraft.raft.Entry;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A store whose disk stops to take anything at the moment that a test chooses. */
final class FailingStore implements RaftStore {

    private final RaftStore disk;
    private @Nullable RuntimeException failure;
    private volatile boolean lowOnSpace;

    FailingStore(RaftStore disk) {
        this.disk = disk;
    }

    /** Between two transactions: what was saved is saved, and nothing will be any more. */
    synchronized void fail(RuntimeException why) {
        failure = why;
    }

    @Override
    public Recovered recover() {
        return disk.recover();
    }

    @Override
    public synchronized void persist(Update update) {
        check();
        disk.persist(update);
    }

    @Override
    public synchronized void adoptCluster(String clusterId) {
        check();
        disk.adoptCluster(clusterId);
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        return disk.read(fromIndex, toIndex, maxBytes);
    }

    @Override
    public long hash(long index) {
        return disk.hash(index);
    }

    @Override
    public long firstIndex() {
        return disk.firstIndex();
    }

    /** Finds nothing: it is writing that fails. */
    @Override
    public synchronized void scrub() {
        disk.scrub();
    }

    /** From now on, as long as it is not said otherwise. */
    void lowOnSpace(boolean isLow) {
        lowOnSpace = isLow;
    }

    @Override
    public boolean isLowOnSpace() {
        return lowOnSpace || disk.isLowOnSpace();
    }

    @Override
    public void close() {
        disk.close();
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }
}
