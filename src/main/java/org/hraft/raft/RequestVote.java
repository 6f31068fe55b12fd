package org.hraft.raft;

/** Invoked by candidates to gather votes (Figure 2), and to ask first whether to (section 9.6). */
public final class RequestVote {

    /**
     * @param term the candidate's term; for a pre-vote the term it would start
     * @param candidateId who asks for the vote
     * @param lastLogIndex of the candidate's last entry
     * @param lastLogTerm of the candidate's last entry
     * @param preVote only asks; changes nothing on either side
     * @param leadershipTransfer the leader itself sent the candidate here, so its being alive is no
     *     reason to refuse (section 3.10 and 4.2.3 of the dissertation)
     */
    public record Request(
            long term,
            ServerId candidateId,
            long lastLogIndex,
            long lastLogTerm,
            boolean preVote,
            boolean leadershipTransfer)
            implements Rpc.Request {}

    /**
     * @param term currentTerm of the voter
     * @param voteGranted true means the candidate received the vote
     */
    public record Response(long term, boolean voteGranted) implements Rpc.Response {}

    private RequestVote() {}
}
