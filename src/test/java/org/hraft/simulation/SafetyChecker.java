package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.Input;
import org.hraft.node.NodeStatus;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What holds at every moment, whatever happens: Figure 3 of the paper, what servers promise each
 * other, and what the disks must show. It sees every server and every message, and remembers what
 * no server does. Each look costs as much as has changed since the last one. One thread.
 */
final class SafetyChecker {

    /** An entry is known by its index and term (Log Matching). */
    private record Id(long index, long term) {}

    /** A server in one incarnation and one term. */
    private record Ballot(ServerId voter, long term) {}

    /** What stands in an entry and what the term of the one before it is. */
    private record Known(Entry.Payload payload, long termBefore) {}

    /** A process as it was after its last turn; a new process begins with a new one. */
    private static final class Memory {
        NodeStatus.@Nullable Role role;
        long term;
        long commitIndex;
        long lastIndex;
        long cuts;
        long installs;

        @Nullable
        HardState hardState;

        @Nullable
        NodeStatus status;

        long writes;
    }

    private final SimulatedCluster cluster;
    private final PerServer<Memory> memories = new PerServer<>(Memory::new);
    private final Map<Long, ServerId> leaders = new HashMap<>();
    private final Map<Ballot, ServerId> votes = new HashMap<>();
    private final Map<Id, Known> entries = new HashMap<>();
    private final StateChecker states = new StateChecker();
    private final MembershipChecker members = new MembershipChecker();
    private final ElectionChecker elections = new ElectionChecker(members);
    private final ReadChecker reads = new ReadChecker();
    private final ContactChecker contacts;
    private final DurabilityChecker durability;

    private final CommittedHistory committed = new CommittedHistory();

    SafetyChecker(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.contacts = new ContactChecker(cluster.raftOptions(), members);
        this.durability = new DurabilityChecker(cluster);
    }

    StateChecker states() {
        return states;
    }

    // ---- processes

    /** A process begins with what its disk holds. */
    void started(SimulatedServer server) {
        Memory memory = memories.begin(server);
        SimulatedDisk disk = server.disk();
        memory.term = disk.hardState().currentTerm();
        memory.commitIndex = disk.lastApplied();
        memory.cuts = disk.cuts();
        // What a crash hid from us, and the disk shows: only what is committed is applied.
        for (long index = committed.lastIndex() + 1; index <= disk.lastApplied(); index++) {
            commits(server, index, memory.term);
        }
        memory.installs = disk.installs();
        states.started(server, disk.lastApplied(), server.state());
        members.started(server);
        elections.started(server);
        reads.started(server);
        contacts.started(server);
        durability.started(server);
    }

    /**
     * A turn takes these inputs.
     *
     * @param now in nanoseconds of the server's clock
     */
    void turnBegins(SimulatedServer server, List<Input> inputs, long now) {
        contacts.turnBegins(server, inputs, now);
        reads.turnBegins(server);
        for (Input input : inputs) {
            contacts.turnBegins(server, input);
            reads.turnBegins(server, input);
            elections.turnBegins(server, input);
        }
    }

    void turnEnded(SimulatedServer server) {
        NodeStatus status = server.status();
        if (status == null) {
            return;
        }
        Memory memory = memories.of(server);
        if (status.role() == NodeStatus.Role.HALTED) {
            unless(
                    server.mayHalt(),
                    "No halt",
                    () -> server.number + " halted: " + status.lastError());
            return;
        }
        contacts.turnEnded(server, status);
        durability.turnEnded(server);
        if (isAsBefore(server, status, memory)) {
            return; // in most turns
        }
        unless(
                status.term() >= memory.term,
                "Terms never fall",
                () -> server.number + ": " + status);
        unless(
                status.commitIndex() >= memory.commitIndex,
                "The commit index never falls",
                () -> server.number + ": " + status);
        unless(
                status.lastApplied() <= status.commitIndex()
                        && status.commitIndex() <= status.lastIndex(),
                "Applied, committed, last: in this order",
                () -> server.number + ": " + status);
        SimulatedDisk disk = server.disk();
        if (disk.installs() == memory.installs) {
            states.turnEnded(server, status.lastApplied());
        } else {
            memory.installs = disk.installs();
            states.installed(server, status.lastApplied(), server.state());
        }
        checkDisk(server, status, memory);
        checkCommitted(server, status, memory);
        if (status.role() == NodeStatus.Role.LEADER) {
            checkLeader(server, status, memory);
        }
        members.turnEnded(server, status, committed.term(status.commitIndex()));
        memory.role = status.role();
        memory.term = status.term();
        memory.commitIndex = status.commitIndex();
        memory.lastIndex = status.lastIndex();
        memory.cuts = disk.cuts();
        memory.status = status;
        memory.writes = disk.writes();
    }

