package org.hraft.simulation;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.raft.SnapshotMetadata;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** The {@link ChainHash} of each entry of a disk's log, and of those before. One thread. */
final class SimulatedHashes {

    private final TreeMap<Long, Long> hashes = new TreeMap<>();

    SimulatedHashes() {
        hashes.put(0L, ChainHash.START);
    }

    /** The log has this entry now, and had the one before. */
    void add(Entry entry) {
        hashes.put(entry.index(), ChainHash.of(at(entry.index() - 1), entry));
    }

    /** The log is another one now. */
    void replace(SnapshotMetadata base, List<Entry> log) {
        hashes.put(base.index(), base.hash());
        log.forEach(this::add);
    }

    /** At an entry that is or was in the log. */
    long at(long index) {
        return Objects.requireNonNull(hashes.get(index));
    }
}
