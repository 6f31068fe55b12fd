package org.hraft.transport;

import org.hraft.node.Envelope;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The calls of one connection from their start to their end, and whether the connection is over.
 * Each call ends once: answered, or given up, and then it is not delivered if no byte of it was
 * written and unanswered otherwise. How many there are is for the caller to bound. For any thread;
 * the consumers run on the thread that ends the call, outside the lock.
 */
final class PendingCalls {

    /** How long a call waits for its answer. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a connection stays without a call. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ArrayDeque<Call> unsent = new ArrayDeque<>();
    private final Map<Long, Call> waiting = new LinkedHashMap<>(); // in the order of their starts
    private long lastId;
    private long lastStartNanos;
    private long lastAnswerNanos;
    private boolean over;

    /** One call; a writer that has got it has to write it. */
    static final class Call {
        private final long id;
        private final Envelope envelope;
        private final long startNanos;
        private final Consumer<Outcome> ended;
        private boolean sent;

        private Call(long id, Envelope envelope, long startNanos, Consumer<Outcome> ended) {
            this.id = id;
            this.envelope = envelope;
            this.startNanos = startNanos;
            this.ended = ended;
        }

        /**
         * @param binary the peer reads {@link RaftBinary}
         */
        Frame frame(boolean binary) {
            return new Frame(Frame.Kind.CALL, id, Messages.write(envelope, binary));
        }

        private void giveUp(String why) {
            ended.accept(sent ? new Unanswered(why) : new NotDelivered(why));
        }
    }

    /**
     * @param nowNanos of the clock that all methods here are given
     */
    PendingCalls(long nowNanos) {
        this.lastStartNanos = nowNanos;
        this.lastAnswerNanos = nowNanos;
    }

    /** False if the connection is over: nothing was started then. */
    synchronized boolean start(Envelope envelope, long nowNanos, Consumer<Outcome> ended) {
        if (over) {
            return false;
        }
        lastStartNanos = nowNanos;
        Call call = new Call(++lastId, envelope, nowNanos, ended);
        waiting.put(call.id, call);
        unsent.add(call);
        notifyAll();
        return true;
    }

    /** The next call to write; null if there is none for so long, or if the connection is over. */
    synchronized @Nullable Call next(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (unsent.isEmpty() && !over) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        Call call = unsent.poll();
        if (call != null) {
            call.sent = true;
        }
        return call;
    }

    /** An answer to a call that was given up before, or was not written yet, is ignored. */
    void answered(long id, long nowNanos, Outcome outcome) {
        Call call = remove(id, nowNanos);
        if (call != null) {
            call.ended.accept(outcome);
        }
    }

    private synchronized @Nullable Call remove(long id, long nowNanos) {
        lastAnswerNanos = nowNanos;
        Call call = waiting.get(id);
        if (call == null || !call.sent) {
            return null;
        }
        waiting.remove(id);
        return call;
    }

    /**
     * Gives up the calls that have waited too long.
     *
     * @return false if nothing at all was answered since one of them was started: then the
     *     connection is not to be trusted any more, whatever signs of life come through
     */
    boolean expire(long nowNanos) {
        boolean trusted = true;
        for (Call late : removeLate(nowNanos)) {
            trusted &= answeredSince(late.startNanos);
            late.giveUp("no answer within two seconds");
        }
        return trusted;
    }

    private synchronized List<Call> removeLate(long nowNanos) {
        List<Call> late = new ArrayList<>();
        Iterator<Call> oldest = waiting.values().iterator();
        while (oldest.hasNext()) {
            Call call = oldest.next();
            if (nowNanos - call.startNanos <= PATIENCE_NANOS) {
                break;
            }
            oldest.remove();
            unsent.remove(call);
            late.add(call);
        }
        return late;
    }

    private synchronized boolean answeredSince(long nanos) {
        return lastAnswerNanos - nanos >= 0;
    }

    /** Ends a connection that nobody uses; true if it is over, for this reason or another. */
    synchronized boolean endIfIdle(long nowNanos) {
        over |= waiting.isEmpty() && nowNanos - lastStartNanos > IDLE_NANOS;
        return over;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Ends the connection, and every call that is left. */
    void end(String why) {
        removeAll().forEach(call -> call.giveUp(why));
    }

    private synchronized List<Call> removeAll() {
        over = true;
        List<Call> left = List.copyOf(waiting.values());
        waiting.clear();
        unsent.clear();
        notifyAll();
        return left;
    }
}
