package org.hraft.node;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.AddServer;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The requests to change the members that this server has not answered yet: {@link AddServer} and
 * {@link ChangeMember}. Each is repeated until it is done, refused for a reason that waiting cannot
 * change, or out of time.
 */
final class PendingChanges {

    private final NodeOptions options;
    private final Completions completions;
    private final List<Change> changes = new ArrayList<>();

    /** The newest configuration that was applied here, as index and term; 0: none yet. */
    private long appliedIndex;

    private long appliedTerm;

    /** One of them. */
    static final class Change {
        final Rpc.Request request;
        private final CompletableFuture<?> future;
        private final Consumer<Rpc.Response> done;
        private final long deadlineNanos;
        private long retryAtNanos;

        /** The request is under way to the leader. */
        private boolean sent;

        /** An attempt was not answered, and may have been carried out. */
        private boolean doubtful;

        /** What the leader appended, null: nothing yet. */
        private @Nullable Decision appended;

        /** What to say if nothing better comes. */
        private @Nullable NotAppliedException refusal;

        private Change(
                Rpc.Request request,
                CompletableFuture<?> future,
                Consumer<Rpc.Response> done,
                long nowNanos,
                long timeoutNanos) {
            this.request = request;
            this.future = future;
            this.done = done;
            this.retryAtNanos = nowNanos;
            this.deadlineNanos = nowNanos + timeoutNanos;
        }

        private boolean mayAsk(long nowNanos) {
            return !sent && appended == null && nowNanos - retryAtNanos >= 0;
        }

        /** It asks how things are now. */
        private boolean isDryRun() {
            return request instanceof ChangeMember.Request asked && asked.dryRun();
        }

        private boolean mayHaveHappened() {
            return sent || doubtful || appended != null;
        }
    }

    PendingChanges(NodeOptions options, Completions completions) {
        this.options = options;
        this.completions = completions;
    }

    void add(Input.Join input, long nowNanos) {
        changes.add(new Change(
                new AddServer.Request(input.member()),
                input.future(),
                response -> completions.complete(input.future(), Decision.hasChanged(response)),
                nowNanos,
                options.requestTimeoutNanos()));
    }

    void add(Input.ChangeMember input, long nowNanos) {
        changes.add(new Change(
                input.request(),
                input.future(),
                response -> completions.complete(
                        input.future(), Decision.outlook((ChangeMember.Response) response)),
                nowNanos,
                options.requestTimeoutNanos()));
    }

    /** Those that the leader should be asked for now. */
    List<Change> due(long nowNanos) {
        return changes.isEmpty()
                ? List.of()
                : changes.stream().filter(change -> change.mayAsk(nowNanos)).toList();
    }

    void sent(Change change) {
        change.sent = true;
    }

    /** A request that was sent to the leader came back. */
    void ended(Rpc.Request request, Transport.Outcome outcome, long lastApplied, long nowNanos) {
        for (Change change : List.copyOf(changes)) {
            if (!change.sent || !request.equals(change.request)) {
                continue;
            }
            change.sent = false;
            if (outcome instanceof Transport.Answered answered) {
                answered(change, answered.response(), lastApplied, nowNanos);
            } else {
                change.doubtful |= outcome instanceof Transport.Unanswered;
                again(change, nowNanos);
            }
        }
    }

    /** The leader, here or elsewhere, has decided. */
    void answered(Change change, Rpc.Response response, long lastApplied, long nowNanos) {
        Decision decision = Decision.of(response);
        switch (decision.verdict()) {
            case APPENDED -> appended(change, decision, lastApplied, nowNanos);
            case NOTHING_TO_DO -> done(change, decision);
            case REFUSED -> refused(change, decision.refusal());
            case AGAIN -> {
                if (decision.refusal() != null && change.isDryRun()) {
                    refused(change, decision.refusal());
                } else {
                    change.refusal = decision.refusal();
                    again(change, nowNanos);
                }
            }
        }
    }

    private void appended(Change change, Decision decision, long lastApplied, long nowNanos) {
        if (decision.index() > lastApplied) {
            change.appended = decision;
        } else if (decision.index() == appliedIndex && decision.term() == appliedTerm) {
            done(change, decision); // it was applied before this answer came
        } else {
            change.doubtful |= decision.index() < appliedIndex;
            again(change, nowNanos);
        }
    }

    /** If an attempt before may have done it, a refusal may be the consequence of just that. */
    private void refused(Change change, @Nullable NotAppliedException refusal) {
        String reason = refusal == null ? "" : String.valueOf(refusal.getMessage());
        fail(
                change,
                refusal == null || change.doubtful
                        ? new OutcomeUnknownException("The leader was asked before and its answer"
                                + " was lost; now it says: " + reason)
                        : refusal);
    }

    private void again(Change change, long nowNanos) {
        change.appended = null;
        change.retryAtNanos = nowNanos + options.retryNanos();
    }

    private void done(Change change, Decision decision) {
        changes.remove(change);
        change.done.accept(decision.response());
    }

    private void fail(Change change, RuntimeException reason) {
        changes.remove(change);
        completions.fail(change.future, reason);
    }

    /** An entry was applied here. */
    void applied(Entry entry, long nowNanos) {
        if (entry.payload() instanceof Configuration) {
            appliedIndex = entry.index();
            appliedTerm = entry.term();
        }
        if (changes.isEmpty()) {
            return; // in most turns
        }
        for (Change change : List.copyOf(changes)) {
            Decision appended = change.appended;
            if (appended == null) {
                continue;
            }
            if (appended.index() == entry.index() && appended.term() == entry.term()) {
                done(change, appended);
            } else if (appended.term() < entry.term()) {
                again(change, nowNanos);
            }
        }
    }

    /** What was applied up to {@code index} was not seen here: the leader knows, so ask again. */
    void skipped(long index, long nowNanos) {
        for (Change change : List.copyOf(changes)) {
            Decision appended = change.appended;
            if (appended != null && appended.index() <= index) {
                change.doubtful = true;
                again(change, nowNanos);
            }
        }
    }

    /** Answers those whose time is up. */
    void expire(long nowNanos, Supplier<String> trouble) {
        if (changes.isEmpty()) {
            return; // in most turns
        }
        for (Change change : List.copyOf(changes)) {
            if (nowNanos - change.deadlineNanos >= 0) {
                fail(change, timeIsUp(change, trouble));
            }
        }
    }

    private static RuntimeException timeIsUp(Change change, Supplier<String> trouble) {
        if (change.mayHaveHappened()) {
            return new OutcomeUnknownException(
                    "Nobody confirmed the change of the members in time: " + trouble.get() + ".");
        }
        return change.refusal != null
                ? change.refusal
                : new NotAppliedException(
                        Reason.NO_LEADER,
                        "No leader could change the members: " + trouble.get() + ".");
    }

    void close(NotAppliedException reason) {
        List.copyOf(changes)
                .forEach(change -> fail(
                        change,
                        change.mayHaveHappened()
                                ? new OutcomeUnknownException(
                                        "this server ended before the change was confirmed")
                                : reason));
    }
}
