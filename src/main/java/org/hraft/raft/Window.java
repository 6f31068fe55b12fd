package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * How much may be under way to one peer, and what is. It begins small and grows by a factor with each
 * round of answers that come in time, while it is used; it is halved when a request fails or is
 * answered late. So a fast peer is kept busy, and a slow disk or network never has a queue before it
 * that makes heartbeats late. That is the idea of TCP's congestion window (RFC 5681, 3.1; RFC 7661).
 */
final class Window {

    /** This many requests fill it, so that answers to the first make room before it is empty. */
    private static final int REQUESTS_PER_WINDOW = 4;

    private record InFlight(long prevLogIndex, long lastIndex, long bytes, long sentNanos) {}

    private final RaftOptions options;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private long limitBytes;
    private long bytes;
    private long nowNanos;
    private long shrunkNanos = -1;

    Window(RaftOptions options) {
        this.options = options;
        this.limitBytes = options.minInFlightBytes();
    }

    void tick(long elapsedNanos) {
        nowNanos += elapsedNanos;
    }

    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Another request may be sent; it is the one that may go beyond the limit. */
    boolean hasRoom() {
        return bytes < limitBytes && inFlight.size() < options.maxInFlightRequests();
    }

    /** What the next request should carry at most, in bytes. */
    long requestBytes() {
        return Math.min(options.maxAppendBytes(), limitBytes / REQUESTS_PER_WINDOW);
    }

    void sent(AppendEntries.Request request) {
        long weight = request.entries().stream().mapToLong(Entry::weight).sum();
        inFlight.add(new InFlight(request.prevLogIndex(), request.lastIndex(), weight, nowNanos));
        bytes += weight;
    }

    /** A request was answered; false if it is none of those under way. */
    boolean answered(AppendEntries.Request request) {
        boolean wasBusy = bytes * 2 >= limitBytes;
        InFlight ended = remove(request);
        if (ended == null) {
            return false;
        }
        if (nowNanos - ended.sentNanos > options.electionTimeoutMinNanos() / 2) {
            shrink(ended);
        } else if (wasBusy) {
            limitBytes = Math.min(options.maxInFlightBytes(), limitBytes + ended.bytes);
        }
        return true;
    }

    /** A request got no answer; false if it is none of those under way. */
    boolean failed(AppendEntries.Request request) {
        InFlight ended = remove(request);
        if (ended == null) {
            return false;
        }
        shrink(ended);
        return true;
    }

    /** Once for all that was under way together: only what was sent since tells something new. */
    private void shrink(InFlight ended) {
        if (ended.sentNanos > shrunkNanos) {
            limitBytes = Math.max(options.minInFlightBytes(), limitBytes / 2);
            shrunkNanos = nowNanos;
        }
    }

    private @Nullable InFlight remove(AppendEntries.Request request) {
        for (Iterator<InFlight> all = inFlight.iterator(); all.hasNext(); ) {
            InFlight one = all.next();
            if (one.prevLogIndex == request.prevLogIndex()
                    && one.lastIndex == request.lastIndex()) {
                all.remove();
                bytes -= one.bytes;
                return one;
            }
        }
        return null;
    }
}