    /** Nothing has changed that was not looked at: a server shows the same object until then. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isAsBefore(SimulatedServer server, NodeStatus status, Memory memory) {
        return status == memory.status
                && server.disk().writes() == memory.writes
                && status.commitIndex() <= committed.lastIndex();
    }

    // ---- disks

    private void checkDisk(SimulatedServer server, NodeStatus status, Memory memory) {
        SimulatedDisk disk = server.disk();
        HardState state = disk.hardState();
        if (!state.equals(memory.hardState)) {
            checkVote(server, state);
            memory.hardState = state;
        }
        unless(
                disk.lastIndex() == status.lastIndex() && state.currentTerm() == status.term(),
                "After a turn term and log are on the disk",
                () -> server.number + ": " + status);
    }

    /** A vote that was given stays on the disk until the term ends, also if it seems useless. */
    private void checkVote(SimulatedServer server, HardState state) {
        ServerId votedFor = state.votedFor();
        if (votedFor != null) {
            voted(server, state.currentTerm(), votedFor, "has on its disk a vote");
        }
        ServerId given = votes.get(new Ballot(server.disk().self(), state.currentTerm()));
        unless(
                given == null || given.equals(votedFor),
                "One vote in a term",
                () -> String.format(
                        "%d has forgotten its vote for %s in term %d",
                        server.number, given, state.currentTerm()));
    }

    private void voted(SimulatedServer server, long term, ServerId candidate, String how) {
        ServerId other = votes.putIfAbsent(new Ballot(server.disk().self(), term), candidate);
        unless(
                other == null || other.equals(candidate),
                "One vote in a term",
                () -> String.format(
                        "%d %s for %s in term %d, and voted for %s",
                        server.number, how, candidate, term, other));
    }

    // ---- what is committed

    private void checkCommitted(SimulatedServer server, NodeStatus status, Memory memory) {
        long known = committed.lastIndex();
        long from = Math.min(memory.commitIndex, known) + 1;
        for (long index = from; index <= status.commitIndex(); index++) {
            commits(server, index, status.term());
        }
        if (committed.lastIndex() > known) {
            durability.committed(
                    server,
                    cluster.serverOf(leaders.get(status.term())),
                    committed.lastIndex(),
                    committed.term(committed.lastIndex()));
        }
    }

    private void commits(SimulatedServer server, long index, long inTerm) {
        Entry entry = server.disk().seen(index);
        if (entry != null) {
            commits(server, entry, inTerm);
        } else if (index > committed.lastIndex()) {
            // It came with a snapshot, before the turn has ended in which its leader committed it.
            cluster.servers().stream()
                    .filter(other -> other.hasCommitted(index))
                    .findFirst()
                    .ifPresent(other -> commits(other, index, inTerm));
        }
    }

    private void commits(SimulatedServer server, Entry entry, long inTerm) {
        Known sent = entries.get(new Id(entry.index(), entry.term()));
        unless(
                sent == null || sent.payload().equals(entry.payload()),
                "Log Matching",
                () -> server.number + " has another " + words(entry) + " than was sent");
        if (entry.index() > committed.lastIndex() + 1) {
            return; // what comes before is not known yet, and will be
        }
        if (entry.index() > committed.lastIndex()) {
            committed.add(entry, inTerm);
            return;
        }
        long before = committed.term(entry.index());
        unless(
                before == entry.term(),
                "State Machine Safety",
                () -> server.number + " commits " + words(entry) + ", it was of term " + before);
    }

    private static String words(Entry entry) {
        return "entry " + entry.index() + " of term " + entry.term();
    }

    // ---- leaders

