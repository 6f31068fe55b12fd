package org.hraft.raft;

import java.util.Comparator;

/**
 * Where a log ends: the term and the index of its last entry. In the order of the voting rule of
 * section 5.4.1: the later term wins, and then the higher index.
 */
public record LogPosition(long term, long index) implements Comparable<LogPosition> {

    /** The end of a log that never had an entry. */
    public static final LogPosition START = new LogPosition(0, 0);

    private static final Comparator<LogPosition> ORDER =
            Comparator.comparingLong(LogPosition::term).thenComparingLong(LogPosition::index);

    @Override
    public int compareTo(LogPosition other) {
        return ORDER.compare(this, other);
    }
}
