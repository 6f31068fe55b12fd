package org.hraft.simulation;

import org.hraft.raft.Entry;

import java.util.ArrayList;
import java.util.List;

/** What is committed, entry by entry: the one history that all servers share. One thread. */
final class CommittedHistory {

    /**
     * @param term of the entry
     * @param inTerm of the server that was the first to know that it is committed
     * @param lastCommand index of the newest command up to this entry, 0: none
     */
    private record Committed(long term, long inTerm, long lastCommand) {}

    /** The first is of index 1. */
    private final List<Committed> entries = new ArrayList<>();

    private Committed at(long index) {
        return entries.get((int) index - 1);
    }

    long lastIndex() {
        return entries.size();
    }

    /** The term of an entry; 0 if none of those that are known has this index. */
    long term(long index) {
        return 0 < index && index <= lastIndex() ? at(index).term() : 0;
    }

    /** The next one. */
    void add(Entry entry, long inTerm) {
        boolean isCommand = entry.payload() instanceof Entry.Command;
        long lastCommand = isCommand ? entry.index() : lastCommand(entry.index() - 1);
        entries.add(new Committed(entry.term(), inTerm, lastCommand));
    }

    /** Index of the newest command up to {@code index}, as far as is known; 0: none. */
    long lastCommand(long index) {
        long known = Math.min(index, lastIndex());
        return known <= 0 ? 0 : at(known).lastCommand();
    }

    /** Index of the newest one that was known to be committed before {@code term}; 0: none. */
    long lastBefore(long term) {
        long index = lastIndex();
        while (index > 0 && at(index).inTerm() >= term) {
            index--; // by later leaders
        }
        return index;
    }
}
