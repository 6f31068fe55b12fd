package org.hraft.search;

import org.hraft.raft.Entry;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A log as it lies on a disk.
 *
 * @param baseIndex what is up to here is not in {@code entries} any more; 0: nothing
 * @param baseTerm the term of that entry
 * @param entries contiguous from behind the base
 */
record LogView(long baseIndex, long baseTerm, List<Entry> entries) {

    long lastIndex() {
        return baseIndex + entries.size();
    }

    /** Null if it is not here. */
    @Nullable
    Entry entry(long index) {
        long place = index - baseIndex - 1;
        return 0 <= place && place < entries.size() ? entries.get((int) place) : null;
    }

    /** This entry is in the log, or was. */
    boolean holds(long index, long term) {
        if (index <= baseIndex) {
            return index < baseIndex || term == baseTerm;
        }
        Entry entry = entry(index);
        return entry != null && entry.term() == term;
    }

    /** Log Matching (figure 3): if both hold an entry of equal index and term, all before is equal. */
    static boolean match(LogView one, LogView other) {
        boolean mustBeEqual = false;
        long from = Math.min(one.lastIndex(), other.lastIndex());
        for (long index = from; index > Math.max(one.baseIndex, other.baseIndex); index--) {
            Entry a = one.entry(index);
            Entry b = other.entry(index);
            if (a == null || b == null) {
                return false; // a gap
            }
            mustBeEqual |= a.term() == b.term();
            if (mustBeEqual && !a.equals(b)) {
                return false;
            }
        }
        return true;
    }
}
