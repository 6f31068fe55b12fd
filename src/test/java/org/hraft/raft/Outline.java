package org.hraft.raft;

import java.util.ArrayList;
import java.util.List;

/** How the disks of the tests say what is on them. */
public final class Outline {

    /**
     * @param log contiguous behind the base
     */
    public static StoredLog of(SnapshotMetadata base, List<Entry> log) {
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

    private Outline() {}
}
