package org.hraft.storage;

import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link OutlineTable} holds.
 *
 * @param terms by the index of the first entry of each; of the run that reaches into the log, an
 *     entry before it
 * @param configurations by the index of their entries, the one in force where the log begins as well
 */
record LogOutline(TreeMap<Long, Long> terms, TreeMap<Long, Configuration> configurations) {

    long lastTerm() {
        return terms.lastEntry().getValue();
    }

    /**
     * As the core takes it.
     *
     * @param baseIndex the log begins behind this entry
     * @param baseHash the {@link org.hraft.raft.ChainHash} there
     * @param lastIndex and ends with this one
     */
    StoredLog of(long baseIndex, long baseHash, long lastIndex) {
        Map.Entry<Long, Configuration> inForce = configurations.floorEntry(baseIndex);
        if (inForce == null || terms.floorKey(baseIndex) == null) {
            throw MetaTable.incomplete(inForce == null ? "raft_configuration" : "raft_term");
        }
        SnapshotMetadata base = new SnapshotMetadata(
                baseIndex, term(baseIndex), baseHash, inForce.getKey(), inForce.getValue());
        List<StoredLog.TermStart> starts = terms.tailMap(baseIndex, false).entrySet().stream()
                .map(start -> new StoredLog.TermStart(start.getKey(), start.getValue()))
                .toList();
        List<Entry> members = configurations.tailMap(baseIndex, false).entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), term(entry.getKey()), entry.getValue()))
                .toList();
        return new StoredLog(base, lastIndex, starts, members);
    }

    /** Throws if it says of {@code entry} what is not so. */
    void check(Entry entry) {
        if (entry.term() != term(entry.index())) {
            throw LogChain.damaged(entry.index(), "the table raft_term gives it another term");
        }
        Entry.Payload members = configurations.get(entry.index());
        boolean isConfiguration = entry.payload() instanceof Configuration;
        if (isConfiguration ? !entry.payload().equals(members) : members != null) {
            throw LogChain.damaged(entry.index(), "the table raft_configuration does not agree");
        }
    }

    /** Throws if it names an entry behind the end of the log. */
    void checkEnd(long lastIndex) {
        long last = Math.max(terms.lastKey(), configurations.lastKey());
        if (last > lastIndex) {
            throw LogChain.missing(lastIndex + 1);
        }
    }

    private long term(long index) {
        return terms.floorEntry(index).getValue();
    }
}
