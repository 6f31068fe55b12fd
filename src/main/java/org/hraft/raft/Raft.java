package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One server's part in Raft, as a function: an input goes in, {@link #ready()} says what has to be
 * saved, sent, answered and applied because of it, {@link #advance} says that this was done. No
 * thread, no clock, no disk, no socket; not thread-safe. Here are the rules for all servers (Figure
 * 2), the one door to each role, and the dispatch to the role and to {@link Receiver}. Sections 5.x
 * are those of the Raft paper, others of Ongaro's dissertation.
 */
public final class Raft {

    private final RaftOptions options;
    private final ServerId self;
    private final RandomGenerator dice;
    private final RaftLog log;
    private final StateHashes states = new StateHashes();
    private final Outbox outbox = new Outbox();
    private final Receiver receiver;
    private final Supplier<Snapshot> snapshots;

    private HardState hardState;
    private HardState savedHardState;
    private long commitIndex;
    private long lastApplied;
    private Role role;

    /**
     * Starts from what was saved, as a follower.
     *
     * @param reader of the saved log
     * @param snapshots gives the state machine's state as of {@link #lastApplied}
     * @param dice for election timeouts; two servers must not share a seed
     */
    public Raft(
            RaftOptions options,
            ServerId self,
            Saved saved,
            LogReader reader,
            Supplier<Snapshot> snapshots,
            RandomGenerator dice) {
        this.options = options;
        this.self = self;
        this.dice = dice;
        this.snapshots = snapshots;
        this.receiver = new Receiver(this, saved.staged());
        this.log = new RaftLog(saved.log(), saved.promised(), reader, options.logTailBytes());
        this.hardState = saved.hardState();
        this.savedHardState = hardState;
        this.commitIndex = saved.lastApplied();
        this.lastApplied = commitIndex;
        Invariant.check(
                log.baseIndex() <= lastApplied && lastApplied <= log.lastIndex(),
                "what was applied is in the log, or right before it");
        Invariant.check(log.lastTerm() <= hardState.currentTerm(), "no entry is of a future term");
        this.role = new Follower(this, null);
    }

    // ---- inputs

    /** Founds a cluster of which this server is the only member. Only on a server without a log. */
    public void bootstrap(Member founder) {
        Invariant.check(log.lastIndex() == 0 && currentTerm() == 0, "only an empty server founds");
        hardState = new HardState(1, null);
        log.append(new Entry(1, 1, new Configuration(List.of(founder.promoted()))));
        becomeCandidate(false);
    }

    /** Time has passed since the last call: not more than the caller's cap, in nanoseconds. */
    public void tick(long elapsedNanos) {
        role.tick(elapsedNanos);
    }

    /**
     * A request came in. Its answer appears in some later {@link Ready#replies()}, exactly once,
     * unless the process ends before.
     *
     * @param callId any number above 0 by which the caller knows the request
     */
    public void receive(long callId, ServerId from, Rpc.Request request) {
        receiver.receive(callId, from, request);
    }

    /**
     * A peer answered.
     *
     * @param request what it answered, as it was sent
     */
    public void onAnswer(ServerId from, Rpc.Request request, Rpc.Response response) {
        // A term is believed only from members: others have no say (hazard 6).
        if (response.term() > currentTerm() && configuration().member(from) != null) {
            becomeFollower(response.term(), null);
        }
        role.onAnswer(from, request, response);
    }

    /** A request to a peer was not answered. */
    public void onFailure(ServerId to, Rpc.Request request) {
        role.onFailure(to, request);
    }

    /** Appends commands if this server leads, see {@link Propose.Response}. */
    public Propose.Response propose(List<Entry.Command> commands) {
        return proposeFor(self, new Propose.Request(commands));
    }

    /**
     * Wants an index for a local read; it appears in {@link Ready#reads()} under the token.
     *
     * @param confirmed by a majority, see {@link ReadIndex.Request}
     */
    public void readIndex(long token, boolean confirmed) {
        readIndexFor(new ReadRounds.Waiting(self, 0, token), confirmed);
    }

    /** Makes a server a member, if this one leads. */
    public AddServer.Response addServer(Member member) {
        return role instanceof Leader leader
                ? leader.addServer(member)
                : new AddServer.Response(currentTerm(), AddServer.Status.NOT_LEADER, 0, "");
    }

    /** Removes, promotes or demotes a member, or says what that would come to, if it leads. */
    public ChangeMember.Response changeMember(ChangeMember.Request request) {
        return role instanceof Leader leader
                ? leader.changeMember(request)
                : ChangeMember.Response.refused(currentTerm(), ChangeMember.Status.NOT_LEADER, "");
    }

    /** What this server knows of the members if it leads. */
    public DescribeMembers.Response describeMembers() {
        return role instanceof Leader leader
                ? leader.describe()
                : new DescribeMembers.Response(currentTerm(), null, commitIndex, 0, List.of());
    }

    /** Begins to hand leadership over; false if this server does not lead or nobody can take it. */
    public boolean transferLeadership() {
        return transferLeadership("").status() == TransferLeadership.Status.BEGUN;
    }

    /** The same with a target by its name, if that is not empty. */
    public TransferLeadership.Response transferLeadership(String target) {
        return role instanceof Leader leader
                ? leader.transferLeadership(target)
                : new TransferLeadership.Response(
                        currentTerm(), TransferLeadership.Status.NOT_LEADER, "", "");
    }

    // ---- outputs

    /** True if {@link #ready()} has something in it. */
    public boolean hasReady() {
        if (role instanceof Leader leader) {
            leader.send();
        }
        return (role instanceof Candidate candidate && candidate.waitsForOwnVote())
                || !outbox.isEmpty()
                || log.savedIndex() < log.lastIndex()
                || lastApplied < commitIndex
                || !hardState.equals(savedHardState);
    }

    /** What has to be done now. Nothing else may be called before {@link #advance}. */
    public Ready ready() {
        return outbox.take(
                log,
                hardState.equals(savedHardState) ? null : hardState,
                log.committed(lastApplied, commitIndex, options.maxApplyBytes()));
    }

    /** Everything in {@code ready} was saved, sent and applied. */
    public void advance(Ready ready) {
        log.saved();
        savedHardState = hardState;
        lastApplied = Math.max(lastApplied, ready.lastInState());
        Invariant.check(lastApplied <= commitIndex, "only committed entries are applied");
        if (role instanceof Leader leader) {
            leader.onSaved();
        } else if (role instanceof Candidate candidate) {
            candidate.onSaved();
        }
    }

    /**
     * Entries up to here are needed by nobody: they were applied, and no snapshot is on its way that
     * they follow. Never above {@link #lastApplied}.
     */
    public long compactTo() {
        return role instanceof Leader leader
                ? Math.min(lastApplied, leader.keptFrom() - 1)
                : lastApplied;
    }

    // ---- what clients of other servers want

    Propose.Response proposeFor(ServerId from, Propose.Request request) {
        if (!(role instanceof Leader leader)) {
            return new Propose.Response(currentTerm(), 0, 0);
        }
        long firstIndex = log.lastIndex() + 1;
        int accepted = leader.propose(request.commands());
        leader.commitWantedBy(from, log.lastIndex());
        return new Propose.Response(currentTerm(), firstIndex, accepted);
    }

    void readIndexFor(ReadRounds.Waiting read, boolean confirmed) {
        if (role instanceof Leader leader) {
            leader.read(read, confirmed);
        } else {
            outbox.readRefused(read, currentTerm());
        }
    }

    // ---- one door to each role

    /** Follows {@code leaderId}, or nobody yet. A vote is forgotten only with its term (hazard 2). */
    void becomeFollower(long term, @Nullable ServerId leaderId) {
        Invariant.check(term >= currentTerm(), "terms never fall");
        if (term > currentTerm()) {
            hardState = new HardState(term, null);
        }
        changeRole(new Follower(this, leaderId));
    }

    /** Asks whether an election could be won. */
    void becomePreCandidate() {
        Candidate candidate = new Candidate(this, true);
        changeRole(candidate);
        candidate.askForVotes(false);
    }

    /** Starts an election: a new term, and the first vote goes to itself (5.2). */
    void becomeCandidate(boolean leadershipTransfer) {
        hardState = new HardState(currentTerm() + 1, self);
        Candidate candidate = new Candidate(this, false);
        changeRole(candidate);
        candidate.askForVotes(leadershipTransfer);
    }

    /** Won: leads for the rest of the term. */
    void becomeLeader() {
        Invariant.check(self.equals(hardState.votedFor()), "a leader voted for itself");
        Leader leader = new Leader(this);
        changeRole(leader);
        leader.start();
    }

    private void changeRole(Role next) {
        if (role instanceof Leader leader) {
            leader.dropReads().forEach(read -> outbox.readRefused(read, currentTerm()));
        }
        role = next;
    }

    // ---- for the roles

    RaftOptions options() {
        return options;
    }

    Role role() {
        return role;
    }

    @Nullable
    ServerId votedFor() {
        return hardState.votedFor();
    }

    /** Gives this term's vote away; it counts for others when it is on disk. */
    void vote(ServerId candidate) {
        Invariant.check(
                votedFor() == null || candidate.equals(votedFor()),
                "a vote is given once in a term");
        hardState = new HardState(currentTerm(), candidate);
    }

    RaftLog log() {
        return log;
    }

    Outbox outbox() {
        return outbox;
    }

    long drawElectionTimeout() {
        return dice.nextLong(options.electionTimeoutMinNanos(), options.electionTimeoutMaxNanos());
    }

    public List<ServerId> voters() {
        return log.configurations().voters();
    }

    boolean hasCommittedInTerm() {
        return log.term(commitIndex) == currentTerm();
    }

    void commit(long index) {
        Invariant.check(commitIndex <= index, "commitIndex never falls");
        Invariant.check(index <= log.lastIndex(), "only entries of the log are committed");
        commitIndex = index;
    }

    /** A snapshot takes the place of the log now, and of the state with {@link Ready#chunks}. */
    void install(SnapshotMetadata snapshot) {
        Invariant.check(commitIndex < snapshot.index(), "commitIndex never falls");
        log.replaceBy(snapshot);
        commitIndex = snapshot.index();
    }

    /** The state after everything that was applied, on its way to a peer. */
    SnapshotTransfer takeSnapshot() {
        return new SnapshotTransfer(log.metadata(lastApplied), snapshots.get());
    }

    /** Is told by the owner of the state machine what that has come to. */
    public StateHashes states() {
        return states;
    }

    public ServerId self() {
        return self;
    }

    public long currentTerm() {
        return hardState.currentTerm();
    }

    public long commitIndex() {
        return commitIndex;
    }

    /** What the state machine contains, so that a read of it sees everything up to here. */
    public long lastApplied() {
        return lastApplied;
    }

    /** The first entry that is still here; one past {@link #lastIndex} if there is none. */
    public long firstIndex() {
        return log.baseIndex() + 1;
    }

    public long lastIndex() {
        return log.lastIndex();
    }

    /** The term of an entry, from the one before {@link #firstIndex} to {@link #lastIndex()}. */
    public long term(long index) {
        return log.term(index);
    }

    /** The configuration in force: the latest in the log, committed or not. */
    public Configuration configuration() {
        return log.configurations().latest();
    }

    /** A voter of the configuration in force. */
    public boolean isVoter() {
        return voters().contains(self);
    }

    /** Its disk has lost what it had answered for: it makes no promises until it has that back. */
    public boolean isRegressed() {
        return log.isRegressed();
    }

    /** Who differs from the leader, as far as this server knows, and where; empty: nobody. */
    public String divergence() {
        return role.divergence();
    }

    /**
     * Not learners and strangers. Who is being removed does until that is committed, without a vote
     * of its own: others may lack the entry and so lose against its longer log (section 4.2.2).
     */
    boolean mayCampaign() {
        return !isRegressed()
                && (isVoter() || log.configurations().isVoterSince(commitIndex, self));
    }

    public boolean isLeader() {
        return role instanceof Leader;
    }

    /** The leader as far as this server knows, or null. */
    public @Nullable ServerId leaderId() {
        if (role instanceof Leader) {
            return self;
        }
        return role instanceof Follower follower ? follower.leaderId() : null;
    }
}
