package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * The receiver's side of the RPCs between servers (Figure 2, "receiver implementation"), the same in
 * every role. Each method changes the server as the rules say and returns the answer, which leaves
 * when everything that it promises is on disk. Sections 5.x are those of the Raft paper, others of
 * Ongaro's dissertation.
 */
final class Receiver {

    private final Raft raft;

    /** The snapshot that is being received. */
    private @Nullable StagedSnapshot staged;

    Receiver(Raft raft, @Nullable StagedSnapshot staged) {
        this.raft = raft;
        this.staged = staged;
    }

    /** See {@link Raft#receive}. */
    void receive(long callId, ServerId from, Rpc.Request request) {
        if (request instanceof AppendEntries.Request append) {
            raft.outbox().reply(callId, appendEntries(append));
        } else if (request instanceof InstallSnapshot.Request install) {
            raft.outbox().reply(callId, installSnapshot(install));
        } else if (request instanceof RequestVote.Request vote) {
            raft.outbox().reply(callId, requestVote(vote));
        } else if (request instanceof Propose.Request propose) {
            raft.outbox().reply(callId, raft.proposeFor(from, propose));
        } else if (request instanceof ReadIndex.Request read) {
            raft.readIndexFor(new ReadRounds.Waiting(from, callId, 0), read.confirmed());
        } else if (request instanceof TimeoutNow.Request timeoutNow) {
            raft.outbox().reply(callId, timeoutNow(timeoutNow));
        } else if (request instanceof AddServer.Request add) {
            raft.outbox().reply(callId, raft.addServer(add.member()));
        } else if (request instanceof ChangeMember.Request change) {
            raft.outbox().reply(callId, raft.changeMember(change));
        } else if (request instanceof TransferLeadership.Request transfer) {
            raft.outbox().reply(callId, raft.transferLeadership(transfer.target()));
        } else if (request instanceof DescribeMembers.Request) {
            raft.outbox().reply(callId, raft.describeMembers());
        }
    }

    private AppendEntries.Response appendEntries(AppendEntries.Request request) {
        if (request.term() < raft.currentTerm()) {
            return appended(false, 0, 0, null); // 5.1
        }
        Comparison comparison = followLeader(request.term(), request.leaderId()).comparison();
        RaftLog log = raft.log();
        long prev = request.prevLogIndex();
        if (!log.contains(prev, request.prevLogTerm())) {
            boolean tooShort = prev > log.lastIndex(); // 5.3
            return appended(
                    false,
                    tooShort ? 0 : log.term(prev),
                    tooShort ? log.lastIndex() + 1 : log.firstIndexOfTermAt(prev),
                    comparison);
        }
        comparison.look(request);
        if (comparison.differsAt() > 0) {
            haltIfOutvoted(comparison.differsAt(), request);
            return appended(false, 0, 0, comparison);
        }
        log.merge(request.entries(), raft.commitIndex());
        // Only what this request vouches for: behind it may stand entries of a dead leader.
        long vouchedFor = Math.min(request.leaderCommit(), request.lastIndex());
        raft.commit(Math.max(raft.commitIndex(), vouchedFor));
        return appended(true, 0, 0, comparison);
    }

    /** If a majority agrees with the leader, it is this server that is wrong. */
    private static void haltIfOutvoted(long differsAt, AppendEntries.Request request) {
        if (differsAt <= request.equalIndex()) {
            throw new DivergedException("The log or the state here, up to entry " + differsAt
                    + ", is not that of the leader " + request.leaderId()
                    + ", with which a majority agrees");
        }
    }

    private AppendEntries.Response appended(
            boolean success,
            long conflictTerm,
            long conflictIndex,
            @Nullable Comparison comparison) {
        return new AppendEntries.Response(
                raft.currentTerm(),
                success,
                conflictTerm,
                conflictIndex,
                raft.isRegressed(),
                comparison == null ? 0 : comparison.equalIndex(),
                comparison == null ? 0 : comparison.differsAt());
    }

    private InstallSnapshot.Response installSnapshot(InstallSnapshot.Request request) {
        if (request.term() < raft.currentTerm()) {
            return wants("");
        }
        followLeader(request.term(), request.leaderId());
        SnapshotMetadata snapshot = request.snapshot();
        if (snapshot.index() <= raft.commitIndex()) {
            return installed(); // it would lead back (hazard 17)
        }
        if (raft.log().contains(snapshot.index(), snapshot.term())) {
            raft.commit(snapshot.index()); // Figure 13, rule 6: the log has it all, and goes on
            return installed();
        }
        String next = staged != null && staged.snapshot().isOf(snapshot) ? staged.position() : "";
        if (!request.position().equals(next)) {
            return wants(next);
        }
        raft.outbox().save(request);
        if (!request.chunk().last()) {
            staged = new StagedSnapshot(snapshot, request.chunk().end());
            return wants(request.chunk().end());
        }
        staged = null;
        raft.install(snapshot);
        return installed();
    }

    private InstallSnapshot.Response installed() {
        return new InstallSnapshot.Response(raft.currentTerm(), true, "");
    }

    private InstallSnapshot.Response wants(String position) {
        return new InstallSnapshot.Response(raft.currentTerm(), false, position);
    }

    private Follower followLeader(long term, ServerId leaderId) {
        if (term > raft.currentTerm() || !(raft.role() instanceof Follower)) {
            Invariant.check(term > raft.currentTerm() || !raft.isLeader(), "a term has one leader");
            raft.becomeFollower(term, leaderId);
        }
        Follower follower = (Follower) raft.role();
        follower.heardFrom(leaderId);
        return follower;
    }

    private RequestVote.Response requestVote(RequestVote.Request request) {
        if (hasLiveLeader() && !request.leadershipTransfer()) {
            return new RequestVote.Response(raft.currentTerm(), false); // 4.2.3
        }
        // The rule of 5.4.1 stands on what this server has acknowledged: without that, no vote.
        boolean upToDate = !raft.isRegressed()
                && raft.log().isUpToDate(request.lastLogIndex(), request.lastLogTerm());
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

    private TimeoutNow.Response timeoutNow(TimeoutNow.Request request) {
        if (request.term() == raft.currentTerm()
                && raft.role() instanceof Follower
                && raft.isVoter()
                && !raft.isRegressed()) {
            raft.becomeCandidate(true); // 3.10
        }
        return new TimeoutNow.Response(raft.currentTerm());
    }
}
