package org.hraft.raft;

import org.hraft.raft.AddServer.Status;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Replicates its log to everybody and commits what a majority has (sections 5.3 and 5.4). */
final class Leader implements Role {

    private final Raft raft;
    private final RaftOptions options;
    private final TreeMap<ServerId, Progress> progress = new TreeMap<>();
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
        followConfiguration(raft.log().lastIndex() + 1);
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

    /** A peer's clients wait for {@code index} to be committed: it is told without delay. */
    void commitWantedBy(ServerId peer, long index) {
        Progress wanting = progress.get(peer);
        if (wanting != null) {
            wanting.wantedCommit = Math.max(wanting.wantedCommit, index);
        }
    }

    void read(ReadRounds.Waiting read) {
        rounds.add(read);
    }

    AddServer.Response addServer(Member member) {
        if (transfer != null || !mayChangeConfiguration()) {
            return answer(Status.BUSY, 0, "");
        }
        var decision = Membership.add(raft.configuration(), member, this::isLive);
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
                        this::isLive,
                        id -> raft.commitIndex() - match(id))
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
    void leave() {
        ServerId next = transfer == null ? succession().best() : transfer.target();
        if (next != null) {
            raft.outbox()
                    .sendAfterPersist(
                            next, new TimeoutNow.Request(raft.currentTerm(), raft.self()));
        }
    }

    private Succession succession() {
        return new Succession(raft.configuration(), raft.self(), this::isLive, this::match);
    }

