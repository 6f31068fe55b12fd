package org.hraft.node;

import org.hraft.node.NotAppliedException.Reason;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The reads that this server has not answered yet: first they wait for an index from the leader, if
 * they need one, then for the state machine to get there. Those of one level that arrive while
 * others are being confirmed share the next question. A read changes nothing, so it is simply asked
 * for again until it is granted or its time is up.
 */
final class PendingReads {

    private record Read(Input.Read input, long deadlineNanos) {}

    /** One question to the leader, for all these reads. */
    private record Question(ReadLevel level, List<Read> reads) {}

    private final NodeOptions options;
    private final Completions completions;
    private final EnumMap<ReadLevel, List<Read>> waiting = new EnumMap<>(ReadLevel.class);
    private final TreeMap<Long, Question> asked = new TreeMap<>();
    private final TreeMap<Long, List<Read>> waitingForApply = new TreeMap<>();
    private long tokens;
    private long holdUntilNanos;

    PendingReads(NodeOptions options, Completions completions, long nowNanos) {
        this.options = options;
        this.completions = completions;
        this.holdUntilNanos = nowNanos;
    }

    void add(Input.Read input, long lastApplied, long nowNanos) {
        Read read = new Read(input, nowNanos + options.requestTimeoutNanos());
        if (input.level() == ReadLevel.NONE) {
            waitForApply(read, 0);
            applied(lastApplied);
        } else {
            waiting(input.level()).add(read);
        }
    }

    private List<Read> waiting(ReadLevel level) {
        return waiting.computeIfAbsent(level, none -> new ArrayList<>());
    }

    private boolean isEmpty() {
        return waiting.isEmpty() && asked.isEmpty() && waitingForApply.isEmpty();
    }

    boolean mayAsk(ReadLevel level, long nowNanos) {
        return !waiting.getOrDefault(level, List.of()).isEmpty()
                && asked.values().stream().filter(it -> it.level() == level).count()
                        < options.maxForwards()
                && nowNanos - holdUntilNanos >= 0;
    }

    /** All of a level that wait are asked for together; returns the token of the question. */
    long ask(ReadLevel level) {
        asked.put(++tokens, new Question(level, waiting(level)));
        waiting.remove(level);
        return tokens;
    }

    void granted(long token, long readIndex, long lastApplied) {
        Question question = asked.remove(token);
        if (question != null) {
            question.reads().forEach(read -> waitForApply(read, readIndex));
            applied(lastApplied);
        }
    }

    private void waitForApply(Read read, long readIndex) {
        long index = Math.max(readIndex, read.input().minIndex());
        waitingForApply.computeIfAbsent(index, none -> new ArrayList<>()).add(read);
    }

    void refused(long token, long nowNanos) {
        Question question = asked.remove(token);
        if (question != null) {
            waiting(question.level()).addAll(0, question.reads());
            holdUntilNanos = nowNanos + options.retryNanos();
        }
    }

    /** The state machine has come to {@code lastApplied}. */
    void applied(long lastApplied) {
        if (waitingForApply.isEmpty()) {
            return; // in most turns
        }
        Map<Long, List<Read>> due = waitingForApply.headMap(lastApplied, true);
        due.forEach((index, reads) ->
                reads.forEach(read -> completions.complete(read.input().future(), index)));
        due.clear();
    }

    /** Answers those whose time is up. */
    void expire(long lastApplied, long nowNanos, Supplier<String> trouble) {
        if (isEmpty()) {
            return; // in most turns
        }
        waiting.values().forEach(reads -> expire(reads, nowNanos, read -> unasked(trouble)));
        waiting.values().removeIf(List::isEmpty);
        asked.values().forEach(it -> expire(it.reads(), nowNanos, read -> unasked(trouble)));
        waitingForApply.forEach((index, reads) ->
                expire(reads, nowNanos, read -> behind(read, index, lastApplied, trouble)));
        waitingForApply.values().removeIf(List::isEmpty);
    }

    private void expire(
            List<Read> reads, long nowNanos, Function<Read, NotAppliedException> reason) {
        for (Iterator<Read> all = reads.iterator(); all.hasNext(); ) {
            Read read = all.next();
            if (nowNanos - read.deadlineNanos() >= 0) {
                all.remove();
                completions.fail(read.input().future(), reason.apply(read));
            }
        }
    }

    private static NotAppliedException unasked(Supplier<String> trouble) {
        return new NotAppliedException(
                Reason.NO_LEADER, "No leader confirmed the read: " + trouble.get() + ".");
    }

    private static NotAppliedException behind(
            Read read, long index, long lastApplied, Supplier<String> trouble) {
        String detail = String.format(
                "This server has applied the log up to %d only, and the read needs %d: %s.",
                lastApplied, index, trouble.get());
        return read.input().minIndex() > lastApplied
                ? new NotAppliedException(
                        Reason.BEHIND,
                        detail + " Ask another server; an index that no server gave out is never"
                                + " reached.")
                : new NotAppliedException(Reason.NO_LEADER, detail);
    }

    void close(NotAppliedException reason) {
        List<Read> all = new ArrayList<>();
        waiting.values().forEach(all::addAll);
        asked.values().forEach(question -> all.addAll(question.reads()));
        waitingForApply.values().forEach(all::addAll);
        all.forEach(read -> completions.fail(read.input().future(), reason));
        waiting.clear();
        asked.clear();
        waitingForApply.clear();
    }
}
