package org.hraft.raft;

import java.util.ArrayList;
import java.util.List;

/** What a server has saved. It survives the server; see {@link Core#restarted}. */
final class Disk implements LogReader {

    /** How often something was read back. */
    int reads;

    private final List<Entry> log = new ArrayList<>();
    private HardState hardState;

    Disk(List<Entry> log, HardState hardState) {
        this.log.addAll(log);
        this.hardState = hardState;
    }

    void save(Ready ready) {
        if (ready.truncateFrom() > 0) {
            log.subList((int) ready.truncateFrom() - 1, log.size()).clear();
        }
        for (Entry entry : ready.entries()) {
            Invariant.check(entry.index() == log.size() + 1, "a disk has no gap");
            log.add(entry);
        }
        HardState changed = ready.hardState();
        if (changed != null) {
            hardState = changed;
        }
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
            Entry entry = log.get((int) index - 1);
            read.add(entry);
            bytes += entry.weight();
        }
        return read;
    }

    @Override
    public long firstIndex() {
        return 1;
    }

    StoredLog outline() {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long term = 0;
        for (Entry entry : log) {
            if (entry.term() > term) {
                term = entry.term();
                terms.add(new StoredLog.TermStart(entry.index(), term));
            }
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
        return new StoredLog(SnapshotMetadata.NONE, log.size(), terms, configurations);
    }
}
