package org.hraft.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each fault came true. One thread. */
final class Faults {

    private final EnumMap<Fault, Long> counts = new EnumMap<>(Fault.class);

    void count(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    /** In the order of {@link Fault}; faults that never happened are missing. */
    Map<Fault, Long> counts() {
        return new TreeMap<>(counts);
    }
}