    DescribeMembers.Response describe() {
        List<DescribeMembers.Described> described = new ArrayList<>();
        for (Member member : raft.configuration().members()) {
            Progress peer = progress.get(member.id());
            long silent = peer == null ? 0 : peer.silentNanos;
            described.add(new DescribeMembers.Described(
                    member,
                    match(member.id()),
                    silent < 0 ? -1 : silent / 1_000_000,
                    isLive(member.id())));
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
        progress.values().forEach(peer -> peer.silent(elapsedNanos));
        if (transfer != null) {
            transfer.tick(elapsedNanos);
            transfer = transfer.expired() ? null : transfer;
        }
        if (sinceHeartbeatNanos >= options.heartbeatNanos()) {
            sinceHeartbeatNanos = 0;
            progress.values().forEach(peer -> peer.heartbeatDue = true);
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
                || Quorum.majority(raft.voters(), this::isLive);
    }

    private boolean isLive(ServerId id) {
        Progress peer = progress.get(id);
        return id.equals(raft.self())
                || (peer != null && peer.answeredWithin(options.electionTimeoutMaxNanos()));
    }

    // ---- replication

    /** Everything that should be under way to the peers now. */
    void send() {
        if (rounds.shouldOpen() && mayServeReads()) {
            openRound();
        }
        progress.forEach((id, peer) -> {
            if (peer.mayReceiveEntries(raft.log().lastIndex())) {
                sendEntries(id, peer);
            } else if (peer.heartbeatDue
                    || peer.sentRound < rounds.number()
                    || peer.waitsForCommit(raft.commitIndex())) {
                send(id, peer, peer.matchIndex, List.of());
            }
        });
    }

    private void sendEntries(ServerId id, Progress peer) {
        List<Entry> entries =
                raft.log().slice(peer.nextIndex, raft.log().lastIndex(), options.maxAppendBytes());
        send(id, peer, peer.nextIndex - 1, entries);
    }

    private void send(ServerId id, Progress peer, long prevLogIndex, List<Entry> entries) {
        var request = new AppendEntries.Request(
                raft.currentTerm(),
                raft.self(),
                prevLogIndex,
                raft.log().term(prevLogIndex),
                entries,
                raft.commitIndex(),
                rounds.number());
        peer.sent(request);
        raft.outbox().sendBeforePersist(id, request);
    }

    @Override
    public void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response) {
        Progress peer = progress.get(from);
        if (peer == null
                || !(request instanceof AppendEntries.Request sent)
                || !(response instanceof AppendEntries.Response answer)
                || sent.term() != raft.currentTerm()
                || answer.term() != raft.currentTerm()) {
            return;
        }
        peer.answered();
        peer.inFlight &= sent.entries().isEmpty();
        peer.ackedRound = Math.max(peer.ackedRound, sent.round());
        if (answer.success()) {
            Invariant.check(sent.lastIndex() <= raft.log().lastIndex(), "a peer has what was sent");
            peer.matches(sent.lastIndex());
        } else {
            peer.mismatched(sent.prevLogIndex(), hint(answer));
        }
        advanceCommitIndex();
        if (!raft.isLeader()) {
            return; // what was committed removed this server
        }
        confirmReads();
        promoteIfCaughtUp(from, peer);
        continueTransfer();
    }

    /**
     * Where to search for the last entry that both logs share. If this log has the conflicting term,
     * it is not behind the end of that term here, otherwise not behind its start there (5.3).
     */
    private long hint(AppendEntries.Response answer) {
        long here =
                answer.conflictTerm() > 0 ? raft.log().lastIndexOfTerm(answer.conflictTerm()) : 0;
        return here > 0 ? here + 1 : answer.conflictIndex();
    }

    @Override
    public void onFailure(ServerId to, Rpc.Request request) {
        Progress peer = progress.get(to);
        if (peer != null
                && request instanceof AppendEntries.Request sent
                && sent.term() == raft.currentTerm()
                && !sent.entries().isEmpty()) {
            peer.inFlight = false;
            peer.paused = true;
        }
    }

    /** This server's own entries are on its disk; only now they count (hazard 13). */
    void onSaved() {
        advanceCommitIndex();
    }

    private void advanceCommitIndex() {
        long majority = Quorum.reachedByMajority(raft.voters(), this::match);
        if (majority > raft.commitIndex() && raft.log().term(majority) == raft.currentTerm()) {
            raft.commit(majority); // by counting only in its own term: Figure 8
            forgetCommitted();
        }
    }

    private void forgetCommitted() {
        long stillUncommitted = raft.log().lastIndex() - raft.commitIndex();
        while (uncommitted.size() > stillUncommitted) {
            uncommittedBytes -= uncommitted.remove();
        }
    }

    private long match(ServerId id) {
        Progress peer = progress.get(id);
        if (id.equals(raft.self())) {
            return raft.log().savedIndex();
        }
        return peer == null ? 0 : peer.matchIndex;
    }

    private void append(Entry.Payload payload) {
        var entry = new Entry(raft.log().lastIndex() + 1, raft.currentTerm(), payload);
        raft.log().append(entry);
        uncommitted.add(entry.weight());
        uncommittedBytes += entry.weight();
        if (payload instanceof Configuration) {
            followConfiguration(entry.index());
        }
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
                raft.voters(), id -> id.equals(raft.self()) ? rounds.number() : ackedRound(id));
        for (var done : rounds.confirmed(confirmed)) {
            commitWantedBy(done.read().from(), done.readIndex());
            raft.outbox().readConfirmed(done.read(), raft.currentTerm(), done.readIndex());
        }
    }

    private long ackedRound(ServerId id) {
        Progress peer = progress.get(id);
        return peer == null ? 0 : peer.ackedRound;
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

    /** Keeps one progress for every other member of the configuration in force. */
    private void followConfiguration(long nextIndex) {
        Configuration configuration = raft.configuration();
        progress.keySet().removeIf(id -> configuration.member(id) == null);
        for (Member member : configuration.members()) {
            if (!member.id().equals(raft.self())) {
                progress.computeIfAbsent(member.id(), id -> new Progress(nextIndex));
            }
        }
    }

    private void promoteIfCaughtUp(ServerId id, Progress peer) {
        Member member = raft.configuration().member(id);
        if (member != null
                && member.suffrage() == Suffrage.STAGING
                && transfer == null
                && mayChangeConfiguration()
                && peer.matchIndex >= raft.commitIndex()) {
            append(raft.configuration().with(member.promoted()));
        }
    }

    private void continueTransfer() {
        if (transfer != null
                && transfer.shouldSend(match(transfer.target()), raft.log().lastIndex())) {
            raft.outbox()
                    .sendAfterPersist(
                            transfer.target(),
                            new TimeoutNow.Request(raft.currentTerm(), raft.self()));
        }
    }
}
