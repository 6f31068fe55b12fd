package org.hraft.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.hraft.raft.Rpc;

/**
 * A running server: the thread, the bounded inbox and the clock around {@link RaftNode}, and what
 * the rest of the program may ask of it. All methods are safe to call from any thread and return at
 * once; the stages complete on the executor that was given to the constructor, within the request
 * timeout plus one turn of the loop.
 *
 * <p>A stage fails with {@link NotAppliedException} or {@link OutcomeUnknownException} and with
 * nothing else; reads and descriptions only with the former.
 */
public final class Engine {

    /** Replicates a command, on any server. Completes when it was committed and applied here. */
    public CompletionStage<Applied> propose(byte[] command) {
        return new CompletableFuture<>();
    }

    /**
     * Completes with an index as soon as this server's state machine has applied it and it is no
     * older than the moment of the call: a linearizable read may then look at the local state.
     */
    public CompletionStage<Long> readIndex() {
        return new CompletableFuture<>();
    }

    /** Makes a server a member; true if that changed anything. Completes when it is committed. */
    public CompletionStage<Boolean> join(JoinRequest request) {
        return new CompletableFuture<>();
    }

    /** The cluster as its leader sees it, on any server. */
    public CompletionStage<ClusterMembers> members() {
        return new CompletableFuture<>();
    }

    /** This server as it was after the last turn of the loop. */
    public NodeStatus status() {
        throw new IllegalStateException();
    }

    /** Who this server is; for peers that ask before anything else. */
    public Identity identity() {
        throw new IllegalStateException();
    }

    /**
     * A peer's request. Completes with the answer after everything that it promises is on disk;
     * fails with {@link RefusedException} if the request is not for this server or it is too busy.
     */
    public CompletionStage<Rpc.Response> receive(Envelope envelope) {
        return new CompletableFuture<>();
    }

    /**
     * Founds a cluster of this one server. Does nothing if it belongs to one already.
     *
     * @param clusterId of the new cluster
     */
    public CompletionStage<Boolean> bootstrap(String clusterId) {
        return new CompletableFuture<>();
    }

    /** Time has passed: the engine looks at its clock. To be called every 20 ms or so. */
    public void tick() {}

    /**
     * Hands leadership over if this server leads. Completes when another server leads, or when that
     * took too long. Requests are still served.
     */
    public CompletionStage<Boolean> handOver() {
        return new CompletableFuture<>();
    }

    /** Ends the loop after the current turn and fails what still waits; the store is closed. */
    public void stop() {}
}
