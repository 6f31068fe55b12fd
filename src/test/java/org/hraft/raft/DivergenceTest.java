package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.behind;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voter;
import static org.hraft.raft.Notation.voters;
import static org.hraft.raft.Notation.written;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * Servers whose log or state is not the same where by the rules of Raft it must be (hazards 21, 37):
 * nothing is acknowledged, and who differs from a majority leaves.
 */
class DivergenceTest {

    private static final long WRONG = 4_711;

    /** A follows B in term 1 and has three entries. */
    private static Core follower() {
        return given(A).voters(A, B, C).log(1, 1, 1).follows(B);
    }

    private static AppendEntries.Response differs(long term, long index) {
        return new AppendEntries.Response(term, false, 0, 0, false, 0, index);
    }

    private static AppendEntries.Response equal(long term, long index) {
        return new AppendEntries.Response(term, true, 0, 0, false, index, 0);
    }

    /** A heartbeat of the leader, who says what its state is, and where a majority has the same. */
    private static AppendEntries.Request heartbeat(
            long prevLogIndex, StateHash state, long equalIndex) {
        long hash = Notation.ANY_HASH;
        return new AppendEntries.Request(
                1, B, prevLogIndex, 1, hash, List.of(), hash, 0, 0, state, equalIndex);
    }

    // ---- logs

    @Test
    void aFollowerWhoseLogIsAnotherBeforeTheEntriesTakesNone() {
        Core a = follower();

        assertThat(a.appends(behind(WRONG, append(1, B, 3, 1, 3, entries(4, 1)))))
                .isEqualTo(differs(1, 3));
        assertThat(a.terms()).containsExactly(1L, 1L, 1L);
        assertThat(a.applied).isEmpty();
    }

    @Test
    void aFollowerThatHasAnotherEntryOfThatTermKeepsIt() {
        Core a = follower();
        List<Entry> sent = List.of(written(2, 1, "another"), Notation.entry(3, 1));

        assertThat(a.appends(append(1, B, 1, 1, 3, sent))).isEqualTo(differs(1, 3));
        assertThat(a.disk.log()).endsWith(Notation.entry(2, 1), Notation.entry(3, 1));
    }

    @Test
    void entriesThatComeAgainAreTheSame() {
        Core a = follower();

        assertThat(a.appends(append(1, B, 1, 1, 0, entries(2, 1, 1, 1)))).isEqualTo(appended(1));
        assertThat(a.terms()).hasSize(4);
    }

    /** Log Matching speaks of one term only: another one is an ordinary conflict (5.3). */
    @Test
    void anEntryOfAnotherTermIsReplacedAsEver() {
        Core a = follower();

        assertThat(a.appends(append(2, B, 1, 1, 0, entries(2, 2)))).isEqualTo(appended(2));
        assertThat(a.terms()).containsExactly(1L, 2L);
    }

