package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Three whole servers in virtual time. A failure names its seed and repeats with it. */
class SimulatedClusterTest {

    @Test
    void aWriteOnAFollowerIsAppliedThereWhenItIsAcknowledged() {
        var cluster = new SimulatedCluster(1, 3);
        var follower = cluster.server((cluster.leader() + 1) % 3);

        var written = follower.propose("x");
        cluster.advanceUntil(written::isDone, "the write is acknowledged");

        assertThat(written.isCompletedExceptionally()).isFalse();
        assertThat(follower.commands()).containsExactly("x");
    }

    @Test
    void aReadOnAnyServerSeesWhatWasAcknowledgedOnAnother() {
        var cluster = new SimulatedCluster(2, 3);
        var written = cluster.server(0).propose("x");
        cluster.advanceUntil(written::isDone, "the write is acknowledged");

        for (var server : cluster.servers()) {
            var read = server.read();
            cluster.advanceUntil(read::isDone, "the read is confirmed");
            assertThat(read.isCompletedExceptionally()).isFalse();
            assertThat(server.commands()).containsExactly("x");
        }
    }

    @Test
    void anotherServerLeadsWithinTwoElectionTimeoutsOfACrash() {
        var cluster = new SimulatedCluster(3, 3);
        int dead = cluster.leader();

        cluster.server(dead).crash();
        cluster.advance(2_400);

        assertThat(cluster.leader()).isNotIn(dead, -1);
    }

    @Test
    void aMinorityConfirmsNeitherWriteNorRead() {
        var cluster = new SimulatedCluster(4, 3);
        int alone = cluster.leader();
        cluster.cutOff(alone);

        var write = cluster.server(alone).propose("lost?");
        var read = cluster.server(alone).read();
        cluster.advance(3_000);

        assertThatThrownBy(write::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(read::join)
                .hasCauseInstanceOf(NotAppliedException.class)
                .hasMessageContaining("unreachable for")
                .hasMessageContaining("2 of 3 voters are needed");
    }

    @Test
    void aServerThatComesBackFromAloneDisturbsNobody() {
        var cluster = new SimulatedCluster(5, 3);
        int alone = (cluster.leader() + 1) % 3;
        cluster.cutOff(alone);
        cluster.advance(60_000);
        long before = term(cluster);

        cluster.heal();
        cluster.advance(5_000);

        assertThat(term(cluster)).isEqualTo(before);
    }

    @Test
    void allServersCrashAtOnceAndNothingAcknowledgedIsLost() {
        var cluster = new SimulatedCluster(6, 3);
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String command = "c" + i;
            var written = cluster.server(i % 3).propose(command);
            cluster.advanceUntil(written::isDone, "the write is acknowledged");
            acknowledged.add(command);
        }

        cluster.servers().forEach(SimulatedCluster.Server::crash);
        cluster.heal();
        var read = cluster.server(1).read();
        cluster.advanceUntil(read::isDone, "a read is confirmed");

        assertThat(cluster.server(1).commands()).containsExactlyElementsOf(acknowledged);
    }

    @Test
    void leadershipIsHandedOverWithoutWaitingForATimeout() {
        var cluster = new SimulatedCluster(7, 3);
        int before = cluster.leader();
        var done = new CompletableFuture<Boolean>();

        cluster.server(before).input(new Input.HandOver(done));
        cluster.advance(200);

        assertThat(done).isCompletedWithValue(true);
        assertThat(cluster.leader()).isNotIn(before, -1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingAcknowledgedIsLostUnderCrashesLossAndPartitions(long seed) {
        var cluster = new SimulatedCluster(seed, 3);
        var dice = new Random(seed);
        List<CompletableFuture<Applied>> writes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            writes.add(cluster.server(dice.nextInt(3)).propose(i + "!"));
            disturb(cluster, dice);
            cluster.advance(dice.nextInt(200));
        }

        cluster.heal();
        cluster.advance(10_000);

        List<String> everywhere = cluster.server(0).commands();
        assertThat(cluster.server(1).commands()).isEqualTo(everywhere);
        assertThat(cluster.server(2).commands()).isEqualTo(everywhere);
        assertThat(everywhere).doesNotHaveDuplicates();
        int acknowledged = 0;
        for (int i = 0; i < writes.size(); i++) {
            var write = writes.get(i);
            if (write.isDone() && !write.isCompletedExceptionally()) {
                acknowledged++;
                assertThat(everywhere).contains(i + "!");
            } else if (isNotApplied(write)) {
                assertThat(everywhere).doesNotContain(i + "!");
            }
        }
        assertThat(acknowledged).as("acknowledged writes of 400").isGreaterThan(50);
    }

    /** From 1 to the system property {@code hraft.seeds}, 20 unless it is set. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("hraft.seeds", 20));
    }

    private static void disturb(SimulatedCluster cluster, Random dice) {
        switch (dice.nextInt(30)) {
            case 0 -> cluster.server(dice.nextInt(3)).crash();
            case 1 -> cluster.cutOff(dice.nextInt(3));
            case 2 -> cluster.network(dice.nextDouble() * 0.3, 1 + dice.nextInt(300));
            case 3, 4, 5 -> cluster.heal();
            default -> {}
        }
    }

    private static boolean isNotApplied(CompletableFuture<Applied> write) {
        return write.isCompletedExceptionally()
                && write.handle((applied, error) -> error).join() instanceof NotAppliedException;
    }

    private static long term(SimulatedCluster cluster) {
        var status = cluster.server(cluster.leader()).status();
        return status == null ? -1 : status.term();
    }
}
