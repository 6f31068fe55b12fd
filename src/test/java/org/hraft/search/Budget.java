package org.hraft.search;

import java.util.Map;

/**
 * What may still go wrong, or be wanted, on the way to a state: a search ends only because this does.
 * A number of 0 to 15 for each kind, in one word.
 */
record Budget(long bits) {

    private static final int WIDTH = 4;
    /** Of one kind. */
    static final int MAX = (1 << WIDTH) - 1;

    /** What a step may cost one of. */
    enum Kind {
        /** An election timeout of anybody; that of a leader is one without an answer. */
        TIMEOUT(0),
        HEARTBEAT(1),
        /** A packet overtakes another one, where they have an order. */
        REORDERING(2),
        /** Of a packet, where they have an order. */
        LOSS(3),
        /** A packet arrives, and will arrive again. */
        DUPLICATE(4),
        /** A request whose sender hears that it was not answered. */
        FAILURE(5),
        /** A crash, in a write or between two. */
        CRASH(6),
        COMMAND(7),
        READ(8),
        /** Of the members. */
        CHANGE(9),
        TRANSFER(10),
        COMPACTION(11),
        /** Of a disk: it forgets the last writes. */
        REGRESSION(12);

        private final int place;

        Kind(int place) {
            this.place = place;
        }
    }

    static Budget of(Map<Kind, Integer> numbers) {
        long bits = 0;
        for (Map.Entry<Kind, Integer> entry : numbers.entrySet()) {
            if (entry.getValue() < 0 || entry.getValue() > MAX) {
                throw new IllegalArgumentException("not between 0 and " + MAX + ": " + entry);
            }
            bits |= (long) entry.getValue() << shift(entry.getKey());
        }
        return new Budget(bits);
    }

    private static int shift(Kind kind) {
        return kind.place * WIDTH;
    }

    /** How many of them are left. */
    static int left(long bits, Kind kind) {
        return (int) (bits >>> shift(kind)) & MAX;
    }

    /** One less of them; there is one. */
    static long spend(long bits, Kind kind) {
        return bits - (1L << shift(kind));
    }
}
