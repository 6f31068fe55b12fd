package org.hraft.node;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.Transport.Answered;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StateHash;
import org.hraft.raft.Suffrage;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One real server, without a thread; its only peer and its clock are played by the test. */
final class PlayedCluster {

    private static final ServerId SELF = new ServerId("n1", "i1");
    private static final ServerId PEER = new ServerId("n2", "i2");
    private static final long TERM = 1;
    private static final Configuration VOTERS =
            new Configuration(List.of(member(PEER, Suffrage.VOTER), member(SELF, Suffrage.VOTER)));

    /** A call of the server that the peer has not answered. */
    private record Call(Rpc.Request request, Consumer<Transport.Outcome> ended) {}

    final RaftNode node;
    final KvStateMachine machine = new KvStateMachine();
    private final SimulatedDisk disk = new SimulatedDisk(SELF);
    private final List<Input> inbox = new ArrayList<>();
    private List<Call> calls = new ArrayList<>();
    private long nowNanos = -3_000_000_000L; // a clock may begin anywhere

    PlayedCluster() {
        node = new RaftNode(
                RaftOptions.DEFAULT,
                NodeOptions.DEFAULT,
                new SimulatedStore(disk, machine, 0),
                machine,
                new PlayedTransport(),
                "n1:9000",
                "n1:8080",
                new Random(1),
                inbox::add,
                Runnable::run,
                nowNanos);
    }

    /** The peer leads in term 1 and has committed the first entry: who the members are. */
    static PlayedCluster following(boolean voter) {
        PlayedCluster cluster = new PlayedCluster();
        Configuration members = voter
                ? VOTERS
                : new Configuration(
                        List.of(member(PEER, Suffrage.VOTER), member(SELF, Suffrage.LEARNER)));
        cluster.hears(TERM, 0, 0, List.of(new Entry(1, TERM, members)), 1);
        return cluster;
    }

    /** The server leads alone. */
    static PlayedCluster leadingAlone() {
        PlayedCluster cluster = new PlayedCluster();
        cluster.turn(new Input.Bootstrap("c", new CompletableFuture<>()));
        while (cluster.node.status().role() != NodeStatus.Role.LEADER) {
            cluster.passes(100);
        }
        return cluster;
    }

    /** The server leads, and the peer is the other voter. */
    static PlayedCluster leading() {
        PlayedCluster cluster = leadingAlone();
        cluster.turn(new Input.Join(member(PEER, Suffrage.STAGING), new CompletableFuture<>()));
        while (!cluster.node.status().members().stream().allMatch(NodeStatus.Peer::voter)) {
            cluster.peerAnswers();
            cluster.passes(100);
        }
        cluster.peerAnswers();
        return cluster;
    }

    private static Member member(ServerId id, Suffrage suffrage) {
        return new Member(id, id.name() + ":9000", id.name() + ":8080", suffrage);
    }

    // ---- time

    /** The loop turns once, this much later. */
    void passes(long millis) {
        standsStill(millis);
        turn(new Input.Tick());
    }

    /** Time passes, and the loop does not turn. */
    void standsStill(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void turn(Input... inTurn) {
        List<Input> inputs = new ArrayList<>(inbox);
        inbox.clear();
        inputs.addAll(List.of(inTurn));
        node.turn(inputs, nowNanos);
    }

    /** Of the server's state. */
    long ageMillis() {
        return TimeUnit.NANOSECONDS.toMillis(node.ageNanos(nowNanos));
    }

    // ---- the peer leads

    /** A heartbeat of the peer's, in the term of the last entry. */
    void hearsHeartbeat(long lastIndex, long leaderCommit) {
        hears(TERM, lastIndex, TERM, List.of(), leaderCommit);
    }

    /** The peer sends one entry without a command. */
    void hearsEntry(long index, long leaderCommit) {
        List<Entry> entry = List.of(new Entry(index, TERM, new Entry.Noop()));
        hears(TERM, index - 1, TERM, entry, leaderCommit);
    }

    void hears(long term, long prevIndex, long prevTerm, List<Entry> entries, long leaderCommit) {
        long hash = disk.hash(prevIndex);
        turn(fromPeer(new AppendEntries.Request(
                term,
                PEER,
                prevIndex,
                prevTerm,
                hash,
                entries,
                ChainHash.of(hash, entries),
                leaderCommit,
                0,
                new StateHash(0, 0),
                0)));
    }

    /** The peer's snapshot of an empty map, in one chunk. */
    Input snapshot(long index) {
        return fromPeer(new InstallSnapshot.Request(
                TERM,
                PEER,
                new SnapshotMetadata(index, TERM, 7, 1, VOTERS),
                "",
                new KvStateMachine().snapshot().forRaft().chunk("", 1_000)));
    }

    private static Input fromPeer(Rpc.Request request) {
        return new Input.Received(
                new Envelope("c", PEER, SELF, request), new CompletableFuture<>());
    }

    // ---- the peer answers

    /** The peer has heard and saved everything that is under way to it. */
    void peerAnswers() {
        peerAnswersBetweenTurns();
        turn(new Input.Tick());
    }

    /** The same, and the loop has not turned since. */
    void peerAnswersBetweenTurns() {
        List<Call> answered = calls;
        calls = new ArrayList<>();
        for (Call call : answered) {
            if (call.request() instanceof AppendEntries.Request append) {
                call.ended()
                        .accept(new Answered(new AppendEntries.Response(
                                append.term(), true, 0, 0, false, 0, 0)));
            }
        }
    }

    /** What the next turn will take. */
    List<Input> waiting() {
        return List.copyOf(inbox);
    }

    /** The calls of one kind that the peer has not answered, oldest first. */
    <T extends Rpc.Request> List<T> calls(Class<T> kind) {
        return calls.stream()
                .map(Call::request)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The peer's answer to one of {@link #calls}. */
    void answers(Rpc.Request request, Rpc.Response response) {
        Call call =
                calls.stream().filter(it -> it.request() == request).findFirst().orElseThrow();
        calls.remove(call);
        call.ended().accept(new Answered(response));
        turn(new Input.Tick());
    }

    private final class PlayedTransport implements Transport {
        @Override
        public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
            calls.add(new Call(envelope.request(), ended));
        }

        @Override
        public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
            answered.accept(null);
        }
    }
}