    private void checkLeader(SimulatedServer server, NodeStatus status, Memory memory) {
        ServerId self = server.disk().self();
        ServerId other = leaders.putIfAbsent(status.term(), self);
        unless(
                other == null || other.equals(self),
                "Election Safety",
                () -> "both " + other + " and " + self + " lead in term " + status.term());
        boolean stays = memory.role == NodeStatus.Role.LEADER && memory.term == status.term();
        if (stays) {
            unless(
                    memory.lastIndex <= status.lastIndex()
                            && memory.cuts == server.disk().cuts(),
                    "Leader Append-Only",
                    () -> server.number + " cut its own log in term " + status.term());
            checkCommitsOwnTerm(server, status, memory);
        } else {
            checkCompleteness(server, status.term());
        }
    }

    /** Figure 8: what stands before is committed with it, and never by counting. */
    private void checkCommitsOwnTerm(SimulatedServer server, NodeStatus status, Memory memory) {
        long index = status.commitIndex();
        unless(
                index == memory.commitIndex || committed.term(index) == status.term(),
                "A leader counts entries of its own term only",
                () -> server.number + " commits " + index + " as leader of " + status.term());
    }

    private void checkCompleteness(SimulatedServer server, long term) {
        long index = committed.lastBefore(term);
        if (index > 0) {
            checkHas(server, index, committed.term(index));
        }
    }

    private static void checkHas(SimulatedServer server, long index, long term) {
        SimulatedDisk disk = server.disk();
        unless(
                index < disk.base().index() || disk.term(index) == term,
                "Leader Completeness",
                () -> String.format(
                        "%d leads without %d of term %d, which is committed",
                        server.number, index, term));
    }

    // ---- messages

    /** A request leaves a server. */
    void requested(SimulatedServer server, Rpc.Request request) {
        if (request instanceof AppendEntries.Request append) {
            long termBefore = append.prevLogTerm();
            for (Entry entry : append.entries()) {
                checkEntry(entry, termBefore);
                termBefore = entry.term();
            }
            ServerId other = leaders.putIfAbsent(append.term(), append.leaderId());
            unless(
                    other == null || other.equals(append.leaderId()),
                    "Election Safety",
                    () -> "both " + other + " and " + server.number + " lead in " + append.term());
            checkTold(server, append);
            elections.requested(server, append);
            reads.requested(server, append);
        } else if (request instanceof RequestVote.Request vote) {
            if (!vote.preVote()) {
                voted(server, vote.term(), vote.candidateId(), "asks for votes");
            }
            elections.requested(server, vote);
        }
    }

    private void checkTold(SimulatedServer server, AppendEntries.Request append) {
        long index = append.leaderCommit();
        if (index > committed.lastIndex()) {
            SimulatedDisk disk = server.disk(); // which may not have it yet
            long term = index > disk.lastIndex() ? append.term() : disk.term(index);
            durability.told(server, index, term);
        }
    }

    private void checkEntry(Entry entry, long termBefore) {
        Known known = new Known(entry.payload(), termBefore);
        Known other = entries.putIfAbsent(new Id(entry.index(), entry.term()), known);
        unless(
                other == null || other.equals(known),
                "Log Matching",
                () -> "there are two of " + words(entry));
    }

    /** A client was told of an index: it sees the state now, and in it all commands up to there. */
    void answered(SimulatedServer server, long index) {
        long last = committed.lastCommand(index);
        long found = server.state().index();
        unless(
                found >= last,
                "Who is told of an index sees it",
                () -> String.format(
                        "%d tells a client of %d with the state after %d, and %d is a command",
                        server.number, index, found, last));
    }

    /** An answer leaves a server: what it promises must be on the disk by now. */
    void promised(SimulatedServer server, Rpc.Request request, Rpc.Response response) {
        if (request instanceof RequestVote.Request asked
                && response instanceof RequestVote.Response answer) {
            if (answer.voteGranted() && !asked.preVote()) {
                voted(server, answer.term(), asked.candidateId(), "gives its vote");
            }
            contacts.promised(server, asked, answer);
        } else if (request instanceof ReadIndex.Request asked
                && response instanceof ReadIndex.Response answer) {
            reads.promised(server, asked, answer);
        } else if (request instanceof AppendEntries.Request sent
                && response instanceof AppendEntries.Response answer
                && answer.success()) {
            durability.acknowledged(server, sent);
        }
    }
}
