package org.hraft.torture;

import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a server remembers at one moment, if its disk is as good as its word. Immutable.
 *
 * @param runs where in the log a term begins; those of entries that are gone may be among them
 * @param base the log begins behind it at the earliest
 * @param removable entries up to here may be gone
 * @param end of the log
 */
record Memory(
        HardState hardState,
        NavigableMap<Long, Long> runs,
        LogPosition base,
        long removable,
        LogPosition end,
        long applied,
        long rows,
        String staged) {

    /** A boot has found exactly this. */
    boolean isWhollyIn(Found found) {
        return mayBeginAt(found.first()) && found.equals(seenFrom(found.first()));
    }

    /** What a boot finds if the log begins at {@code first}. */
    Found seenFrom(long first) {
        return new Found(hardState, first, runsFrom(first), end, applied, rows, staged, end);
    }

    private boolean mayBeginAt(long first) {
        return base.index() < first && first <= Math.max(base.index(), removable) + 1;
    }

    private NavigableMap<Long, Long> runsFrom(long first) {
        TreeMap<Long, Long> seen = new TreeMap<>();
        if (first <= end.index()) {
            seen.putAll(runs.tailMap(first, true));
            Map.Entry<Long, Long> run = runs.floorEntry(first);
            if (run != null) { // else the log has been replaced, and begins later
                seen.put(first, run.getValue());
            }
        }
        return seen;
    }

    /** The log, the vote and the term are there; only rows are older, which the log brings back. */
    boolean hasItsLogIn(Found found) {
        Found whole = seenFrom(found.first());
        return found.hardState().equals(hardState)
                && found.first() <= found.applied() + 1
                && found.runs().equals(whole.runs())
                && found.end().equals(end)
                && !found.isRegressed();
    }

    /** The log and the rows of a moment, whatever the term and the vote, and what is promised. */
    boolean hasLogAndRowsIn(Found found) {
        return found.runs().equals(seenFrom(found.first()).runs())
                && found.end().equals(end)
                && hasRowsIn(found);
    }

    boolean hasRowsIn(Found found) {
        return found.applied() == applied && found.rows() == rows;
    }
}
