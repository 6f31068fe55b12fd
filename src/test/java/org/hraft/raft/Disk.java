package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What a server has saved. It survives the server; see {@link Core#restarted}. */
class Disk implements LogReader {

    /** How often something was read back. */
    int reads;

    private final List<Entry> log = new ArrayList<>();
    private HardState hardState;

    /** What was before the first entry. */
    private SnapshotMetadata base = SnapshotMetadata.NONE;

    private @Nullable StagedSnapshot staged;

    Disk(List<Entry> log, HardState hardState) {
        this.log.addAll(log);
        this.hardState = hardState;
    }

    void save(Ready ready) {
        ready.chunks().forEach(this::save);
        if (ready.truncateFrom() > 0) {
            log.subList(at(ready.truncateFrom()), log.size()).clear();
        }
        for (Entry entry : ready.entries()) {
            Invariant.check(at(entry.index()) == log.size(), "a disk has no gap");
            log.add(entry);
        }
        HardState changed = ready.hardState();
        if (changed != null) {
            hardState = changed;
        }
    }

    private void save(InstallSnapshot.Request request) {
        if (request.chunk().last()) {
            log.clear();
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
    public long firstIndex() {
        return base.index() + 1;
    }

    StoredLog outline() {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long term = base.term();
        for (Entry entry : log) {
            if (entry.term() > term) {
                term = entry.term();
                terms.add(new StoredLog.TermStart(entry.index(), term));
            }
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
        return new StoredLog(base, base.index() + log.size(), terms, configurations);
    }
}
