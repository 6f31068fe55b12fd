package org.hraft.raft;

/** Invoked to bring a server into the cluster (Figure 4.1 of the dissertation). */
public final class AddServer {

    /** @param member the newcomer; it enters as a learner, whatever its suffrage says */
    public record Request(Member member) implements Rpc.Request {}

    /** What became of a request. */
    public enum Status {
        /** A configuration was appended at the response's index; it counts when committed. */
        APPENDED,
        /** The server is a member already, at this address: nothing had to be done. */
        UNCHANGED,
        /** A live member holds the name or the address. Repeating will not help while it lives. */
        CONFLICT,
        /** The server does not lead. Nothing was done. */
        NOT_LEADER,
        /** Another change is under way, or the term has committed nothing yet. Try again soon. */
        BUSY
    }

    /**
     * @param term currentTerm of the answering server, and the term of the new entry
     * @param index of the new configuration, 0 if none was appended
     * @param reason for a reader, empty unless status is CONFLICT
     */
    public record Response(long term, Status status, long index, String reason)
            implements Rpc.Response {}

    private AddServer() {}
}
