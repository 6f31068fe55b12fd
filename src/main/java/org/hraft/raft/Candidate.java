package org.hraft.raft;

import java.util.TreeMap;

/**
 * Gathers votes: first asks whether it could win at all, without disturbing anybody (pre-vote,
 * section 9.6 of the dissertation), then raises the term and asks in earnest (section 5.2).
 */
final class Candidate implements Role {

    private final Raft raft;
    private final boolean preVote;
    private final long electionTimeoutNanos;
    private final TreeMap<ServerId, Boolean> votes = new TreeMap<>();
    private long waitedNanos;

    Candidate(Raft raft, boolean preVote) {
        this.raft = raft;
        this.preVote = preVote;
        this.electionTimeoutNanos = raft.drawElectionTimeout();
    }

    /** Sends a request to every other voter. */
    void askForVotes(boolean leadershipTransfer) {
        RaftLog log = raft.log();
        var request = new RequestVote.Request(
                raft.currentTerm() + (preVote ? 1 : 0),
                raft.self(),
                log.lastIndex(),
                log.lastTerm(),
                preVote,
                leadershipTransfer);
        for (ServerId voter : raft.voters()) {
            if (!voter.equals(raft.self())) {
                raft.outbox().sendAfterPersist(voter, request);
            }
        }
    }

    /** Term and vote are not on disk yet. */
    boolean waitsForOwnVote() {
        return !votes.containsKey(raft.self());
    }

    /** This server's own vote; counted when term and vote are on disk. */
    void onSaved() {
        count(raft.self(), true);
    }

    /** Whatever could forbid it to go on comes from a leader, and that ends this role. */
    @Override
    public void tick(long elapsedNanos) {
        waitedNanos += elapsedNanos;
        if (waitedNanos >= electionTimeoutNanos) {
            raft.becomePreCandidate();
        }
    }

    @Override
    public void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response) {
        if (request instanceof RequestVote.Request asked
                && response instanceof RequestVote.Response answer
                && asked.preVote() == preVote
                && asked.term() == raft.currentTerm() + (preVote ? 1 : 0)) {
            count(from, answer.voteGranted());
        }
    }

    @Override
    public void onFailure(ServerId to, Rpc.Request request) {
        // No vote. The election times out and is repeated.
    }

    @Override
    public String divergence() {
        return ""; // from whom?
    }

    /** Votes are a map by voter, so that an answer that comes twice counts once (hazard 3). */
    private void count(ServerId voter, boolean granted) {
        votes.putIfAbsent(voter, granted);
        if (Quorum.majority(raft.voters(), v -> votes.getOrDefault(v, false))) {
            if (preVote) {
                raft.becomeCandidate(false);
            } else {
                raft.becomeLeader();
            }
        }
    }
}
