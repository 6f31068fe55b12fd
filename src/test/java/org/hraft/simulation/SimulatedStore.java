package org.hraft.simulation;

import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Snapshot;
import org.hraft.raft.StagedSnapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;

/** One process's way to its {@link SimulatedDisk}; keeps the contract of every store. One thread. */
public class SimulatedStore implements RaftStore {

    private final SimulatedDisk disk;
    private final KvStateMachine machine;
    private final long keptEntries;
    private final LongSupplier writing;
    private boolean closed;

    /** The row that was scrubbed last. */
    private String scrubbed = "";

    /** A store whose writes are finished at once. */
    public SimulatedStore(SimulatedDisk disk, KvStateMachine machine, long keptEntries) {
        this(disk, machine, keptEntries, () -> 0);
    }

    /**
     * @param machine whose rows are saved here; {@link #recover} fills it
     * @param keptEntries so many are always kept, though they may be removed; when twice as many
     *     have come together the older half goes
     * @param writing is asked before each transaction for the moment at which it will be finished,
     *     0: at once; throws a {@link StorageException} if the disk fails
     */
    SimulatedStore(
            SimulatedDisk disk, KvStateMachine machine, long keptEntries, LongSupplier writing) {
        this.disk = disk;
        this.machine = machine;
        this.keptEntries = keptEntries;
        this.writing = writing;
    }

    @Override
    public Recovered recover() {
        checkUsable();
        machine.restore(disk.rows());
        return new Recovered(disk.self(), disk.clusterId(), disk.saved());
    }

    @Override
    public long hash(long index) {
        return disk.hash(index);
    }

    @Override
    public long firstIndex() {
        return disk.base().index() + 1;
    }

    @Override
    public void persist(Update update) {
        checkUsable();
        boolean empty = update.chunks().isEmpty()
                && update.truncateFrom() == 0
                && update.entries().isEmpty()
                && update.hardState() == null
                && update.lastApplied() == disk.lastApplied();
        if (empty) {
            return;
        }
        checkChunks(update.chunks());
        checkContiguous(update);
        begin();
        update.chunks().forEach(this::save);
        if (update.truncateFrom() > 0) {
            disk.truncateFrom(update.truncateFrom());
        }
        disk.append(update.entries());
        HardState state = update.hardState();
        if (state != null) {
            disk.hardState(state);
        }
        if (update.lastApplied() != disk.lastApplied()) {
            disk.rows(machine.takeUnsaved(), update.lastApplied());
        }
        compactTo(update.compactTo());
        disk.commit(state);
    }

    private void save(InstallSnapshot.Request request) {
        disk.stage(request);
        if (request.chunk().last()) {
            disk.install(request.snapshot());
            machine.restore(disk.rows());
        }
    }

    private void compactTo(long index) {
        long mayGo = Math.min(index, disk.lastApplied()) - keptEntries;
        if (mayGo - disk.base().index() > keptEntries) {
            disk.compactTo(mayGo);
        }
    }

    @Override
    public void adoptCluster(String clusterId) {
        checkUsable();
        String other = disk.clusterId();
        if (other != null && !other.equals(clusterId)) {
            closed = true;
            throw new StorageException("the disk belongs to cluster " + other);
        }
        begin();
        disk.clusterId(clusterId);
        disk.commit(null);
    }

    /** After a failure nobody may use the store again. */
    private void begin() {
        closed = true;
        disk.begin(writing.getAsLong());
        closed = false;
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        checkUsable();
        if (fromIndex < firstIndex() || fromIndex > toIndex || toIndex > disk.lastIndex()) {
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

    /** One row of the map: entries of this disk cannot rot without a word of the other checkers. */
    @Override
    public void scrub() {
        checkUsable();
        SortedMap<String, Value> rows = machine.state().behind(scrubbed);
        if (rows.isEmpty()) {
            scrubbed = "";
            return;
        }
        scrubbed = rows.firstKey();
        if (!machine.isUnsaved(scrubbed) && !disk.holds(scrubbed, rows.get(scrubbed))) {
            closed = true;
            throw new DamagedStoreException("the row of key " + scrubbed + " is damaged");
        }
    }

    @Override
    public boolean isLowOnSpace() {
        return false;
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

    private void checkChunks(List<InstallSnapshot.Request> chunks) {
        StagedSnapshot staged = disk.staged();
        for (InstallSnapshot.Request request : chunks) {
            StagedSnapshot here = new StagedSnapshot(request.snapshot(), request.position());
            if (!request.position().isEmpty() && !here.equals(staged)) {
                closed = true;
                throw new StorageException("not the chunk that comes next: " + here);
            }
            Snapshot.Chunk chunk = request.chunk();
            staged = chunk.last() ? null : new StagedSnapshot(request.snapshot(), chunk.end());
        }
    }

    private void checkContiguous(Update update) {
        long expected = disk.lastIndex();
        for (InstallSnapshot.Request request : update.chunks()) {
            expected = request.chunk().last() ? request.snapshot().index() : expected;
        }
        if (update.truncateFrom() > 0) {
            expected = Math.min(expected, update.truncateFrom() - 1);
        }
        for (Entry entry : update.entries()) {
            expected++;
            if (entry.index() != expected) {
                closed = true;
                throw new StorageException(
                        "entry " + entry.index() + " where " + expected + " belongs");
            }
        }
    }
}
