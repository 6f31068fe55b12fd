package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.chunk;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.preVote;
import static org.hraft.raft.Notation.regressed;
import static org.hraft.raft.Notation.regressedAt;
import static org.hraft.raft.Notation.vote;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A server whose disk has lost entries that it had acknowledged makes no promises (hazard 37). */
class RegressionTest {

    /** It had acknowledged four entries of term 1, and has two. */
    private static Given regressedFollower() {
        return given(A).voters(A, B, C).log(1, 1).term(2).promised(1, 4);
    }

    /** A candidate could win without the entries that only it and the old leader had. */
    @Test
    void aRegressedServerGivesNoVote() {
        Core a = regressedFollower().starts();

        assertThat(a.votes(vote(5, B, 9, 2))).isFalse();
        assertThat(a.votes(preVote(6, B, 9, 2))).isFalse();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(5, null));
    }

    @Test
    void aRegressedServerAsksForNoElection() {
        Core a = regressedFollower().starts();

        a.passes(2 * Core.TIMEOUT_MAX);

        assertThat(a.sent).isEmpty();
    }

    @Test
    void aRegressedServerIsNotSentIntoAnElection() {
        Core a = regressedFollower().follows(B);

        a.ask(B, new TimeoutNow.Request(2, B));

        assertThat(a.raft.currentTerm()).isEqualTo(2);
        assertThat(a.sent).isEmpty();
    }

    @Test
    void aRegressedServerTakesEntriesAndSaysThatItLacksOthers() {
        Core a = regressedFollower().follows(B);

        assertThat(a.appends(append(2, B, 2, 1, 0, entries(3, 1)))).isEqualTo(regressed(2));
        assertThat(a.terms()).containsExactly(1L, 1L, 1L);
        assertThat(a.appends(append(2, B, 4, 1, 0, entries(5, 2)))).isEqualTo(regressedAt(2, 4));
        assertThat(a.raft.isRegressed()).isTrue();
    }

    @Test
    void aServerIsWellAgainWhenItHasWhatItHadPromised() {
        Core a = regressedFollower().follows(B);

        assertThat(a.appends(append(2, B, 2, 1, 0, entries(3, 1, 1)))).isEqualTo(appended(2));

        a.passes(Core.TIMEOUT_MAX);
        a.takes();
        assertThat(a.votes(vote(3, C, 4, 1))).isTrue();
    }

    /** The leader of a later term has all that was committed, and what was not may be lost. */
    @Test
    void anEntryOfALaterTermIsAsGoodAsWhatWasPromised() {
        Core a = regressedFollower().follows(B);

        assertThat(a.appends(append(2, B, 2, 1, 0, entries(3, 2)))).isEqualTo(appended(2));
    }

    @Test
    void aSnapshotBringsWhatWasPromised() {
        Core a = regressedFollower().follows(B);
        SnapshotMetadata snapshot = new SnapshotMetadata(5, 1, 55, 1, voters(A, B, C));

        a.ask(B, new InstallSnapshot.Request(2, B, snapshot, "", chunk("a")));
        assertThat(a.appends(heartbeat(2, B))).isEqualTo(regressed(2));
        a.ask(B, new InstallSnapshot.Request(2, B, snapshot, "a", chunk("b")));
        a.ask(B, new InstallSnapshot.Request(2, B, snapshot, "b", chunk("c")));

        assertThat(a.appends(heartbeat(2, B))).isEqualTo(appended(2));
    }

    /** A promise that was kept is over: a new leader may replace what nobody has committed. */
    @Test
    void aServerThatIsWellAgainStaysWell() {
        Core a = given(A).voters(A, B, C).log(1, 1).term(3).promised(2, 4).follows(B);
        a.appends(append(3, B, 2, 1, 0, entries(3, 2, 2)));

        assertThat(a.appends(append(5, C, 2, 1, 0, entries(3, 1)))).isEqualTo(appended(5));
    }

    @Test
    void aHealthyServerIsNotRegressed() {
        Core a = given(A).voters(A, B, C).log(1, 1).term(2).promised(1, 2).starts();

        assertThat(a.raft.isRegressed()).isFalse();
    }

    // ---- what its leader makes of it

    @Test
    void whatARegressedServerAnswersCommitsNothing() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");

        a.answers(B, a.takesAppend(B), regressed(2));
        assertThat(a.raft.commitIndex()).isEqualTo(2);

        a.acknowledged(C);
        assertThat(a.raft.commitIndex()).isEqualTo(3);
    }

    @Test
    void whatARegressedServerAnswersConfirmsNoRead() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);

        a.answers(B, a.takesAppend(B), regressed(2));
        assertThat(a.reads).isEmpty();

        a.acknowledged(C);
        assertThat(a.reads).containsExactly(new Ready.ReadState(7, 2));
    }

    /** What it had before the crash does not bound the search for what it has now (hazard 10). */
    @Test
    void aLeaderGoesBackToWhatARegressedServerHas() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).leadsEverybody();
        a.passes(Core.HEARTBEAT);

        a.answers(B, a.takesAppend(B), regressedAt(2, 2));

        AppendEntries.Request next = a.takesAppend(B);
        assertThat(next.prevLogIndex()).isEqualTo(1);
        assertThat(next.entries()).first().extracting(Entry::index).isEqualTo(2L);
    }

    @Test
    void aServerCountsAgainWhenItIsWell() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).leadsEverybody();
        a.passes(Core.HEARTBEAT);
        a.answers(B, a.takesAppend(B), regressedAt(2, 2));
        a.acknowledged(B);

        a.proposes("x");
        a.acknowledged(B);

        assertThat(a.raft.commitIndex()).isEqualTo(5);
    }

    /** Without its contact the leader would step down, and nobody could be elected. */
    @Test
    void aRegressedServerKeepsItsLeaderInOffice() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        for (int i = 0; i < 10; i++) {
            a.passes(Core.TIMEOUT_MIN / 2);
            for (AppendEntries.Request request : a.takesAppends(B)) {
                a.answers(B, request, regressed(2));
            }
        }

        assertThat(a.raft.isLeader()).isTrue();
    }

    @Test
    void leadershipDoesNotGoToARegressedServer() {
        Core a = given(A).voters(A, B).log(1).leadsEverybody();
        a.proposes("x");
        a.answers(B, a.takesAppend(B), regressed(2));

        a.raft.transferLeadership();
        a.settle();

        assertThat(a.takes())
                .extracting(Ready.Message::request)
                .noneMatch(TimeoutNow.Request.class::isInstance);
    }

    /** A log that ends earlier than what was promised, in the order of 5.4.1. */
    @Test
    void positionsAreOrderedByTermAndThenByIndex() {
        assertThat(List.of(
                        new LogPosition(2, 1),
                        new LogPosition(1, 9),
                        new LogPosition(1, 3),
                        LogPosition.START))
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
    }
}