    /** It was committed and applied: there is nothing left to compare. */
    @Test
    void whatIsGoneIsNotCompared() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).compactedTo(3).follows(B);

        assertThat(a.appends(behind(WRONG, append(1, B, 1, 1, 0, entries(2, 1)))))
                .isEqualTo(appended(1));
        assertThat(a.appends(behind(WRONG, append(1, B, 1, 1, 0, entries(2, 1, 1)))))
                .isEqualTo(differs(1, 3));
    }

    @Test
    void entriesThatWereGarbledOnTheirWayMakeNoRequest() {
        assertThatThrownBy(() -> new AppendEntries.Request(
                        1, B, 1, 1, 5, entries(2, 1), WRONG, 0, 0, StateHash.NONE, 0))
                .isInstanceOf(Invariant.Violated.class)
                .hasMessageContaining("in the leader's log");
    }

    /** It has refused what was sent, and would refuse what comes behind it. */
    @Test
    void whoHasAnotherLogIsSentNoMoreEntriesUntilItAnswersAgain() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        AppendEntries.Request refused = a.takesAppend(B);

        a.answers(B, refused, differs(2, 1));
        a.proposes("y");

        assertThat(a.takesAppends(B)).allMatch(request -> request.entries().isEmpty());
    }

    // ---- states

    @Test
    void aFollowerSaysUpToWhereItHadTheSameState() {
        Core a = follower();
        a.raft.states().applied(2, 20);
        a.raft.states().applied(3, 30);

        assertThat(a.appends(heartbeat(3, new StateHash(2, 20), 0))).isEqualTo(equal(1, 2));
        assertThat(a.appends(heartbeat(3, new StateHash(3, 30), 0))).isEqualTo(equal(1, 3));
    }

    @Test
    void aFollowerWithAnotherStateAcknowledgesNothing() {
        Core a = follower();
        a.raft.states().applied(3, 30);

        assertThat(a.appends(heartbeat(3, new StateHash(3, WRONG), 0))).isEqualTo(differs(1, 3));
        assertThat(a.appends(append(1, B, 3, 1, 0, entries(4, 1)))).isEqualTo(differs(1, 3));
        assertThat(a.raft.divergence()).isEqualTo("a differs up to entry 3");
        assertThat(a.terms()).hasSize(3);
    }

    /**
     * The leader is ahead most of the time: what it says is kept until it can be compared, or a busy
     * one would always say something newer before.
     */
    @Test
    void aStateIsComparedWhenTheFollowerHasComeToIt() {
        Core a = follower();
        a.raft.states().applied(2, 20);
        a.appends(heartbeat(3, new StateHash(3, WRONG), 0));

        assertThat(a.appends(heartbeat(3, new StateHash(9, 90), 0))).isEqualTo(appended(1));
        a.raft.states().applied(3, 30);

        assertThat(a.appends(heartbeat(3, new StateHash(9, 90), 0))).isEqualTo(differs(1, 3));
    }

    @Test
    void whatTheFollowerHasForgottenIsNotWaitedFor() {
        Core a = follower();
        a.raft.states().applied(2, 20);
        a.appends(heartbeat(3, new StateHash(3, 30), 0));
        a.raft.states().applied(7, 70); // a snapshot came

        assertThat(a.appends(heartbeat(3, new StateHash(7, 70), 0))).isEqualTo(equal(1, 7));
    }

    @Test
    void theFirstDifferenceIsTheOneThatCounts() {
        Core a = follower();
        a.raft.states().applied(2, 20);
        a.raft.states().applied(3, 30);
        a.appends(heartbeat(3, new StateHash(2, WRONG), 0));

        assertThat(a.appends(heartbeat(3, new StateHash(3, WRONG), 0))).isEqualTo(differs(1, 2));
    }

    /** The leader of another term may be right where this one was wrong. */
    @Test
    void anotherLeaderIsComparedAnew() {
        Core a = follower();
        a.appends(behind(WRONG, append(1, B, 3, 1, 0, List.of())));

        assertThat(a.appends(append(2, C, 3, 1, 0, List.of()))).isEqualTo(appended(2));
        assertThat(a.raft.divergence()).isEmpty();
    }

    // ---- who is wrong

    @Test
    void aFollowerThatDiffersFromAMajorityLeaves() {
        Core a = follower();
        a.raft.states().applied(3, 30);
        var request = heartbeat(3, new StateHash(3, WRONG), 3);

        assertThatThrownBy(() -> a.appends(request))
                .isInstanceOf(DivergedException.class)
                .hasMessage("The log or the state here, up to entry 3, is not that of the leader b,"
                        + " with which a majority agrees");
    }

    /** Of two one is wrong, and nobody knows which. */
    @Test
    void aFollowerStaysAsLongAsNoMajorityHasSpoken() {
        Core a = follower();
        a.raft.states().applied(3, 30);

        assertThat(a.appends(heartbeat(3, new StateHash(3, WRONG), 2))).isEqualTo(differs(1, 3));
    }

    /** A leads term 2, with an entry of its own at 3; B and C have acknowledged what they have. */
    private static Core leader(Configuration members) {
        Core a = given(A).members(members).log(1, 1).applied(2).leadsEverybody();
        a.raft.states().applied(2, 20);
        return a;
    }

    private static void answered(Core a, ServerId from, AppendEntries.Response response) {
        a.passes(Core.HEARTBEAT);
        a.answers(from, a.takesAppends(from).get(0), response);
    }

    @Test
    void aLeaderTellsUpToWhereAMajorityHasItsState() {
        Core a = leader(voters(A, B, C));
        a.passes(Core.HEARTBEAT);
        assertThat(a.takesAppends(C).get(0).equalIndex()).isZero();

        answered(a, B, equal(2, 2));
        a.takes();
        a.passes(Core.HEARTBEAT);

        AppendEntries.Request told = a.takesAppends(C).get(0);
        assertThat(told.state()).isEqualTo(new StateHash(2, 20));
        assertThat(told.equalIndex()).isEqualTo(2);
    }

    @Test
    void aLeaderFromWhichOneDiffersGoesOn() {
        Core a = leader(voters(A, B, C));

        answered(a, B, differs(2, 3));

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.divergence()).isEqualTo("b differs up to entry 3");
    }

    @Test
    void aLeaderFromWhichAMajorityDiffersLeaves() {
        Core a = leader(voters(A, B, C));
        answered(a, B, differs(2, 3));

        assertThatThrownBy(() -> answered(a, C, differs(2, 2)))
                .isInstanceOf(DivergedException.class)
                .hasMessage("The log or the state of this leader is not that of a majority:"
                        + " b differs up to entry 3, c differs up to entry 2");
    }

    @Test
    void aLearnerThatDiffersHasNoSay() {
        Core a = leader(new Configuration(
                List.of(voter(A), voter(B), voter(C), learner(D).with(Suffrage.LEARNER))));
        answered(a, B, differs(2, 3));

        answered(a, D, differs(2, 3));

        assertThat(a.raft.isLeader()).isTrue();
    }

    @Test
    void aDifferenceThatHasGoneIsForgotten() {
        Core a = leader(voters(A, B, C));
        answered(a, B, differs(2, 3));

        answered(a, B, equal(2, 3));

        assertThat(a.raft.divergence()).isEmpty();
    }

    /** Its log is not the leader's, so it confirms nothing that the leader says. */
    @Test
    void whoDiffersConfirmsNoRead() {
        Core a = leader(voters(A, B, C));
        a.reads(1);

        a.answers(B, a.takesAppend(B), differs(2, 3));
        assertThat(a.reads).isEmpty();

        a.answers(C, a.takesAppend(C), appended(2));
        assertThat(a.reads).containsExactly(new Ready.ReadState(1, 3));
    }

    @Test
    void whoDiffersHasNotGotWhatItWasSent() {
        Core a = leader(voters(A, B, C));
        a.proposes("x");

        a.answers(B, a.takesAppend(B), differs(2, 3));

        assertThat(a.raft.commitIndex()).isEqualTo(3);
        assertThat(a.takesAppends(B)).as("before it answers a heartbeat").isEmpty();
    }

    @Test
    void aCandidateHasNobodyToDifferFrom() {
        Core a = given(A).voters(A, B, C).log(1, 1).isCandidate();

        assertThat(a.raft.divergence()).isEmpty();
    }

    @Test
    void aServerThatWasNeverComparedDiffersFromNobody() {
        Core a = follower();

        a.appends(Notation.heartbeat(1, B));

        assertThat(a.raft.divergence()).isEmpty();
    }
}
