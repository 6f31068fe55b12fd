package org.hraft.raft;

/**
 * The receiver's side of the RPCs between servers (Figure 2, "receiver implementation"), the same in
 * every role. Each method changes the server as the rules say and returns the answer, which leaves
 * when everything that it promises is on disk. Sections 5.x are those of the Raft paper, others of
 * Ongaro's dissertation.
 */
final class Receiver {

    private final Raft raft;

    Receiver(Raft raft) {
        this.raft = raft;
    }

    AppendEntries.Response appendEntries(AppendEntries.Request request) {
        if (request.term() < raft.currentTerm()) {
            return new AppendEntries.Response(raft.currentTerm(), false, 0, 0); // 5.1
        }
        followLeader(request.term(), request.leaderId());
        RaftLog log = raft.log();
        long prev = request.prevLogIndex();
        if (!log.contains(prev, request.prevLogTerm())) {
            boolean tooShort = prev > log.lastIndex(); // 5.3
            return new AppendEntries.Response(
                    raft.currentTerm(),
                    false,
                    tooShort ? 0 : log.term(prev),
                    tooShort ? log.lastIndex() + 1 : log.firstIndexOfTermAt(prev));
        }
        log.merge(request.entries(), raft.commitIndex());
        // Only what this request vouches for: behind it may stand entries of a dead leader.
        long vouchedFor = Math.min(request.leaderCommit(), request.lastIndex());
        raft.commit(Math.max(raft.commitIndex(), vouchedFor));
        return new AppendEntries.Response(raft.currentTerm(), true, 0, 0);
    }

    private void followLeader(long term, ServerId leaderId) {
        if (term > raft.currentTerm() || !(raft.role() instanceof Follower)) {
            Invariant.check(term > raft.currentTerm() || !raft.isLeader(), "a term has one leader");
            raft.becomeFollower(term, leaderId);
        }
        if (raft.role() instanceof Follower follower) {
            follower.heardFrom(leaderId);
        }
    }

    RequestVote.Response requestVote(RequestVote.Request request) {
        if (hasLiveLeader() && !request.leadershipTransfer()) {
            return new RequestVote.Response(raft.currentTerm(), false); // 4.2.3
        }
        boolean upToDate =
                raft.log().isUpToDate(request.lastLogIndex(), request.lastLogTerm()); // 5.4.1
        if (request.preVote()) {
            return new RequestVote.Response(
                    raft.currentTerm(), upToDate && request.term() > raft.currentTerm()); // 9.6
        }
        if (request.term() > raft.currentTerm()) {
            raft.becomeFollower(request.term(), null);
        }
        ServerId votedFor = raft.votedFor();
        boolean free = votedFor == null || votedFor.equals(request.candidateId());
        if (request.term() < raft.currentTerm() || !free || !upToDate) {
            return new RequestVote.Response(raft.currentTerm(), false);
        }
        if (!(raft.role() instanceof Follower)) {
            raft.becomeFollower(raft.currentTerm(), null);
        }
        if (raft.role() instanceof Follower follower) {
            follower.granted();
        }
        raft.vote(request.candidateId());
        return new RequestVote.Response(raft.currentTerm(), true);
    }

    private boolean hasLiveLeader() {
        return raft.isLeader()
                || (raft.role() instanceof Follower follower && follower.hasLiveLeader());
    }

    TimeoutNow.Response timeoutNow(TimeoutNow.Request request) {
        if (request.term() == raft.currentTerm()
                && raft.role() instanceof Follower
                && raft.isVoter()) {
            raft.becomeCandidate(true); // 3.10
        }
        return new TimeoutNow.Response(raft.currentTerm());
    }
}
