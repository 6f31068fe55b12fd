package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.node.ReadLevel.LEADER;
import static org.hraft.node.ReadLevel.LINEARIZABLE;
import static org.hraft.node.ReadLevel.NONE;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.ReadIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.CompletableFuture;

/** What becomes of reads on one server, by level and by the index that they demand. */
class ReadsTest {

    private static final long TIMEOUT_MILLIS =
            NodeOptions.DEFAULT.requestTimeoutNanos() / 1_000_000;

    private static CompletableFuture<Long> read(
            PlayedCluster cluster, ReadLevel level, long minIndex) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        cluster.turn(new Input.Read(level, minIndex, future));
        return future;
    }

    private static ReadIndex.Request question(PlayedCluster cluster) {
        return cluster.calls(ReadIndex.Request.class).get(0);
    }

    // ---- levels

    @ParameterizedTest(name = "voter: {0}")
    @ValueSource(booleans = {true, false})
    void aFollowerAndALearnerAskTheLeaderAndWaitForTheirOwnState(boolean voter) {
        PlayedCluster cluster = PlayedCluster.following(voter);

        CompletableFuture<Long> read = read(cluster, LINEARIZABLE, 0);
        assertThat(question(cluster).confirmed()).isTrue();
        cluster.answers(question(cluster), new ReadIndex.Response(1, true, 2));
        assertThat(read).as("before entry 2 is applied").isNotDone();
        cluster.hearsEntry(2, 2);

        assertThat(read).isCompletedWithValue(2L);
    }

    @Test
    void aReadAtTheLevelLeaderIsForwardedAndNotToBeConfirmed() {
        PlayedCluster cluster = PlayedCluster.following(true);

        CompletableFuture<Long> read = read(cluster, LEADER, 0);
        assertThat(question(cluster).confirmed()).isFalse();
        cluster.answers(question(cluster), new ReadIndex.Response(1, true, 1));

        assertThat(read).isCompletedWithValue(1L);
    }

    @Test
    void aReadAtTheLevelLeaderDoesNotWaitForThoseThatAreConfirmed() {
        PlayedCluster cluster = PlayedCluster.following(true);
        CompletableFuture<Long> slow = read(cluster, LINEARIZABLE, 0);

        CompletableFuture<Long> fast = read(cluster, LEADER, 0);
        cluster.answers(
                cluster.calls(ReadIndex.Request.class).get(1), new ReadIndex.Response(1, true, 1));

        assertThat(fast).isCompleted();
        assertThat(slow).isNotDone();
    }

    @Test
    void theLeaderAnswersAtItsOwnLevelWithoutAskingAnybody() {
        PlayedCluster cluster = PlayedCluster.leading();

        CompletableFuture<Long> confirmed = read(cluster, LINEARIZABLE, 0);
        CompletableFuture<Long> own = read(cluster, LEADER, 0);

        assertThat(own).isCompletedWithValue(cluster.node.status().commitIndex());
        assertThat(confirmed).as("before its round").isNotDone();
    }

    @ParameterizedTest
    @EnumSource(names = {"LINEARIZABLE", "LEADER"})
    void aReadThatWasRefusedIsAskedAnew(ReadLevel level) {
        PlayedCluster cluster = PlayedCluster.following(true);
        CompletableFuture<Long> read = read(cluster, level, 0);

        cluster.answers(question(cluster), new ReadIndex.Response(1, false, 0));
        cluster.passes(100);
        cluster.answers(question(cluster), new ReadIndex.Response(1, true, 1));

        assertThat(read).isCompletedWithValue(1L);
    }

    // ---- a minimum index

    @Test
    void aLocalReadWaitsUntilTheIndexThatItDemandsIsApplied() {
        PlayedCluster cluster = PlayedCluster.following(true);

        CompletableFuture<Long> read = read(cluster, NONE, 2);
        assertThat(read).as("before entry 2").isNotDone();
        cluster.hearsEntry(2, 2);

        assertThat(read).isCompletedWithValue(2L);
        assertThat(cluster.calls(ReadIndex.Request.class)).as("questions").isEmpty();
    }

    @Test
    void aReadThatIsGrantedEarlierWaitsForTheIndexThatItDemands() {
        PlayedCluster cluster = PlayedCluster.following(true);

        CompletableFuture<Long> read = read(cluster, LEADER, 2);
        cluster.answers(question(cluster), new ReadIndex.Response(1, true, 1));
        assertThat(read).as("granted at 1").isNotDone();
        cluster.hearsEntry(2, 2);

        assertThat(read).isCompletedWithValue(2L);
    }

    /** Seed 18876: the log was that of the snapshot already, and the map was not. */
    @Test
    void aReadInTheTurnThatInstallsASnapshotSeesTheSnapshot() {
        PlayedCluster cluster = PlayedCluster.following(true);
        CompletableFuture<Long> read = new CompletableFuture<>();
        CompletableFuture<Long> seen =
                read.thenApply(index -> cluster.machine.state().index());

        cluster.turn(cluster.snapshot(9), new Input.Read(NONE, 9, read));

        assertThat(seen).isCompletedWithValue(9L);
    }

    @Test
    void anIndexThatIsNotReachedInTimeIsAProblemOfItsOwn() {
        PlayedCluster cluster = PlayedCluster.following(true);

        CompletableFuture<Long> read = read(cluster, NONE, 9);
        cluster.passes(TIMEOUT_MILLIS);

        assertThatThrownBy(read::join)
                .cause()
                .isInstanceOfSatisfying(
                        NotAppliedException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.BEHIND))
                .hasMessageContaining("up to 1 only, and the read needs 9");
    }

    @Test
    void aReadThatNobodyGrantsHasNoLeader() {
        PlayedCluster cluster = PlayedCluster.following(true);

        CompletableFuture<Long> read = read(cluster, LINEARIZABLE, 9);
        cluster.passes(TIMEOUT_MILLIS);

        assertThatThrownBy(read::join)
                .cause()
                .isInstanceOfSatisfying(
                        NotAppliedException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.NO_LEADER));
    }

    /** They may wait for the same index, and began at different times. */
    @Test
    void eachReadEndsInItsOwnTime() {
        PlayedCluster cluster = PlayedCluster.following(true);
        CompletableFuture<Long> first = read(cluster, LINEARIZABLE, 0);
        cluster.passes(100);
        CompletableFuture<Long> second = read(cluster, NONE, 9);
        cluster.answers(question(cluster), new ReadIndex.Response(1, true, 9));

        cluster.passes(TIMEOUT_MILLIS - 100);

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isNotDone();
    }
}
