package org.hraft.node;

import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Raft;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Those who want to see the members and wait for the leader to describe them. */
final class PendingViews {

    private record View(CompletableFuture<ClusterMembers> future, long deadlineNanos) {}

    private final NodeOptions options;
    private final Completions completions;
    private final List<View> views = new ArrayList<>();
    private boolean asked;
    private long askAtNanos;

    PendingViews(NodeOptions options, Completions completions, long nowNanos) {
        this.askAtNanos = nowNanos;
        this.options = options;
        this.completions = completions;
    }

    void add(Input.Describe input, long nowNanos) {
        views.add(new View(input.future(), nowNanos + options.requestTimeoutNanos()));
    }

    boolean mayAsk(long nowNanos) {
        return !views.isEmpty() && !asked && nowNanos - askAtNanos >= 0;
    }

    /** One question is under way, for all that wait when its answer comes. */
    void asked() {
        asked = true;
    }

    /** An answer came, or none ({@code response} null). */
    void ended(Rpc.@Nullable Response response, Raft raft, long nowNanos) {
        asked = false;
        if (response instanceof DescribeMembers.Response seen && seen.leaderId() != null) {
            ClusterMembers members = translate(seen, seen.leaderId(), raft);
            views.forEach(view -> completions.complete(view.future(), members));
            views.clear();
        } else {
            askAtNanos = nowNanos + options.retryNanos();
        }
    }

    private static ClusterMembers translate(
            DescribeMembers.Response seen, ServerId leader, Raft raft) {
        long lastIndex = Math.max(raft.lastIndex(), seen.commitIndex());
        return new ClusterMembers(
                seen.members().stream()
                        .map(one -> translate(one, leader, lastIndex))
                        .toList(),
                seen.configurationIndex(),
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
        while (!views.isEmpty() && nowNanos - views.get(0).deadlineNanos() >= 0) {
            completions.fail(
                    views.remove(0).future(),
                    new NotAppliedException(
                            NotAppliedException.Reason.NO_LEADER,
                            "No leader could describe the members: " + trouble.get() + "."));
        }
    }

    void close(NotAppliedException reason) {
        views.forEach(view -> completions.fail(view.future(), reason));
        views.clear();
    }
}
