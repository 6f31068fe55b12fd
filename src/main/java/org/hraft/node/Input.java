package org.hraft.node;

import org.hraft.raft.Member;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;

import java.util.concurrent.CompletableFuture;

/** Everything that can happen to a server, in the order in which the loop takes it. */
public sealed interface Input {

    /** Somebody waits for the outcome. */
    sealed interface Asked extends Input
            permits Proposal, Read, Join, ChangeMember, TransferLeadership, Describe, Bootstrap {
        CompletableFuture<?> future();
    }

    /** Look at the clock. */
    record Tick() implements Input {}

    /**
     * A peer's request; {@code answer} fails with {@link RefusedException} or not at all, and is
     * completed by the loop itself: whoever waits for it waits on a thread of its own.
     */
    record Received(Envelope envelope, CompletableFuture<Rpc.Response> answer) implements Input {}

    /**
     * A call of this server ended; it was made at {@code sentNanos} of the loop's clock, by the
     * incarnation that the server then was.
     */
    record Ended(
            ServerId from,
            ServerId to,
            Rpc.Request request,
            long sentNanos,
            Transport.Outcome outcome)
            implements Input {}

    /** A client's command. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never modified
    record Proposal(byte[] command, CompletableFuture<Applied> future) implements Asked {}

    /**
     * A client's read. Completes with an index that this server has applied, see {@link
     * Engine#readIndex}.
     *
     * @param minIndex 0: none is demanded
     */
    record Read(ReadLevel level, long minIndex, CompletableFuture<Long> future) implements Asked {}

    /** A server that is to become a member. */
    record Join(Member member, CompletableFuture<Boolean> future) implements Asked {}

    /** An operator removes, promotes or demotes a member, or wants to know what that would do. */
    record ChangeMember(
            org.hraft.raft.ChangeMember.Request request, CompletableFuture<MembersOutlook> future)
            implements Asked {}

    /** An operator wants another server to lead: the one of this name, or any if it is empty. */
    record TransferLeadership(String target, CompletableFuture<Leadership> future)
            implements Asked {}

    /** Somebody wants to see the members. */
    record Describe(CompletableFuture<ClusterMembers> future) implements Asked {}

    /** This server is to found a cluster. */
    record Bootstrap(String clusterId, CompletableFuture<Boolean> future) implements Asked {}

    /** This server is about to stop and should not lead any more. */
    record HandOver(CompletableFuture<Boolean> future) implements Input {}
}
