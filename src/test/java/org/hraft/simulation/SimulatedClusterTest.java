package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.Command;
import org.hraft.kv.Value;
import org.hraft.node.Applied;
import org.hraft.node.Input;
import org.hraft.node.NodeStatus;
import org.hraft.node.NotAppliedException;
import org.hraft.node.OutcomeUnknownException;
import org.hraft.node.ReadLevel;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Three whole servers, and one story each. */
class SimulatedClusterTest {

    private final SimulatedCluster cluster = new SimulatedCluster(1, 3);

    @Test
    void aWriteOnAFollowerIsAppliedThereWhenItIsAcknowledged() {
        SimulatedServer follower = followers().get(0);

        write(follower, "key", "x");

        assertThat(valueOn(follower, "key")).isEqualTo("x");
    }

    @Test
    void aReadOnAnyServerSeesWhatWasAcknowledgedOnAnother() {
        write(cluster.server(0), "key", "x");

        for (SimulatedServer server : cluster.servers()) {
            CompletableFuture<Long> read = read(server);
            cluster.advanceUntil(read::isDone, "the read is confirmed");
            assertThat(read).isCompleted();
            assertThat(valueOn(server, "key")).isEqualTo("x");
        }
    }

    @Test
    void anotherServerLeadsWithinTwoElectionTimeoutsOfACrash() {
        SimulatedServer dead = leader();

        dead.crash();
        cluster.advance(2_400);

        assertThat(cluster.leader()).isNotNull().isNotSameAs(dead);
    }

    @Test
    void aMinorityConfirmsNeitherWriteNorRead() {
        SimulatedServer alone = leader();
        cutOff(alone);

        CompletableFuture<Applied> write = propose(alone, "key", "lost?");
        CompletableFuture<Long> read = read(alone);
        cluster.advance(5_000);

        assertThatThrownBy(write::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(read::join)
                .hasCauseInstanceOf(NotAppliedException.class)
                .hasMessageContaining("unreachable for")
                .hasMessageContaining("2 of 3 voters are needed");
    }

    @Test
    void aServerThatComesBackFromAloneDisturbsNobody() {
        SimulatedServer alone = followers().get(0);
        cutOff(alone);
        cluster.advance(60_000);
        long before = status(leader()).term();

        cluster.network().heal();
        cluster.advance(5_000);

        assertThat(status(leader()).term()).isEqualTo(before);
    }

    @Test
    void allServersCrashAtOnceAndNothingAcknowledgedIsLost() {
        for (int i = 0; i < 20; i++) {
            write(cluster.server(i % 3), "key" + i, "x" + i);
        }

        cluster.servers().forEach(SimulatedServer::crash);
        cluster.servers().forEach(SimulatedServer::start);
        CompletableFuture<Long> read = read(cluster.server(1));
        cluster.advanceUntil(read::isDone, "a read is confirmed");

        for (int i = 0; i < 20; i++) {
            assertThat(valueOn(cluster.server(1), "key" + i)).isEqualTo("x" + i);
        }
    }

    @Test
    void leadershipIsHandedOverWithoutWaitingForATimeout() {
        SimulatedServer before = leader();
        CompletableFuture<Boolean> done = new CompletableFuture<>();

        before.input(new Input.HandOver(done));
        cluster.advance(200);

        assertThat(done).isCompletedWithValue(true);
        assertThat(cluster.leader()).isNotNull().isNotSameAs(before);
    }

    /** Hazard 41: its heartbeats must not go on as if nothing were wrong. */
    @Test
    void aLeaderWhoseDiskStallsIsReplaced() {
        SimulatedServer stalled = leader();
        stalled.slowDisk(Long.MAX_VALUE, 60_000_000_000L);

        CompletableFuture<Applied> write = propose(stalled, "key", "x");
        cluster.advance(3_600);

        assertThat(write).isNotDone();
        assertThat(followers().stream().map(server -> status(server).role()))
                .contains(NodeStatus.Role.LEADER);
    }

    // ---- the words of the stories

    private SimulatedServer leader() {
        return Objects.requireNonNull(cluster.leader());
    }

    private List<SimulatedServer> followers() {
        SimulatedServer leader = leader();
        return cluster.servers().stream().filter(server -> server != leader).toList();
    }

    private static NodeStatus status(SimulatedServer server) {
        return Objects.requireNonNull(server.status());
    }

    private void cutOff(SimulatedServer alone) {
        List<Integer> others = cluster.servers().stream()
                .filter(server -> server != alone)
                .map(server -> server.number)
                .toList();
        cluster.network().cut(List.of(alone.number), others, true);
    }

    private static CompletableFuture<Applied> propose(
            SimulatedServer server, String key, String value) {
        CompletableFuture<Applied> future = new CompletableFuture<>();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        server.input(new Input.Proposal(new Command.Put(key, bytes).encode(), future));
        return future;
    }

    private void write(SimulatedServer server, String key, String value) {
        CompletableFuture<Applied> written = propose(server, key, value);
        cluster.advanceUntil(written::isDone, "the write is acknowledged");
        assertThat(written).isCompleted();
    }

    private static CompletableFuture<Long> read(SimulatedServer server) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        server.input(new Input.Read(ReadLevel.LINEARIZABLE, 0, future));
        return future;
    }

    private static String valueOn(SimulatedServer server, String key) {
        Value value = server.state().get(key);
        return value == null ? "" : new String(value.bytes(), StandardCharsets.UTF_8);
    }
}
