package org.hraft.search;

import org.hraft.raft.ServerId;

import java.util.ArrayList;
import java.util.List;

/**
 * What has happened on the way to a state, as far as the rules ask for it: two states that differ in
 * nothing else are two.
 *
 * @param history the longest one that any server has applied, as {@link Disk#state} writes it
 * @param committed the same, entry by entry
 * @param leaders who has led, oldest first
 * @param reads that clients wait for
 */
record Ghost(
        String history, List<Committed> committed, List<Reign> leaders, List<PendingRead> reads) {

    /** An entry of the history, with the term in which it was committed, which may be a later one. */
    record Committed(long index, long term, long inTerm) {}

    /** A term has one leader. */
    record Reign(long term, ServerId leader) {}

    /** A read that has to see at least the entry {@code from}, which was committed when it came. */
    record PendingRead(long token, long from) {}

    static final Ghost NOTHING = new Ghost("", List.of(), List.of(), List.of());

    long lastCommitted() {
        return committed.isEmpty() ? 0 : committed.get(committed.size() - 1).index();
    }

    /**
     * @param longer begins with this history
     * @param inTerm what is new was committed then
     */
    Ghost withHistory(String longer, long inTerm) {
        List<Committed> more = new ArrayList<>(committed);
        for (String word : longer.substring(history.length()).strip().split(" ", -1)) {
            String[] parts = word.split("[:=]", -1);
            more.add(new Committed(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inTerm));
        }
        return new Ghost(longer, List.copyOf(more), leaders, reads);
    }

    Ghost withLeader(long term, ServerId leader) {
        List<Reign> more = new ArrayList<>(leaders);
        more.add(new Reign(term, leader));
        return new Ghost(history, committed, List.copyOf(more), reads);
    }

    Ghost withRead(long token) {
        List<PendingRead> more = new ArrayList<>(reads);
        more.add(new PendingRead(token, lastCommitted()));
        return new Ghost(history, committed, leaders, List.copyOf(more));
    }

    /** The read was answered. */
    Ghost without(PendingRead read) {
        List<PendingRead> left = reads.stream().filter(r -> !r.equals(read)).toList();
        return new Ghost(history, committed, leaders, left);
    }
}
