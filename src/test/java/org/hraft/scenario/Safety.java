package org.hraft.scenario;

import org.hraft.kv.Value;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Raft;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.StagedSnapshot;
import org.hraft.simulation.SimulatedDisk;

import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What holds at every moment, whatever happens: Figure 3, and what servers promise each other. It
 * sees all servers at once and remembers all that ever was.
 */
final class Safety {

    /** @param knownInTerm the term of the server that committed it first */
    private record Committed(long term, long knownInTerm) {}

    /** One process, as it was after the step before. */
    private static final class Memory {
        long term;
        long commitIndex;
        long ledTerm;
        NavigableMap<Long, Long> leaderLog = new TreeMap<>();
    }

    private final Cluster cluster;
    private final TreeMap<Integer, Memory> memories = new TreeMap<>();
    private final TreeMap<Long, Integer> leaders = new TreeMap<>();
    private final TreeMap<String, ServerId> votes = new TreeMap<>();
    private final TreeMap<Long, Committed> committed = new TreeMap<>();
    private final TreeMap<Long, Entry> applied = new TreeMap<>();
    private final TreeMap<Long, SortedMap<String, Value>> states = new TreeMap<>();

    /** What stands in front of an entry, and what is in it, by the entry's index and term. */
    private final TreeMap<String, Long> termBefore = new TreeMap<>();

    private final TreeMap<String, Entry.Payload> payloads = new TreeMap<>();

    Safety(Cluster cluster) {
        this.cluster = cluster;
    }

