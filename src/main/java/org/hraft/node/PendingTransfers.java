package org.hraft.node;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.ServerId;
import org.hraft.raft.TransferLeadership;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The requests to make another server the leader that this server has not answered yet. The leader
 * says that it has begun; that it is done shows when a server leads in a later term.
 */
final class PendingTransfers {

    private final NodeOptions options;
    private final Completions completions;
    private final List<Wish> wishes = new ArrayList<>();

    /** One of them. */
    static final class Wish {
        final TransferLeadership.Request request;
        private final CompletableFuture<Leadership> future;
        private final long deadlineNanos;
        private long retryAtNanos;

        /** The request is under way to the leader, or an answer to it was lost. */
        private boolean sent;

        /** The leader has begun to hand over. */
        private TransferLeadership.@Nullable Response begun;

        private Wish(Input.TransferLeadership input, long nowNanos, long timeoutNanos) {
            this.request = new TransferLeadership.Request(input.target());
            this.future = input.future();
            this.retryAtNanos = nowNanos;
            this.deadlineNanos = nowNanos + timeoutNanos;
        }

        String target() {
            return request.target();
        }

        private boolean mayAsk(long nowNanos) {
            return !sent && begun == null && nowNanos - retryAtNanos >= 0;
        }
    }

    PendingTransfers(NodeOptions options, Completions completions) {
        this.options = options;
        this.completions = completions;
    }

    void add(Input.TransferLeadership input, long nowNanos) {
        wishes.add(new Wish(input, nowNanos, options.requestTimeoutNanos()));
    }

    /** Those that the leader should be asked for now. */
    List<Wish> due(long nowNanos) {
        return wishes.isEmpty()
                ? List.of()
                : wishes.stream().filter(wish -> wish.mayAsk(nowNanos)).toList();
    }

    void sent(Wish wish) {
        wish.sent = true;
    }

    /** A request that was sent to the leader came back. */
    void ended(TransferLeadership.Request request, Transport.Outcome outcome, long nowNanos) {
        for (Wish wish : List.copyOf(wishes)) {
            if (!wish.sent || wish.begun != null || !request.equals(wish.request)) {
                continue;
            }
            if (outcome instanceof Transport.Answered answered
                    && answered.response() instanceof TransferLeadership.Response response) {
                answered(wish, response, nowNanos);
            } else if (outcome instanceof Transport.NotDelivered
                    || !wish.target().isEmpty()) {
                again(wish, nowNanos); // to ask for the same target twice does no harm
            }
        }
    }

    /** The leader, here or elsewhere, has decided. */
    void answered(Wish wish, TransferLeadership.Response response, long nowNanos) {
        switch (response.status()) {
            case BEGUN, LEADS -> wish.begun = response;
            case UNKNOWN_MEMBER -> refused(wish, Reason.UNKNOWN_MEMBER, response.reason());
            case REFUSED, BUSY -> refused(wish, Reason.TRANSFER_REFUSED, response.reason());
            case NOT_LEADER -> again(wish, nowNanos);
        }
    }

    private void again(Wish wish, long nowNanos) {
        wish.sent = false;
        wish.retryAtNanos = nowNanos + options.retryNanos();
    }

    private void refused(Wish wish, Reason kind, String reason) {
        fail(wish, new NotAppliedException(kind, reason));
    }

    private void fail(Wish wish, RuntimeException reason) {
        wishes.remove(wish);
        completions.fail(wish.future, reason);
    }

    /** Answers those whose outcome this server has learnt. */
    void settle(Raft raft) {
        if (wishes.isEmpty()) {
            return; // in most turns
        }
        for (Wish wish : List.copyOf(wishes)) {
            if (wish.begun != null) {
                settle(wish, wish.begun, raft);
            }
        }
    }

    private void settle(Wish wish, TransferLeadership.Response begun, Raft raft) {
        ServerId leader = raft.leaderId();
        boolean led = begun.status() == TransferLeadership.Status.LEADS;
        if (leader == null || raft.currentTerm() < begun.term() + (led ? 0 : 1)) {
            return;
        }
        if (leader.name().equals(begun.target())) {
            Member member = raft.configuration().member(leader);
            String httpAddress = member == null ? "" : member.httpAddress();
            wishes.remove(wish);
            completions.complete(
                    wish.future, new Leadership(leader.name(), httpAddress, raft.currentTerm()));
        } else {
            refused(
                    wish,
                    Reason.TRANSFER_GIVEN_UP,
                    String.format(
                            "Leadership was to go to %s, and %s was elected in term %d. Ask again"
                                    + " if it should still go there.",
                            begun.target(), leader, raft.currentTerm()));
        }
    }

    /** Answers those whose time is up. */
    void expire(long nowNanos, Supplier<String> trouble) {
        if (wishes.isEmpty()) {
            return; // in most turns
        }
        for (Wish wish : List.copyOf(wishes)) {
            if (nowNanos - wish.deadlineNanos >= 0) {
                fail(wish, timeIsUp(wish, trouble));
            }
        }
    }

    private static RuntimeException timeIsUp(Wish wish, Supplier<String> trouble) {
        if (wish.begun != null) {
            return new OutcomeUnknownException(wish.begun.target()
                    + " has not taken leadership over in time, and the transfer is given up: "
                    + trouble.get() + ". See GET /leader before you ask again.");
        }
        return wish.sent
                ? new OutcomeUnknownException("The leader did not say in time whether it hands"
                        + " over: " + trouble.get() + ". See GET /leader before you ask again.")
                : new NotAppliedException(
                        Reason.NO_LEADER, "No leader could hand over: " + trouble.get() + ".");
    }

    void close(NotAppliedException reason) {
        for (Wish wish : List.copyOf(wishes)) {
            fail(
                    wish,
                    wish.begun == null && !wish.sent
                            ? reason
                            : new OutcomeUnknownException(
                                    "this server ended before leadership was taken over"));
        }
    }
}
