package org.hraft.raft;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a batch of writes costs the core of a leader of three, and that of a follower. Disk, network
 * and state machine are left out. Neither log grows without bound: the core forgets what is older
 * than {@link RaftOptions#logTailBytes}, which happens many times a second here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class CoreBenchmark {

    /** A put with a key of 16 bytes and a value of 64. */
    private static final Entry.Command COMMAND = new Entry.Command(new byte[90]);

    /** A leader, with two others that have all that it has. */
    @State(Scope.Thread)
    public static class Leading {

        /** Commands in a batch: of one client, and of many. */
        @Param({"1", "18"})
        public int batch;

        private final Player leader = new Player(Player.A);
        private final List<Ready.Message> election;

        public Leading() {
            leader.raft.tick(RaftOptions.DEFAULT.electionTimeoutMaxNanos());
            election = replicate();
            Invariant.check(leader.raft.isLeader(), "whoever gets all votes leads");
        }

        /** The others answer at once, until there is nothing to answer; returns what was sent. */
        private List<Ready.Message> replicate() {
            List<Ready.Message> all = new ArrayList<>();
            List<Ready.Message> sent = leader.work();
            while (!sent.isEmpty()) {
                all.addAll(sent);
                sent.forEach(leader::isAnswered);
                sent = leader.work();
            }
            return all;
        }

        private List<Ready.Message> propose(int count) {
            leader.raft.propose(Collections.nCopies(count, COMMAND));
            List<Ready.Message> sent = replicate();
            Invariant.check(
                    leader.raft.lastApplied() == leader.raft.lastIndex(), "all is committed");
            return sent;
        }
    }

    /** A follower, and more than it keeps in memory of what a leader has sent to it. */
    @State(Scope.Thread)
    public static class Following {

        private static final int BATCHES = 8_000;
        private static final int BATCH = 18;

        private final List<AppendEntries.Request> requests = new ArrayList<>();
        private Player follower = new Player(Player.B);
        private int next;

        public Following() {
            Leading cluster = new Leading();
            cluster.election.forEach(this::record);
            for (int i = 0; i < BATCHES; i++) {
                cluster.propose(BATCH).forEach(this::record);
            }
        }

        private void record(Ready.Message message) {
            if (message.to().equals(Player.B)
                    && message.request() instanceof AppendEntries.Request append
                    && !append.entries().isEmpty()) {
                requests.add(append);
            }
        }
    }

    /** From the proposal to the last answer of the others. */
    @Benchmark
    public List<Ready.Message> leader(Leading state) {
        return state.propose(state.batch);
    }

    /** Takes 18 entries, and applies those of the request before. */
    @Benchmark
    public long follower18(Following state) {
        if (state.next == state.requests.size()) {
            state.next = 0;
            state.follower = new Player(Player.B);
        }
        AppendEntries.Request request = state.requests.get(state.next++);
        state.follower.raft.receive(state.next, Player.A, request);
        state.follower.work();
        Invariant.check(state.follower.raft.lastIndex() == request.lastIndex(), "all was appended");
        return state.follower.raft.commitIndex();
    }
}
