package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What a server has saved. It survives the server; see {@link Core#restarted}. */
class Disk implements LogReader {

    /** How often something was read back. */
    int reads;

    private final List<Entry> log = new ArrayList<>();

    /** That of each entry which was ever here. */
    private final TreeMap<Long, Long> hashes = new TreeMap<>();

    private HardState hardState;

    /** What was before the first entry. */
    private SnapshotMetadata base = SnapshotMetadata.NONE;

    private @Nullable StagedSnapshot staged;

    Disk(List<Entry> log, HardState hardState) {
        hashes.put(0L, ChainHash.START);
        log.forEach(this::add);
        this.hardState = hardState;
    }

    void save(Ready ready) {
        ready.chunks().forEach(this::save);
        if (ready.truncateFrom() > 0) {
            log.subList(at(ready.truncateFrom()), log.size()).clear();
        }
        for (Entry entry : ready.entries()) {
            Invariant.check(at(entry.index()) == log.size(), "a disk has no gap");
            add(entry);
        }
        HardState changed = ready.hardState();
        if (changed != null) {
            hardState = changed;
        }
    }

    private void add(Entry entry) {
        log.add(entry);
        hashes.put(entry.index(), ChainHash.of(hash(entry.index() - 1), entry));
    }

    private void save(InstallSnapshot.Request request) {
        if (request.chunk().last()) {
            log.clear();
            hashes.put(request.snapshot().index(), request.snapshot().hash());
            base = request.snapshot();
            staged = null;
        } else {
            staged = new StagedSnapshot(request.snapshot(), request.chunk().end());
        }
    }

    /** Forgets the entries up to {@code index}, and what was left out stands for them. */
    void compactTo(SnapshotMetadata leftOut) {
        log.subList(0, at(leftOut.index() + 1)).clear();
        base = leftOut;
    }

    private int at(long index) {
        return (int) (index - base.index() - 1);
    }

    @Nullable
    StagedSnapshot staged() {
        return staged;
    }

    List<Entry> log() {
        return List.copyOf(log);
    }

    HardState hardState() {
        return hardState;
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        reads++;
        List<Entry> read = new ArrayList<>();
        long bytes = 0;
        for (long index = fromIndex; index <= toIndex && bytes <= maxBytes; index++) {
            Entry entry = log.get(at(index));
            read.add(entry);
            bytes += entry.weight();
        }
        return read;
    }

    @Override
    public long hash(long index) {
        return Objects.requireNonNull(hashes.get(index));
    }

    /** The same, and that of an entry which was never here is any. */
    long lastHashAt(long index) {
        return hashes.getOrDefault(index, Notation.ANY_HASH);
    }

    @Override
    public long firstIndex() {
        return base.index() + 1;
    }

    StoredLog outline() {
        return Outline.of(base, log);
    }
}
