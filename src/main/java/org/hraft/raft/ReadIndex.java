package org.hraft.raft;

/** A follower asks for an index that makes its own state fresh enough to be read (section 6.4). */
public final class ReadIndex {

    public record Request() implements Rpc.Request {}

    /**
     * @param term currentTerm of the answering server
     * @param granted false if it does not lead or lost leadership meanwhile; ask again
     * @param readIndex state at or after this index is no older than the moment of the request
     */
    public record Response(long term, boolean granted, long readIndex) implements Rpc.Response {}

    private ReadIndex() {}
}
