package org.hraft.raft;

import org.hraft.raft.AddServer.Status;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Replicates its log to everybody and commits what a majority has (sections 5.3 and 5.4). */
final class Leader implements Role {

    private final Raft raft;
    private final RaftOptions options;
    private final Replication replication;
    private final ReadRounds rounds = new ReadRounds();

    /** Weights of the entries of this term that are not committed, oldest first. */
    private final ArrayDeque<Long> uncommitted = new ArrayDeque<>();

    private long uncommittedBytes;
    private long leadingNanos;
    private long sinceHeartbeatNanos;
    private @Nullable Transfer transfer;

    Leader(Raft raft) {
        this.raft = raft;
        this.options = raft.options();
        this.replication = new Replication(raft);
    }

    /** Appends the entry with which a term starts; without it older ones stay uncommitted (5.4.2). */
    void start() {
        append(new Entry.Noop());
    }

    // ---- what clients and other servers want

    /** Appends as many commands as the limits allow; returns how many, from the first. */
    int propose(List<Entry.Command> commands) {
        int accepted = 0;
        while (accepted < commands.size()
                && transfer == null
                && uncommittedBytes < options.maxUncommittedBytes()) {
            append(commands.get(accepted++));
        }
        return accepted;
    }

    /** Before its first commit a leader has no answer without a round either (hazard 30). */
    void read(ReadRounds.Waiting read, boolean confirmed) {
        if (confirmed || !mayServeReads()) {
            rounds.add(read);
        } else {
            grant(read, raft.commitIndex());
        }
    }

    AddServer.Response addServer(Member member) {
        if (transfer != null || !mayChangeConfiguration()) {
            return answer(Status.BUSY, 0, "");
        }
        var decision = Membership.add(raft.configuration(), member, replication::isLive);
        if (decision.next() == null) {
            return answer(decision.status(), 0, decision.reason());
        }
        append(decision.next());
        return answer(Status.APPENDED, raft.log().lastIndex(), "");
    }

    private AddServer.Response answer(Status status, long index, String reason) {
        return new AddServer.Response(raft.currentTerm(), status, index, reason);
    }

    ChangeMember.Response changeMember(ChangeMember.Request request) {
        String obstacle = obstacleToChange();
        if (!obstacle.isEmpty()) {
            return ChangeMember.Response.refused(
                    raft.currentTerm(), ChangeMember.Status.BUSY, obstacle);
        }
        var decision = new MemberChange(
                        raft.configuration(),
                        request,
                        replication::isLive,
                        id -> raft.commitIndex() - replication.match(id))
                .decide(raft.log().configurations().latestIndex());
        if (decision.next() != null) {
            append(decision.next());
        }
        return decision.response(raft.currentTerm(), raft.log().configurations().latestIndex());
    }

    /** Why {@link #mayChangeConfiguration} does not hold, for people; empty if it does. */
    private String obstacleToChange() {
        if (transfer != null) {
            return "leadership is being handed over to " + transfer.target();
        } else if (!raft.hasCommittedInTerm()) {
            return "the leader has committed nothing in its term yet";
        }
        return mayChangeConfiguration()
                ? ""
                : "the change of the members before this one is not committed yet";
    }

    /** Begins to hand over; with an empty name to the voter with the longest log. */
    TransferLeadership.Response transferLeadership(String wanted) {
        var choice = succession().choose(wanted, transfer);
        if (choice.status() == TransferLeadership.Status.BEGUN
                && choice.target() != null
                && transfer == null) {
            transfer = new Transfer(choice.target(), options.electionTimeoutMaxNanos());
            continueTransfer();
        }
        return choice.response(raft.currentTerm());
    }

    /**
     * This server is no voter any more and stops leading now. It tells the best of the others to
     * elect itself, so that they need not wait for a timeout: that is no more than an early one, so
     * nothing depends on whether the message arrives (section 4.2.2 of the dissertation).
     */
    private void leave() {
        ServerId next = transfer == null ? succession().best() : transfer.target();
        if (next != null) {
            raft.outbox()
                    .sendAfterPersist(
                            next, new TimeoutNow.Request(raft.currentTerm(), raft.self()));
        }
    }

    private Succession succession() {
        return new Succession(
                raft.configuration(), raft.self(), replication::isLive, replication::match);
    }

    DescribeMembers.Response describe() {
        List<DescribeMembers.Described> described = new ArrayList<>();
        for (Member member : raft.configuration().members()) {
            described.add(new DescribeMembers.Described(
                    member,
                    replication.match(member.id()),
                    replication.silentMillis(member.id()),
                    replication.isLive(member.id())));
        }
        return new DescribeMembers.Response(
                raft.currentTerm(),
                raft.self(),
                raft.commitIndex(),
                raft.log().configurations().latestIndex(),
                described);
    }

    // ---- time

    @Override
    public void tick(long elapsedNanos) {
        leadingNanos += elapsedNanos;
        sinceHeartbeatNanos += elapsedNanos;
        replication.tick(elapsedNanos);
        if (transfer != null) {
            transfer.tick(elapsedNanos);
            transfer = transfer.expired() ? null : transfer;
        }
        if (sinceHeartbeatNanos >= options.heartbeatNanos()) {
            sinceHeartbeatNanos = 0;
            replication.heartbeat();
            if (rounds.hasWaiting() && mayServeReads()) {
                openRound(); // an answer may have been lost: ask anew
            }
        }
        if (!hasQuorumContact()) {
            raft.becomeFollower(raft.currentTerm(), null);
        }
    }

