package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/** Answers leaders and candidates; asks for an election when it hears from nobody (section 5.2). */
final class Follower implements Role {

    private final Raft raft;
    private final long electionTimeoutNanos;
    private final Comparison comparison;
    private @Nullable ServerId leaderId;
    private long silentNanos;

    Follower(Raft raft, @Nullable ServerId leaderId) {
        this.raft = raft;
        this.leaderId = leaderId;
        this.electionTimeoutNanos = raft.drawElectionTimeout();
        this.comparison = new Comparison(raft.log(), raft.states());
    }

    @Nullable
    ServerId leaderId() {
        return leaderId;
    }

    /** With the leader of this term. */
    Comparison comparison() {
        return comparison;
    }

    /**
     * A current leader was heard within the minimum election timeout, so whoever wants an election
     * now has lost touch and not the leader (section 4.2.3 of the dissertation).
     */
    boolean hasLiveLeader() {
        return leaderId != null && silentNanos < raft.options().electionTimeoutMinNanos();
    }

    /** An AppendEntries of the current term came. */
    void heardFrom(ServerId leader) {
        Invariant.check(leaderId == null || leaderId.equals(leader), "a term has one leader");
        leaderId = leader;
        silentNanos = 0;
    }

    /** A vote was granted: give the candidate time to win (Figure 2, rules for followers). */
    void granted() {
        silentNanos = 0;
    }

    @Override
    public void tick(long elapsedNanos) {
        silentNanos += elapsedNanos;
        if (silentNanos >= electionTimeoutNanos) {
            leaderId = null;
            if (raft.mayCampaign()) {
                raft.becomePreCandidate();
            }
        }
    }

    @Override
    public void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response) {
        // An answer to what this server asked in an earlier role: nothing depends on it any more.
    }

    @Override
    public void onFailure(ServerId to, Rpc.Request request) {
        // Likewise.
    }

    @Override
    public String divergence() {
        long index = comparison.differsAt();
        return index == 0 ? "" : raft.self() + " differs up to entry " + index;
    }
}
