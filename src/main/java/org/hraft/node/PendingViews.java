package org.hraft.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Raft;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

/** Those who want to see the members and wait for the leader to describe them. */
final class PendingViews {

    private static final class View {
        final DescribeMembers.Request request = new DescribeMembers.Request();
        final CompletableFuture<ClusterMembers> future;
        final long deadlineNanos;
        long askAtNanos;
        boolean asked;

        View(CompletableFuture<ClusterMembers> future, long nowNanos, long timeoutNanos) {
            this.future = future;
            this.askAtNanos = nowNanos;
            this.deadlineNanos = nowNanos + timeoutNanos;
        }
    }

    private final NodeOptions options;
    private final Completions completions;
    private final List<View> views = new ArrayList<>();

    PendingViews(NodeOptions options, Completions completions) {
        this.options = options;
        this.completions = completions;
    }

    void add(Input.Describe input, long nowNanos) {
        views.add(new View(input.future(), nowNanos, options.requestTimeoutNanos()));
    }

    /** The questions that the leader should be asked now; each is asked once until it ends. */
    List<DescribeMembers.Request> due(long nowNanos) {
        List<DescribeMembers.Request> due = new ArrayList<>();
        for (View view : views) {
            if (!view.asked && nowNanos - view.askAtNanos >= 0) {
                view.asked = true;
                due.add(view.request);
            }
        }
        return due;
    }

    /** An answer came, or none ({@code response} null). */
    void ended(
            DescribeMembers.Request request,
            Rpc.@Nullable Response response,
            Raft raft,
            long nowNanos) {
        for (View view : List.copyOf(views)) {
            if (view.request != request) {
                continue;
            }
            if (response instanceof DescribeMembers.Response seen && seen.leaderId() != null) {
                views.remove(view);
                completions.complete(view.future, translate(seen, seen.leaderId(), raft));
            } else {
                view.asked = false;
                view.askAtNanos = nowNanos + options.retryNanos();
            }
        }
    }

    private static ClusterMembers translate(
            DescribeMembers.Response seen, ServerId leader, Raft raft) {
        long lastIndex = Math.max(raft.lastIndex(), seen.commitIndex());
        return new ClusterMembers(
                seen.members().stream().map(one -> translate(one, leader, lastIndex)).toList(),
                seen.commitIndex());
    }

    private static ClusterMembers.MemberStatus translate(
            DescribeMembers.Described seen, ServerId leader, long lastIndex) {
        return new ClusterMembers.MemberStatus(
                seen.member().id().name(),
                seen.member().raftAddress(),
                seen.member().httpAddress(),
                seen.member().voter(),
                seen.member().id().equals(leader),
                seen.reachable(),
                seen.matchIndex(),
                Math.max(0, lastIndex - seen.matchIndex()),
                seen.lastContactMillis());
    }

    /** Answers those whose time is up. */
    void expire(long nowNanos, Supplier<String> trouble) {
        for (View view : views.isEmpty() ? views : List.copyOf(views)) {
            if (nowNanos - view.deadlineNanos >= 0) {
                views.remove(view);
                completions.fail(
                        view.future,
                        new NotAppliedException(
                                NotAppliedException.Reason.NO_LEADER,
                                "No leader could describe the members: " + trouble.get() + "."));
            }
        }
    }

    void close(NotAppliedException reason) {
        views.forEach(view -> completions.fail(view.future, reason));
        views.clear();
    }
}
