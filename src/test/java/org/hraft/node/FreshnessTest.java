package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** How old a server's state may be, as far as it can tell by its own clock. */
class FreshnessTest {

    @Test
    void aServerThatHasHeardOfNoLeaderMayBeOfAnyAge() {
        PlayedCluster cluster = new PlayedCluster();

        cluster.passes(100);

        assertThat(cluster.node.ageNanos(0)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "voter: {0}")
    @ValueSource(booleans = {true, false})
    void aFollowerAndALearnerAreAsOldAsTheirLeadersLastWord(boolean voter) {
        PlayedCluster cluster = PlayedCluster.following(voter);
        cluster.passes(150);

        cluster.hearsHeartbeat(1, 1);
        assertThat(cluster.ageMillis()).isZero();
        cluster.passes(100);
        cluster.passes(50);

        assertThat(cluster.ageMillis()).isEqualTo(150);
    }

    @Test
    void aWordMayHaveWaitedForItsTurn() {
        PlayedCluster cluster = PlayedCluster.following(true);

        cluster.standsStill(120);
        cluster.hearsHeartbeat(1, 1);

        assertThat(cluster.ageMillis()).isEqualTo(120);
    }

    @Test
    void timePassesForAStateAlsoWhileTheLoopDoesNotTurn() {
        PlayedCluster cluster = PlayedCluster.following(true);

        cluster.standsStill(60_000);

        assertThat(cluster.ageMillis()).isEqualTo(60_000);
    }

    @Test
    void aWordProvesNothingBeforeItsCommitIsApplied() {
        PlayedCluster cluster = PlayedCluster.following(true);
        cluster.passes(100);

        cluster.hearsEntry(2, 3);
        cluster.passes(100);

        assertThat(cluster.ageMillis()).isEqualTo(200);
    }

    @Test
    void aStateThatCatchesUpIsAsOldAsTheWordThatItCaughtUpWith() {
        PlayedCluster cluster = PlayedCluster.following(true);
        cluster.passes(100);
        cluster.hearsEntry(2, 3);
        cluster.passes(70);

        cluster.hearsEntry(3, 4);

        assertThat(cluster.ageMillis()).isEqualTo(70);
    }

    /** 5.4.2: it does not know all that earlier leaders have committed. */
    @Test
    void aLeaderThatHasCommittedNothingInItsTermProvesNothing() {
        PlayedCluster cluster = PlayedCluster.following(true);
        cluster.passes(100);

        cluster.hears(2, 1, 1, List.of(), 1);

        assertThat(cluster.ageMillis()).isEqualTo(100);
    }

    @Test
    void aWordThatWasOvertakenProvesNothing() {
        PlayedCluster cluster = PlayedCluster.following(true);
        cluster.hearsEntry(2, 2);
        cluster.passes(100);

        cluster.hearsHeartbeat(2, 1);

        assertThat(cluster.ageMillis()).isEqualTo(100);
    }

    /** What its sockets kept for a paused process was said some time ago. */
    @Test
    void afterAStandstillAWordMayBeAsOldAsThat() {
        PlayedCluster cluster = PlayedCluster.following(true);

        cluster.passes(60_000);
        cluster.hearsHeartbeat(1, 1);
        cluster.standsStill(250);
        cluster.hearsHeartbeat(1, 1);
        assertThat(cluster.ageMillis()).isEqualTo(60_250);

        cluster.passes(100);
        cluster.passes(100);
        cluster.hearsHeartbeat(1, 1);
        assertThat(cluster.ageMillis()).isZero();
    }

    /** As when its disk is slow. */
    @Test
    void aServerThatTurnsSlowlyStillLearnsThatItIsUpToDate() {
        PlayedCluster cluster = PlayedCluster.following(true);

        for (int i = 0; i < 5; i++) {
            cluster.standsStill(300);
            cluster.hearsHeartbeat(1, 1);
        }

        assertThat(cluster.ageMillis()).isEqualTo(600);
    }

    @Test
    void aLeaderAloneIsUpToDate() {
        PlayedCluster cluster = PlayedCluster.leadingAlone();

        cluster.passes(50);

        assertThat(cluster.ageMillis()).isZero();
    }

    @Test
    void aLeaderWasUpToDateWhenTheRequestLeftThatAMajorityAnswered() {
        PlayedCluster cluster = PlayedCluster.leading();
        cluster.passes(100);

        cluster.passes(70);
        cluster.peerAnswers();

        assertThat(cluster.ageMillis()).isEqualTo(70);
    }

    @Test
    void aLeaderThatNobodyAnswersGrowsOld() {
        PlayedCluster cluster = PlayedCluster.leading();
        cluster.passes(100);
        cluster.peerAnswers();

        cluster.passes(150);
        cluster.passes(150);

        assertThat(cluster.ageMillis()).isEqualTo(300);
    }
}