    private static void rule(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("broken: " + rule);
        }
    }

    /** A process begins; what only memory knew is gone. */
    void started(Server server) {
        memories.put(server.number, new Memory());
    }

    void check() {
        for (Server server : cluster.servers()) {
            checkDisk(server);
            if (server.isUp()) {
                checkProcess(server, server.raft());
            }
        }
    }

    // ---- disks

    private void checkDisk(Server server) {
        HardState state = server.disk().hardState();
        if (state.votedFor() != null) {
            ServerId before =
                    votes.putIfAbsent(server.number + " " + state.currentTerm(), state.votedFor());
            rule(
                    before == null || before.equals(state.votedFor()),
                    "a server votes once in a term, also after a crash");
        }
        for (Entry entry : server.disk().log()) {
            Entry.Payload same = payloads.putIfAbsent(key(entry), entry.payload());
            rule(
                    same == null || same.equals(entry.payload()),
                    "Log Matching: index and term identify an entry");
        }
    }

    private static String key(Entry entry) {
        return entry.index() + "/" + entry.term();
    }

    // ---- processes

    private void checkProcess(Server server, Raft raft) {
        Memory memory = memories.computeIfAbsent(server.number, n -> new Memory());
        rule(raft.currentTerm() >= memory.term, "a term never falls");
        rule(raft.commitIndex() >= memory.commitIndex, "a commit index never falls");
        rule(raft.lastApplied() <= raft.commitIndex(), "only what is committed is applied");
        checkLogMatching(raft);
        checkCommitted(raft);
        if (raft.isLeader()) {
            checkLeader(server, raft, memory);
        }
        memory.ledTerm = raft.isLeader() ? raft.currentTerm() : 0;
        memory.term = raft.currentTerm();
        memory.commitIndex = raft.commitIndex();
    }

    private void checkLogMatching(Raft raft) {
        for (long index = raft.firstIndex(); index <= raft.lastIndex(); index++) {
            Long before = raft.term(index - 1);
            Long other = termBefore.putIfAbsent(index + "/" + raft.term(index), before);
            rule(
                    other == null || other.equals(before),
                    "Log Matching: two logs that share an entry share all before it");
        }
    }

    private void checkCommitted(Raft raft) {
        for (long index = raft.firstIndex() - 1; index <= raft.commitIndex(); index++) {
            var mine = new Committed(raft.term(index), raft.currentTerm());
            Committed first = committed.putIfAbsent(index, mine);
            rule(
                    first == null || first.term() == mine.term(),
                    "an entry that was committed is never another one");
        }
    }

    private void checkLeader(Server server, Raft raft, Memory memory) {
        Integer other = leaders.putIfAbsent(raft.currentTerm(), server.number);
        rule(other == null || other == server.number, "Election Safety: a term has one leader");
        NavigableMap<Long, Long> log = terms(raft);
        if (memory.ledTerm == raft.currentTerm()) {
            SortedMap<Long, Long> same = log.headMap(memory.leaderLog.lastKey(), true);
            rule(
                    same.equals(memory.leaderLog.tailMap(log.firstKey(), true)),
                    "Leader Append-Only, but for the beginning, which goes when it is committed");
        }
        memory.leaderLog = log;
        committed.forEach((index, entry) -> rule(
                entry.knownInTerm() >= raft.currentTerm()
                        || index < log.firstKey()
                        || (index <= raft.lastIndex() && raft.term(index) == entry.term()),
                "Leader Completeness: a leader has all that was committed before its term"));
        if (raft.commitIndex() > memory.commitIndex && memory.ledTerm == raft.currentTerm()) {
            checkDurable(raft);
        }
    }

    /** The term of every entry, and of the one before the first. */
    private static NavigableMap<Long, Long> terms(Raft raft) {
        TreeMap<Long, Long> terms = new TreeMap<>();
        for (long index = raft.firstIndex() - 1; index <= raft.lastIndex(); index++) {
            terms.put(index, raft.term(index));
        }
        return terms;
    }

    /** What a leader calls committed is on the disks of a majority, its own memory aside. */
    private void checkDurable(Raft raft) {
        List<ServerId> voters = raft.configuration().voters();
        long copies = cluster.servers().stream()
                .filter(server -> voters.contains(Server.idOf(server.number)))
                .filter(server -> hasOnDisk(server, raft.commitIndex(), raft))
                .count();
        rule(copies * 2 > voters.size(), "a committed entry is on the disks of a majority");
    }

    /** As an entry, or in a state that contains it. */
    private static boolean hasOnDisk(Server server, long index, Raft raft) {
        SimulatedDisk disk = server.disk();
        return index < disk.base().index() || disk.term(index) == raft.term(index);
    }

    // ---- promises

    /** An answer leaves: what it says must be on the disk. */
    void promised(Server server, Rpc.Request request, Rpc.Response response) {
        HardState state = server.disk().hardState();
        rule(response.term() <= state.currentTerm(), "a term that is told is on the disk");
        if (request instanceof RequestVote.Request vote
                && response instanceof RequestVote.Response answer
                && answer.voteGranted()
                && !vote.preVote()) {
            rule(vote.candidateId().equals(state.votedFor()), "a vote that is given is on disk");
        }
        if (request instanceof AppendEntries.Request append
                && response instanceof AppendEntries.Response answer
                && answer.success()) {
            appended(server.disk(), append);
        }
        if (request instanceof InstallSnapshot.Request install
                && response instanceof InstallSnapshot.Response answer) {
            received(server.disk(), install, answer);
        }
    }

    private static void appended(SimulatedDisk disk, AppendEntries.Request append) {
        long last = append.prevLogIndex() + append.entries().size();
        rule(last <= disk.lastIndex(), "entries that are acknowledged are on the disk");
        for (Entry entry : append.entries()) {
            rule(
                    entry.index() <= disk.base().index() || entry.equals(disk.entry(entry.index())),
                    "acknowledged entries are on the disk as the leader sent them");
        }
    }

    private static void received(
            SimulatedDisk disk, InstallSnapshot.Request install, InstallSnapshot.Response answer) {
        rule(
                !answer.installed() || install.snapshot().index() <= disk.lastIndex(),
                "a snapshot that is acknowledged is on the disk, or the entries are");
        var staged = new StagedSnapshot(install.snapshot(), answer.position());
        rule(
                answer.position().isEmpty() || staged.equals(disk.staged()),
                "a part of a snapshot that is acknowledged is on the disk");
    }

    /** All state machines are given the same, in the same order. */
    void applied(Server server, Entry entry) {
        Entry other = applied.putIfAbsent(entry.index(), entry);
        rule(
                other == null || other.equals(entry),
                "State Machine Safety: " + server.number + " applies something else");
    }

    /** All states that contain the same entries are equal, however they came about. */
    void holds(Server server, long index) {
        SortedMap<String, Value> mine = server.state().rows();
        SortedMap<String, Value> other = states.putIfAbsent(index, mine);
        rule(
                other == null || other.equals(mine),
                "State Machine Safety: " + server.number + " has another state at " + index);
    }
}
