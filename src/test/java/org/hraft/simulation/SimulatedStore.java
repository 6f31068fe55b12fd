package org.hraft.simulation;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** One process's way to its {@link SimulatedDisk}; keeps the contract of every store. One thread. */
public final class SimulatedStore implements RaftStore {

    private final SimulatedDisk disk;
    private final KvStateMachine machine;
    private final LongSupplier writing;
    private boolean closed;

    /** A store whose writes are finished at once. */
    public SimulatedStore(SimulatedDisk disk, KvStateMachine machine) {
        this(disk, machine, () -> 0);
    }

    /**
     * @param machine whose rows are saved here; {@link #recover} fills it
     * @param writing is asked before each transaction for the moment at which it will be finished,
     *     0: at once; throws a {@link StorageException} if the disk fails
     */
    SimulatedStore(SimulatedDisk disk, KvStateMachine machine, LongSupplier writing) {
        this.disk = disk;
        this.machine = machine;
        this.writing = writing;
    }

    @Override
    public Recovered recover() {
        checkUsable();
        machine.restore(disk.rows());
        return new Recovered(
                disk.self(),
                disk.clusterId(),
                disk.hardState(),
                disk.outline(),
                disk.lastApplied());
    }

    @Override
    public void persist(Update update) {
        checkUsable();
        boolean empty = update.truncateFrom() == 0
                && update.entries().isEmpty()
                && update.hardState() == null
                && update.lastApplied() == disk.lastApplied()
                && !machine.hasUnsavedRows();
        if (empty) {
            return;
        }
        long truncateFrom = update.truncateFrom();
        checkContiguous(
                truncateFrom == 0 ? disk.lastIndex() : Math.min(truncateFrom - 1, disk.lastIndex()),
                update.entries());
        begin(truncateFrom);
        disk.append(update.entries());
        HardState state = update.hardState();
        if (state != null) {
            disk.hardState(state);
        }
        disk.rows(machine.takeUnsaved(), update.lastApplied());
    }

    @Override
    public void adoptCluster(String clusterId) {
        checkUsable();
        String other = disk.clusterId();
        if (other != null && !other.equals(clusterId)) {
            closed = true;
            throw new StorageException("the disk belongs to cluster " + other);
        }
        begin(0);
        disk.clusterId(clusterId);
    }

    /** After a failure nobody may use the store again. */
    private void begin(long truncateFrom) {
        closed = true;
        disk.begin(writing.getAsLong(), truncateFrom);
        closed = false;
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        checkUsable();
        if (fromIndex < 1 || fromIndex > toIndex || toIndex > disk.lastIndex()) {
            closed = true;
            throw new StorageException("no entries " + fromIndex + " to " + toIndex);
        }
        List<Entry> entries = new ArrayList<>();
        long weight = 0;
        for (long index = fromIndex; index <= toIndex && weight <= maxBytes; index++) {
            Entry entry = disk.entry(index);
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
}
