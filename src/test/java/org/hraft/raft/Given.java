package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What a server has before a test begins: {@code given(A).voters(A, B).log(1, 1, 2).starts()}. */
final class Given {

    private static final long MILLIS = 1_000_000;
    private static final long MIB = 1 << 20;

    private final ServerId self;
    private final List<Entry> log = new ArrayList<>();
    private Configuration configuration = Configuration.NONE;
    private long term = -1;
    private @Nullable ServerId votedFor;
    private long lastApplied;
    private LogPosition promised = LogPosition.START;
    private long maxAppendBytes = MIB;
    private int maxInFlightRequests = 16;
    private long maxChunkBytes = MIB;
    private long maxUncommittedBytes = MIB;
    private long maxApplyBytes = MIB;
    private long logTailBytes = MIB;
    private long maxKeptBytes = MIB;
    private long compactedTo;
    private RandomGenerator dice;

    private Given(ServerId self) {
        this.self = self;
        this.dice = new Random(self.name().charAt(0));
    }

    static Given given(ServerId self) {
        return new Given(self);
    }

    /** The first entry of the log will be this configuration. */
    Given members(Configuration members) {
        configuration = members;
        return this;
    }

    Given voters(ServerId... ids) {
        return members(Notation.voters(ids));
    }

    /** The terms of its entries: the first is the configuration, the others are commands. */
    Given log(long... terms) {
        log.clear();
        log.addAll(Notation.entries(1, terms));
        if (terms.length > 0) {
            log.set(0, new Entry(1, terms[0], configuration));
        }
        return this;
    }

    /** One more entry. */
    Given entry(long ofTerm, Entry.Payload payload) {
        log.add(new Entry(log.size() + 1, ofTerm, payload));
        return this;
    }

    /** currentTerm, if it is not that of the last entry. */
    Given term(long currentTerm) {
        term = currentTerm;
        return this;
    }

    Given votedFor(ServerId candidate) {
        votedFor = candidate;
        return this;
    }

    Given applied(long index) {
        lastApplied = index;
        return this;
    }

    long applied() {
        return lastApplied;
    }

    /** Where the log ended when the server last answered for it, if the disk has lost the rest. */
    Given promised(long ofTerm, long index) {
        promised = new LogPosition(ofTerm, index);
        return this;
    }

    Given maxAppendBytes(long bytes) {
        maxAppendBytes = bytes;
        return this;
    }

    Given maxInFlightRequests(int requests) {
        maxInFlightRequests = requests;
        return this;
    }

    Given maxChunkBytes(long bytes) {
        maxChunkBytes = bytes;
        return this;
    }

    Given maxUncommittedBytes(long bytes) {
        maxUncommittedBytes = bytes;
        return this;
    }

    Given maxApplyBytes(long bytes) {
        maxApplyBytes = bytes;
        return this;
    }

    Given logTailBytes(long bytes) {
        logTailBytes = bytes;
        return this;
    }

    /** The election timeouts that it is going to draw, in milliseconds; the last one repeats. */
    Given timeouts(long... millis) {
        dice = new RandomGenerator() {
            private int drawn;

            @Override
            public long nextLong() {
                throw new AssertionError("a timeout is drawn from a range");
            }

            @Override
            public long nextLong(long origin, long bound) {
                long next = millis[Math.min(drawn++, millis.length - 1)] * MILLIS;
                Invariant.check(
                        origin == Core.TIMEOUT_MIN * MILLIS && bound == Core.TIMEOUT_MAX * MILLIS,
                        "the range is that of the options: " + Arrays.toString(millis));
                return next;
            }
        };
        return this;
    }

    /** Entries up to {@code index} were applied, and are gone. */
    Given compactedTo(long index) {
        compactedTo = index;
        return applied(Math.max(index, lastApplied));
    }

    Given maxKeptBytes(long bytes) {
        maxKeptBytes = bytes;
        return this;
    }

    /** The server starts, as a follower. */
    Core starts() {
        long lastTerm = log.isEmpty() ? 0 : log.get(log.size() - 1).term();
        HardState hardState = new HardState(term < 0 ? lastTerm : term, votedFor);
        Disk disk = new Disk(log, hardState);
        if (compactedTo > 0) {
            long termThere = log.get((int) compactedTo - 1).term();
            long hash = disk.hash(compactedTo);
            disk.compactTo(new SnapshotMetadata(compactedTo, termThere, hash, 1, configuration));
        }
        return starts(disk);
    }

    Core starts(Disk disk) {
        RaftOptions options = new RaftOptions(
                Core.HEARTBEAT * MILLIS,
                Core.TIMEOUT_MIN * MILLIS,
                Core.TIMEOUT_MAX * MILLIS,
                maxAppendBytes,
                MIB,
                MIB,
                maxInFlightRequests,
                maxUncommittedBytes,
                maxApplyBytes,
                logTailBytes,
                maxChunkBytes,
                maxKeptBytes,
                Core.KEPT_SILENT * MILLIS);
        Saved saved =
                new Saved(disk.hardState(), disk.outline(), lastApplied, disk.staged(), promised);
        Raft raft = new Raft(options, self, saved, disk, () -> Given::chunk, dice);
        return new Core(this, raft, disk);
    }

    /** Every state has three chunks: "a", "b" and "c", which are positions, too. */
    private static Snapshot.Chunk chunk(String position, long maxBytes) {
        String next = position.isEmpty() ? "a" : position.equals("a") ? "b" : "c";
        return Notation.chunk(next);
    }

    /** The server follows {@code leader} in its term. */
    Core follows(ServerId leader) {
        Core core = starts();
        core.ask(leader, Notation.heartbeat(core.raft.currentTerm(), leader));
        return core;
    }

    /** The server has asked for an election and waits for the first answer, see pre-vote. */
    Core isPreCandidate() {
        Core core = starts();
        core.passes(Core.TIMEOUT_MAX);
        return core;
    }

    /** The server waits for votes, in the term after its last one. */
    Core isCandidate() {
        Core core = isPreCandidate();
        core.getsVotes();
        return core;
    }

    /** The server has just won the term after its last one; nobody has answered it yet. */
    Core leads() {
        Core core = isPreCandidate();
        core.getsVotes();
        core.getsVotes();
        Invariant.check(core.raft.isLeader(), "the server of the test leads");
        return core;
    }

    /** The server leads, and everybody has everything it has. */
    Core leadsEverybody() {
        Core core = leads();
        core.acknowledged();
        return core;
    }
}
