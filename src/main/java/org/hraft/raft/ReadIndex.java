package org.hraft.raft;

/** A follower asks for an index that makes its own state fresh enough to be read (section 6.4). */
public final class ReadIndex {

    /**
     * @param confirmed the leader asks a majority whether it still leads before it answers. If not,
     *     it answers at once: one that was deposed, and has not noticed, answers with an index that
     *     may be old
     */
    public record Request(boolean confirmed) implements Rpc.Request {}

    /**
     * @param term currentTerm of the answering server
     * @param granted false if it does not lead or lost leadership meanwhile; ask again
     * @param readIndex state at or after this index is no older than the moment of the request, if
     *     that was to be confirmed
     */
    public record Response(long term, boolean granted, long readIndex) implements Rpc.Response {}

    private ReadIndex() {}
}