    /** Check-quorum: a leader that a majority does not answer stops leading (section 6.2). */
    private boolean hasQuorumContact() {
        return leadingNanos < options.electionTimeoutMaxNanos()
                || Quorum.majority(raft.voters(), replication::isLive);
    }

    // ---- replication and commit

    /** Everything that should be under way to the peers now. */
    void send() {
        if (rounds.shouldOpen() && mayServeReads()) {
            openRound();
        }
        replication.send(rounds.number());
    }

    @Override
    public void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response) {
        if (!replication.answered(from, request, response)) {
            return;
        }
        haltIfOutvoted();
        advanceCommitIndex();
        if (!raft.isLeader()) {
            return; // what was committed removed this server
        }
        confirmReads();
        promoteIfCaughtUp(from);
        continueTransfer();
    }

    /** If a majority differs from this server, it is this one that is wrong. */
    private void haltIfOutvoted() {
        if (Quorum.majority(raft.voters(), id -> replication.differsAt(id) > 0)) {
            throw new DivergedException("The log or the state of this leader is not that of a"
                    + " majority: " + divergence());
        }
    }

    @Override
    public String divergence() {
        StringJoiner differing = new StringJoiner(", ");
        for (Member member : raft.configuration().members()) {
            long index = replication.differsAt(member.id());
            if (index > 0) {
                differing.add(member.id() + " differs up to entry " + index);
            }
        }
        return differing.toString();
    }

    @Override
    public void onFailure(ServerId to, Rpc.Request request) {
        replication.failed(to, request);
    }

    /** This server's own entries are on its disk; only now they count (hazard 13). */
    void onSaved() {
        advanceCommitIndex();
    }

    private void advanceCommitIndex() {
        long majority = Quorum.reachedByMajority(raft.voters(), replication::match);
        if (majority > raft.commitIndex() && raft.log().term(majority) == raft.currentTerm()) {
            raft.commit(majority); // by counting only in its own term: Figure 8
            forgetCommitted();
            leaveIfRemoved();
        }
    }

    /** A removed leader leads until its removal is committed (section 4.2.2). */
    private void leaveIfRemoved() {
        boolean settled = raft.log().configurations().latestIndex() <= raft.commitIndex();
        if (settled && !raft.isVoter()) {
            leave();
            raft.becomeFollower(raft.currentTerm(), null);
        }
    }

    private void forgetCommitted() {
        long stillUncommitted = raft.log().lastIndex() - raft.commitIndex();
        while (uncommitted.size() > stillUncommitted) {
            uncommittedBytes -= uncommitted.remove();
        }
    }

    private void append(Entry.Payload payload) {
        var entry = new Entry(raft.log().lastIndex() + 1, raft.currentTerm(), payload);
        raft.log().append(entry);
        uncommitted.add(entry.weight());
        uncommittedBytes += entry.weight();
        replication.appended(entry.weight());
        if (payload instanceof Configuration) {
            replication.follow(raft.configuration(), entry.index());
        }
    }

    /** The first entry behind a snapshot that is on its way. */
    long keptFrom() {
        return replication.keptFrom();
    }

    /** A peer's clients wait for {@code index} to be committed: it is told without delay. */
    void commitWantedBy(ServerId peer, long index) {
        replication.commitWantedBy(peer, index);
    }

    // ---- reads

    /** Before its first commit a leader may not know what is committed (section 6.4, step 1). */
    private boolean mayServeReads() {
        return raft.hasCommittedInTerm();
    }

    /** A cluster of one needs no answer: its own word is a majority. */
    private void openRound() {
        rounds.open(raft.commitIndex());
        confirmReads();
    }

    private void confirmReads() {
        long confirmed = Quorum.reachedByMajority(
                raft.voters(),
                id -> id.equals(raft.self()) ? rounds.number() : replication.ackedRound(id));
        for (var done : rounds.confirmed(confirmed)) {
            grant(done.read(), done.readIndex());
        }
    }

    private void grant(ReadRounds.Waiting read, long readIndex) {
        replication.commitWantedBy(read.from(), readIndex);
        raft.outbox().readGranted(read, raft.currentTerm(), readIndex);
    }

    /** Reads that are no longer going to be confirmed here. */
    List<ReadRounds.Waiting> dropReads() {
        return rounds.drop();
    }

    // ---- membership

    /** One change at a time, and none before the term has committed something (hazard 22). */
    private boolean mayChangeConfiguration() {
        return raft.hasCommittedInTerm()
                && raft.log().configurations().latestIndex() <= raft.commitIndex();
    }

    private void promoteIfCaughtUp(ServerId id) {
        Member member = raft.configuration().member(id);
        if (member != null
                && member.suffrage() == Suffrage.STAGING
                && transfer == null
                && mayChangeConfiguration()
                && replication.match(id) >= raft.commitIndex()) {
            append(raft.configuration().with(member.promoted()));
        }
    }

    private void continueTransfer() {
        long last = raft.log().lastIndex();
        if (transfer != null && transfer.shouldSend(replication.match(transfer.target()), last)) {
            raft.outbox()
                    .sendAfterPersist(
                            transfer.target(),
                            new TimeoutNow.Request(raft.currentTerm(), raft.self()));
        }
    }
}
