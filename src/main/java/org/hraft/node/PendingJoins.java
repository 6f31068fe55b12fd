package org.hraft.node;

import org.hraft.raft.AddServer;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The requests to add a server that this server has not answered yet. Adding is idempotent, so it is
 * repeated until it is done, refused for a reason that repeating cannot change, or out of time.
 */
final class PendingJoins {

    private final NodeOptions options;
    private final Completions completions;
    private final List<Join> joins = new ArrayList<>();

    /** One of them. */
    static final class Join {
        final Member member;
        private final CompletableFuture<Boolean> future;
        private final long deadlineNanos;
        private long retryAtNanos;

        /** The request that is under way to the leader. */
        private AddServer.@Nullable Request sent;

        /** Where the configuration was appended, 0: nowhere yet. */
        private long index;

        private long term;

        Join(Input.Join input, long nowNanos, long timeoutNanos) {
            this.member = input.member();
            this.future = input.future();
            this.retryAtNanos = nowNanos;
            this.deadlineNanos = nowNanos + timeoutNanos;
        }

        boolean mayAsk(long nowNanos) {
            return sent == null && index == 0 && nowNanos - retryAtNanos >= 0;
        }
    }

    PendingJoins(NodeOptions options, Completions completions) {
        this.options = options;
        this.completions = completions;
    }

    void add(Input.Join input, long nowNanos) {
        joins.add(new Join(input, nowNanos, options.requestTimeoutNanos()));
    }

    /** Those that the leader should be asked for now. */
    List<Join> due(long nowNanos) {
        return joins.isEmpty()
                ? List.of()
                : joins.stream().filter(join -> join.mayAsk(nowNanos)).toList();
    }

    void sent(Join join, AddServer.Request request) {
        join.sent = request;
    }

    /** A request that was sent to the leader came back. */
    void ended(
            AddServer.Request request, Transport.Outcome outcome, long lastApplied, long nowNanos) {
        for (Join join : List.copyOf(joins)) {
            if (!request.equals(join.sent)) {
                continue;
            }
            join.sent = null;
            if (outcome instanceof Transport.Answered answered
                    && answered.response() instanceof AddServer.Response response) {
                answered(join, response, lastApplied, nowNanos);
            } else {
                join.retryAtNanos = nowNanos + options.retryNanos();
            }
        }
    }

    /** The leader, here or elsewhere, has decided. */
    void answered(Join join, AddServer.Response response, long lastApplied, long nowNanos) {
        switch (response.status()) {
            case APPENDED -> {
                join.index = response.index();
                join.term = response.term();
                if (join.index <= lastApplied) {
                    again(join, nowNanos); // it was applied before this answer came: look again
                }
            }
            case UNCHANGED -> done(join, false);
            case CONFLICT -> {
                joins.remove(join);
                completions.fail(
                        join.future,
                        new NotAppliedException(
                                NotAppliedException.Reason.MEMBER_CONFLICT, response.reason()));
            }
            case NOT_LEADER, BUSY -> again(join, nowNanos);
        }
    }

    private void again(Join join, long nowNanos) {
        join.index = 0;
        join.retryAtNanos = nowNanos + options.retryNanos();
    }

    private void done(Join join, boolean changed) {
        joins.remove(join);
        completions.complete(join.future, changed);
    }

    /** An entry was applied here. */
    void applied(Entry entry, long nowNanos) {
        for (Join join : joins.isEmpty() ? joins : List.copyOf(joins)) {
            if (join.index == entry.index() && join.term == entry.term()) {
                done(join, true);
            } else if (join.index > 0 && join.term < entry.term()) {
                again(join, nowNanos);
            }
        }
    }

    /** What was applied up to {@code index} was not seen here: the leader knows, so ask again. */
    void skipped(long index, long nowNanos) {
        joins.stream()
                .filter(join -> join.index > 0 && join.index <= index)
                .forEach(join -> again(join, nowNanos));
    }

    /** Answers those whose time is up. */
    void expire(long nowNanos, Supplier<String> trouble) {
        for (Join join : joins.isEmpty() ? joins : List.copyOf(joins)) {
            if (nowNanos - join.deadlineNanos >= 0) {
                joins.remove(join);
                completions.fail(
                        join.future,
                        join.index > 0 || join.sent != null
                                ? new OutcomeUnknownException(
                                        "Nobody confirmed the new member in time: "
                                                + trouble.get()
                                                + ".")
                                : new NotAppliedException(
                                        NotAppliedException.Reason.NO_LEADER,
                                        "No leader could add the member: " + trouble.get() + "."));
            }
        }
    }

    void close(NotAppliedException reason) {
        joins.forEach(join -> completions.fail(join.future, reason));
        joins.clear();
    }
}
