package org.hraft.node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The linearizable reads that this server has not answered yet. Those that arrive while others are
 * being confirmed share the next confirmation. A read changes nothing, so it is simply asked for
 * again until it is granted or its time is up.
 */
final class PendingReads {

    private record Read(CompletableFuture<Long> future, long deadlineNanos) {}

    private final NodeOptions options;
    private final Completions completions;
    private final TreeMap<Long, List<Read>> asked = new TreeMap<>();
    private final TreeMap<Long, List<Read>> waitingForApply = new TreeMap<>();
    private List<Read> waiting = new ArrayList<>();
    private long tokens;
    private long holdUntilNanos;

    PendingReads(NodeOptions options, Completions completions, long nowNanos) {
        this.options = options;
        this.completions = completions;
        this.holdUntilNanos = nowNanos;
    }

    void add(Input.Read input, long nowNanos) {
        waiting.add(new Read(input.future(), nowNanos + options.requestTimeoutNanos()));
    }

    boolean mayAsk(long nowNanos) {
        return !waiting.isEmpty()
                && asked.size() < options.maxForwards()
                && nowNanos - holdUntilNanos >= 0;
    }

    /** All that wait are asked for together; returns the token of the question. */
    long ask() {
        asked.put(++tokens, waiting);
        waiting = new ArrayList<>();
        return tokens;
    }

    void granted(long token, long readIndex, long lastApplied) {
        List<Read> reads = asked.remove(token);
        if (reads != null) {
            waitingForApply
                    .computeIfAbsent(readIndex, index -> new ArrayList<>())
                    .addAll(reads);
            applied(lastApplied);
        }
    }

    void refused(long token, long nowNanos) {
        List<Read> reads = asked.remove(token);
        if (reads != null) {
            reads.addAll(waiting);
            waiting = reads;
            holdUntilNanos = nowNanos + options.retryNanos();
        }
    }

    /** The state machine has come to {@code lastApplied}. */
    void applied(long lastApplied) {
        Map<Long, List<Read>> due = waitingForApply.headMap(lastApplied, true);
        due.forEach((index, reads) ->
                reads.forEach(read -> completions.complete(read.future(), index)));
        due.clear();
    }

    /** Answers those whose time is up. */
    void expire(long nowNanos, Supplier<String> trouble) {
        expire(waiting, nowNanos, trouble);
        asked.values().forEach(reads -> expire(reads, nowNanos, trouble));
        waitingForApply.values().forEach(reads -> expire(reads, nowNanos, trouble));
        waitingForApply.values().removeIf(List::isEmpty);
    }

    private void expire(List<Read> reads, long nowNanos, Supplier<String> trouble) {
        for (Iterator<Read> all = reads.iterator(); all.hasNext(); ) {
            Read read = all.next();
            if (nowNanos - read.deadlineNanos() < 0) {
                return; // the rest came later
            }
            all.remove();
            completions.fail(
                    read.future(),
                    new NotAppliedException(
                            NotAppliedException.Reason.NO_LEADER,
                            "No leader confirmed the read: " + trouble.get() + "."));
        }
    }

    void close(NotAppliedException reason) {
        List<Read> all = new ArrayList<>(waiting);
        asked.values().forEach(all::addAll);
        waitingForApply.values().forEach(all::addAll);
        all.forEach(read -> completions.fail(read.future(), reason));
        waiting.clear();
        asked.clear();
        waitingForApply.clear();
    }
}
