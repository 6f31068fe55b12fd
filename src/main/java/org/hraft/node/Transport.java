package org.hraft.node;

import org.hraft.raft.Member;
import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Carries requests to peers. Port of the engine; HTTP is one implementation, the tests' network
 * another.
 */
public interface Transport {

    /**
     * Starts a call and returns at once; never blocks, never throws. {@code ended} is called exactly
     * once, on any thread, possibly before this method returns. A call ends within a bounded time
     * whatever the peer does. A request is never repeated, by nobody on the way: a client's write
     * that arrived twice would be applied twice (hazard 35).
     *
     * @param to where to send; its raftAddress is used
     */
    void call(Member to, Envelope envelope, Consumer<Outcome> ended);

    /**
     * Asks whoever listens at an address who it is. Never blocks, never throws; {@code answered} is
     * called exactly once within a bounded time, with null if nobody answered.
     */
    void identify(String raftAddress, Consumer<@Nullable Identity> answered);

    /** How a call ended. */
    sealed interface Outcome permits Answered, NotDelivered, Unanswered {}

    /** The peer answered. */
    record Answered(Rpc.Response response) implements Outcome {}

    /** The peer certainly did not act on the request: not connected, not sent, or refused. */
    record NotDelivered(String reason) implements Outcome {}

    /** Sent, but no usable answer came: the peer may or may not have acted. */
    record Unanswered(String reason) implements Outcome {}
}
