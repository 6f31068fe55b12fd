package org.hraft.raft;

import java.util.List;

/**
 * Invoked to take a server out of the cluster (RemoveServer in Figure 4.1 of the dissertation), to
 * take its vote away, or to give it one.
 */
public final class ChangeMember {

    /** What is to become of a member. */
    public enum Change {
        /** It is no member any more. */
        REMOVE,
        /** It becomes a voter. */
        PROMOTE,
        /** It becomes a learner, and stays one until it is promoted by another request. */
        DEMOTE
    }

    /**
     * @param name of the member, in whatever incarnation it is one
     * @param basedOn index of the configuration that the caller has seen; another one in force means
     *     that somebody else was faster. 0: whatever is in force
     * @param dryRun only say what the change would come to
     */
    public record Request(String name, Change change, long basedOn, boolean dryRun)
            implements Rpc.Request {}

    /** What became of a request. */
    public enum Status {
        /** A configuration was appended at the response's index; it counts when committed. */
        APPENDED,
        /** The member is already as it should be: nothing had to be done. */
        UNCHANGED,
        /** A dry run: the change could be made, and was not. */
        POSSIBLE,
        /** No member has this name. */
        UNKNOWN_MEMBER,
        /** The configuration in force is not the one that the request is based on. */
        OUTDATED,
        /** The cluster could commit nothing afterwards. Something else has to change first. */
        REFUSED,
        /** The learner does not have everything that is committed. Try again when it has. */
        BEHIND,
        /** The server does not lead. Nothing was done. */
        NOT_LEADER,
        /** Another change is under way, or the term has committed nothing yet. Try again soon. */
        BUSY
    }

    /**
     * @param term currentTerm of the answering server, and the term of the new entry
     * @param index of the configuration that the outlook shows, 0 if that is not in the log
     * @param reason for a reader, empty if the change was made, could be made, or is made already
     * @param outlook on the time after the change; empty where there is a reason
     */
    public record Response(long term, Status status, long index, String reason, Outlook outlook)
            implements Rpc.Response {

        static ChangeMember.Response refused(long term, Status status, String reason) {
            return new ChangeMember.Response(term, status, 0, reason, Outlook.NONE);
        }
    }

    /**
     * The cluster after a change.
     *
     * @param members of the configuration then
     * @param live those of its voters that answered the leader within the last election timeout
     */
    public record Outlook(List<Member> members, List<ServerId> live) {
        static final Outlook NONE = new Outlook(List.of(), List.of());

        public Outlook {
            members = List.copyOf(members);
            live = List.copyOf(live);
        }
    }

    private ChangeMember() {}
}
