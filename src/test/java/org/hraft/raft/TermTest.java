package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.E;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.denied;
import static org.hraft.raft.Notation.granted;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.servers;
import static org.hraft.raft.Notation.vote;
import static org.hraft.raft.Notation.voters;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Terms as the clock of the cluster: section 5.1. And a leader that finds out: section 6.2. */
class TermTest {

    /** 5.1: a follower adopts a later term, and its leader. */
    @Test
    void aFollowerAdoptsTheTermOfALeader() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        assertThat(a.ask(C, heartbeat(4, C))).isEqualTo(appended(4));

        assertThat(a.disk.hardState()).isEqualTo(new HardState(4, null));
        assertThat(a.raft.leaderId()).isEqualTo(C);
    }

    /** 5.1: a leader that hears from the leader of a later term is its follower. */
    @Test
    void aLeaderFollowsTheLeaderOfALaterTerm() {
        Core a = given(A).voters(A, B, C).log(1).leads();

        a.ask(C, heartbeat(4, C));

        assertThat(a.raft.leaderId()).isEqualTo(C);
        assertThat(a.disk.hardState()).isEqualTo(new HardState(4, null));
    }

    /** 5.1: a leader that is told of a later term steps down. */
    @Test
    void aLeaderStepsDownWhenToldOfALaterTerm() {
        Core a = given(A).voters(A, B, C).log(1).leads();

        a.answers(B, a.takesAppend(B), new AppendEntries.Response(5, false, 0, 0, false, 0, 0));

        assertThat(a.raft.isLeader()).isFalse();
        assertThat(a.raft.leaderId()).isNull();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(5, null));
    }

    /** 5.1: a candidate, too. */
    @Test
    void aCandidateStepsDownWhenToldOfALaterTerm() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();
        RequestVote.Request request = a.takes(B, RequestVote.Request.class).get(0);

        a.answers(B, request, denied(5));
        a.getsVotes();

        assertThat(a.raft.isLeader()).isFalse();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(5, null));
    }

    /** 5.1: a follower, too, when a late answer comes. */
    @Test
    void aFollowerAdoptsTheTermOfALateAnswer() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        a.answers(C, vote(1, A, 1, 1), denied(5));

        assertThat(a.disk.hardState()).isEqualTo(new HardState(5, null));
    }

    /** Hazard 6: only members can tell; what a stranger answers deposes nobody. */
    @Test
    void theTermOfAStrangerIsIgnored() {
        Core a = given(A).voters(A, B, C).log(1).leads();

        a.answers(
                STRANGER, heartbeat(2, A), new AppendEntries.Response(5, false, 0, 0, false, 0, 0));
        a.answers(new ServerId("b", "2"), heartbeat(2, A), appended(5));

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.currentTerm()).isEqualTo(2);
    }

    /** 4.2.1: a learner is a member. */
    @Test
    void theTermOfALearnerIsBelieved() {
        Core a = given(A).members(voters(A).with(learner(D))).log(1).leads();

        a.answers(D, a.takesAppend(D), new AppendEntries.Response(5, false, 0, 0, false, 0, 0));

        assertThat(a.raft.currentTerm()).isEqualTo(5);
    }

    /** 5.1: a request of an old term is rejected, and leaves no trace. */
    @Test
    void aLeaderOfAnOldTermIsRejected() {
        Core a = given(A).voters(A, B, C).log(1, 1).term(3).timeouts(150).starts();
        a.passes(140);

        var stale = Notation.append(2, B, 1, 1, 2, Notation.entries(2, 2));
        assertThat(a.ask(B, stale))
                .isEqualTo(new AppendEntries.Response(3, false, 0, 0, false, 0, 0));

        assertThat(a.terms()).containsExactly(1L, 1L);
        assertThat(a.raft.commitIndex()).isZero();
        assertThat(a.raft.leaderId()).isNull();
        a.passes(10);
        assertThat(a.sent).as("the election timeout went on").hasSize(2);
    }

    /** 5.2, Election Safety: two leaders in a term are a broken invariant. */
    @Test
    void aTermHasOneLeader() {
        Core leader = given(A).voters(A, B, C).log(1).leads();
        Core follower = given(C).voters(A, B, C).log(1).follows(B);

        assertThatThrownBy(() -> leader.ask(B, heartbeat(2, B)))
                .isInstanceOf(Invariant.Violated.class)
                .hasMessageContaining("a term has one leader");
        assertThatThrownBy(() -> follower.ask(A, heartbeat(1, A)))
                .isInstanceOf(Invariant.Violated.class)
                .hasMessageContaining("a term has one leader");
    }

    // ---- check-quorum

    /** 6.2: a leader that a majority has not answered for an election timeout stops leading. */
    @Test
    void aLeaderThatNobodyAnswersStopsLeading() {
        Core a = given(A).voters(A, B, C).log(1).leads();

        a.passes(Core.TIMEOUT_MAX - 1);
        assertThat(a.raft.isLeader()).as("before the timeout").isTrue();
        a.passes(1);
        assertThat(a.raft.isLeader()).as("after the timeout").isFalse();
        assertThat(a.raft.leaderId()).isNull();
        assertThat(a.raft.currentTerm()).as("no new term for that").isEqualTo(2);
    }

    /** 6.2: one answer is not for ever. */
    @Test
    void aLeaderWhoseFollowersFallSilentStopsLeading() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.passes(50);
        a.acknowledged();

        a.passes(Core.TIMEOUT_MAX - 1);
        assertThat(a.raft.isLeader()).as("before the timeout").isTrue();
        a.passes(1);
        assertThat(a.raft.isLeader()).as("after the timeout").isFalse();
    }

    /** 6.2: a majority is enough. */
    @Test
    void aLeaderThatAMajorityAnswersGoesOn() {
        Core a = given(A).voters(servers(5)).log(1).leads();

        for (int i = 0; i < 10; i++) {
            a.passes(Core.TIMEOUT_MAX / 2);
            a.acknowledged(B);
            a.acknowledged(C);
        }

        assertThat(a.raft.isLeader()).isTrue();
    }

    /** 6.2: and less than a majority is not, in a cluster of even size, too. */
    @Test
    void halfOfTheVotersAreNoMajority() {
        Core a = given(A).voters(servers(4)).log(1).leads();

        a.passes(Core.TIMEOUT_MAX / 2);
        a.acknowledged(B);
        a.passes(Core.TIMEOUT_MAX / 2);

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 6.2: an answer says that the peer lives, whatever else it says. */
    @Test
    void aRejectionIsAnAnswer() {
        Core a = given(A).voters(A, B, C).log(1, 1).leads();

        a.passes(Core.TIMEOUT_MAX / 2);
        a.answers(B, a.takesAppends(B).get(0), Notation.conflict(2, 0, 2));
        a.passes(Core.TIMEOUT_MAX / 2);

        assertThat(a.raft.isLeader()).isTrue();
    }

    /** 4.2.1: learners are in no majority. */
    @Test
    void anAnswerOfALearnerKeepsNobodyInOffice() {
        Core a = given(A).members(voters(A, B).with(learner(D)).with(learner(E)))
                .log(1)
                .leads();

        a.passes(Core.TIMEOUT_MAX / 2);
        a.acknowledged(D);
        a.acknowledged(E);
        a.passes(Core.TIMEOUT_MAX / 2);

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 6.2: a cluster of one has its majority always. */
    @Test
    void aSingleServerLeadsOn() {
        Core a = given(A).voters(A).log(1).leads();

        a.passes(10 * Core.TIMEOUT_MAX);

        assertThat(a.raft.isLeader()).isTrue();
    }

    // ---- what never goes back

    /** 5.1 and Figure 2: neither the term nor commitIndex nor lastApplied ever falls. */
    @Test
    void nothingGoesBackAndNothingIsInvented() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(2).starts();
        var ahead = new Ready(
                List.of(),
                List.of(),
                0,
                List.of(),
                null,
                List.of(),
                List.of(),
                a.disk.log(),
                List.of());

        List<ThrowingCallable> impossible = List.of(
                () -> a.raft.becomeFollower(0, null),
                () -> a.raft.commit(1),
                () -> a.raft.commit(4),
                () -> a.raft.becomeLeader(),
                () -> a.raft.advance(ahead));

        assertThat(impossible).allSatisfy(step -> assertThatThrownBy(step)
                .isInstanceOf(Invariant.Violated.class));
    }

    // ---- what a server may start with

    /** No server starts with a log of a term that it has not reached. */
    @Test
    void aLogFromTheFutureIsRefused() {
        assertThatThrownBy(() -> given(A).voters(A, B, C).log(1, 3).term(2).starts())
                .isInstanceOf(Invariant.Violated.class);
    }

    /** Nor with a state machine that is ahead of its log. */
    @Test
    void aStateMachineAheadOfItsLogIsRefused() {
        assertThatThrownBy(() -> given(A).voters(A, B, C).log(1, 1).applied(3).starts())
                .isInstanceOf(Invariant.Violated.class);
    }

    /** Nobody founds a cluster who has a log or has heard of a term already. */
    @Test
    void onlyAnEmptyServerFounds() {
        Core withLog = given(A).voters(A, B).log(1).starts();
        Core withTerm = given(A).term(3).starts();

        for (Core core : List.of(withLog, withTerm)) {
            assertThatThrownBy(() -> core.raft.bootstrap(learner(A)))
                    .isInstanceOf(Invariant.Violated.class);
        }
    }

    /** Sections 5.1 and 5.2: whoever votes in a term tells the truth about it. */
    @Test
    void everyAnswerCarriesTheTerm() {
        Core a = given(A).voters(A, B, C).log(1).starts();

        assertThat(a.ask(B, vote(3, B, 1, 1))).isEqualTo(granted(3));
        assertThat(a.ask(B, new Propose.Request(List.of())).term()).isEqualTo(3);
        assertThat(a.ask(B, new ReadIndex.Request(true)).term()).isEqualTo(3);
        assertThat(a.ask(B, new TimeoutNow.Request(1, B)).term()).isEqualTo(3);
        assertThat(a.ask(B, new AddServer.Request(learner(D))).term()).isEqualTo(3);
        assertThat(a.ask(B, new DescribeMembers.Request()).term()).isEqualTo(3);
    }
}
