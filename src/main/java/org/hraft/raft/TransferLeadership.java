package org.hraft.raft;

/** Invoked to make another server the leader (section 3.10 of the dissertation). */
public final class TransferLeadership {

    /** @param target name of the voter that is to lead, empty: the one with the longest log */
    public record Request(String target) implements Rpc.Request {}

    /** What became of a request. */
    public enum Status {
        /** The target is being brought up to date and told to elect itself; that may still fail. */
        BEGUN,
        /** The target leads already: nothing had to be done. */
        LEADS,
        /** No member has this name. */
        UNKNOWN_MEMBER,
        /** The target cannot be elected, or nobody can. */
        REFUSED,
        /** The server does not lead. Nothing was done. */
        NOT_LEADER,
        /** Leadership is being handed over to somebody else. Try again soon. */
        BUSY
    }

    /**
     * @param term currentTerm of the answering server; the target will lead in a later one
     * @param target name of the server that takes over, or leads already; empty if refused
     * @param reason for a reader, empty unless it was refused
     */
    public record Response(long term, Status status, String target, String reason)
            implements Rpc.Response {}

    private TransferLeadership() {}
}
