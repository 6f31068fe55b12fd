package org.hraft.raft;

/** Sent by a leader that hands over: the target starts an election at once (section 3.10). */
public final class TimeoutNow {

    /** @param term of the leader; in any other term the request is stale and ignored */
    public record Request(long term, ServerId leaderId) implements Rpc.Request {}

    public record Response(long term) implements Rpc.Response {}

    private TimeoutNow() {}
}
