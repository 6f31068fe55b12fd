package org.hraft.raft;

import java.util.Map;
import java.util.TreeMap;

/**
 * Every configuration that stands in the log, by index. The latest one is in force from the moment
 * it is appended, committed or not (section 4.1 of the dissertation), and gives way to the one
 * before when its entry is truncated (hazard 23).
 */
final class Configurations {

    private final TreeMap<Long, Configuration> byIndex = new TreeMap<>();

    Configurations() {
        byIndex.put(0L, Configuration.NONE);
    }

    Configuration latest() {
        return byIndex.lastEntry().getValue();
    }

    /** Index of the entry that holds {@link #latest()}, 0 when there is none. */
    long latestIndex() {
        return byIndex.lastKey();
    }

    void appended(Entry entry) {
        if (entry.payload() instanceof Configuration configuration) {
            Invariant.check(entry.index() > latestIndex(), "configurations go forward");
            byIndex.put(entry.index(), configuration);
        }
    }

    void truncatedFrom(long index) {
        Map<Long, Configuration> gone = byIndex.tailMap(index, true);
        gone.clear();
    }
}
