package org.hraft.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Linearizable reads without a log entry (section 6.4). A read waits for a round that was opened
 * after it had arrived; a majority's answers to requests of that round, or of a later one, prove
 * that no newer leader existed when it arrived. Reads that come while a round is under way share
 * the next one.
 */
final class ReadRounds {

    /**
     * @param callId of a peer's request, or 0
     * @param token of a local read, or 0
     */
    record Waiting(ServerId from, long callId, long token) {}

    private record Round(long number, long readIndex, List<Waiting> reads) {}

    private final List<Waiting> next = new ArrayList<>();
    private final ArrayDeque<Round> open = new ArrayDeque<>();
    private long number;

    /** The newest round; every AppendEntries carries it. */
    long number() {
        return number;
    }

    void add(Waiting read) {
        next.add(read);
    }

    /** Reads wait, and no round is under way that they would have to wait for. */
    boolean shouldOpen() {
        return !next.isEmpty() && open.isEmpty();
    }

    boolean hasWaiting() {
        return !next.isEmpty() || !open.isEmpty();
    }

    /** Opens a round for all reads that wait. */
    void open(long readIndex) {
        number++;
        if (!next.isEmpty()) {
            open.add(new Round(number, readIndex, List.copyOf(next)));
            next.clear();
        }
    }

    /** A read that was confirmed together with its index. */
    record Confirmed(Waiting read, long readIndex) {}

    /** Takes out the reads of all rounds up to {@code round}. */
    List<Confirmed> confirmed(long round) {
        List<Confirmed> confirmed = new ArrayList<>();
        while (!open.isEmpty() && open.peek().number() <= round) {
            Round done = open.remove();
            done.reads().forEach(r -> confirmed.add(new Confirmed(r, done.readIndex())));
        }
        return confirmed;
    }

    /** Takes out everything: leadership is gone, and with it the meaning of the rounds. */
    List<Waiting> drop() {
        List<Waiting> dropped = new ArrayList<>();
        open.forEach(round -> dropped.addAll(round.reads()));
        dropped.addAll(next);
        open.clear();
        next.clear();
        return dropped;
    }
}
