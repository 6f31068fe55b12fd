package org.hraft.raft;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every configuration that stands in the log, by index, and the one of its base. The latest is in
 * force from the moment it is appended, committed or not (section 4.1 of the dissertation), and gives
 * way to the one before when its entry is truncated (hazard 23).
 */
final class Configurations {

    private final TreeMap<Long, Configuration> byIndex = new TreeMap<>();

    // Of the latest one: asked for in every turn.
    private Configuration latest = Configuration.NONE;
    private List<ServerId> voters = List.of();

    /** Begins with the configuration of {@code base}, which is committed. */
    Configurations(SnapshotMetadata base) {
        byIndex.put(base.configurationIndex(), base.configuration());
        inForce(base.configuration());
    }

    Configuration latest() {
        return latest;
    }

    /** {@link Configuration#voters} of the latest one. */
    List<ServerId> voters() {
        return voters;
    }

    /** Index of the entry that holds {@link #latest()}, 0 when there is none. */
    long latestIndex() {
        return byIndex.lastKey();
    }

    /** A voter of the one that was in force when {@code index} was the last, or of a later one. */
    boolean isVoterSince(long index, ServerId id) {
        for (Configuration one : byIndex.tailMap(byIndex.floorKey(index), true).values()) {
            if (one.isVoter(id)) {
                return true;
            }
        }
        return false;
    }

    void appended(Entry entry) {
        if (entry.payload() instanceof Configuration configuration) {
            Invariant.check(entry.index() > latestIndex(), "configurations go forward");
            byIndex.put(entry.index(), configuration);
            inForce(configuration);
        }
    }

    void truncatedFrom(long index) {
        Map<Long, Configuration> gone = byIndex.tailMap(index, true);
        if (!gone.isEmpty()) {
            gone.clear();
            inForce(byIndex.lastEntry().getValue());
        }
    }

    /** The entry whose configuration was in force at {@code index}, not below the base. */
    Map.Entry<Long, Configuration> at(long index) {
        return byIndex.floorEntry(index);
    }

    /** What was in force before {@code index} is not needed any more. */
    void compactedTo(long index) {
        byIndex.headMap(byIndex.floorKey(index), false).clear();
    }

    private void inForce(Configuration configuration) {
        latest = configuration;
        voters = configuration.voters();
    }
}
