package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.vote;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a vote: the receiver of RequestVote in Figure 2, sections 5.2 and 5.4.1. */
class VoteTest {

    /**
     * 5.4.1, hazard 4: the log with the later last term is more up-to-date; if the last terms are
     * equal, the longer one. Neither the length alone decides nor what is committed.
     */
    @ParameterizedTest(name = "last entry {0} of term {1}")
    @CsvSource({
        "3, 2, true", // the same
        "4, 2, true", // longer
        "2, 2, false", // shorter
        "1, 3, true", // shorter, of a later term
        "3, 3, true",
        "9, 3, true",
        "3, 1, false", // of an earlier term
        "9, 1, false", // longer, of an earlier term
        "0, 0, false", // empty
    })
    void onlyACandidateWithAnUpToDateLogGetsAVote(
            long lastLogIndex, long lastLogTerm, boolean granted) {
        Core a = given(A).voters(A, B, C).log(1, 2, 2).term(4).applied(1).starts();

        assertThat(a.votes(vote(5, B, lastLogIndex, lastLogTerm))).isEqualTo(granted);
    }

    /** 5.2: first come, first served, and one vote in a term. */
    @Test
    void aTermHasOneVote() {
        Core a = given(A).voters(A, B, C).log(1).starts();

        assertThat(a.votes(vote(2, B, 1, 1))).isTrue();
        assertThat(a.votes(vote(2, C, 9, 1))).isFalse();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(2, B));
    }

    /** Whatever mistake would give a second one stops the server instead. */
    @Test
    void aSecondVoteInATermBreaksAnInvariant() {
        Core a = given(A).voters(A, B, C).log(1).votedFor(B).starts();

        assertThatThrownBy(() -> a.raft.vote(C)).isInstanceOf(Invariant.Violated.class);
    }

    /** Figure 2: votedFor is candidateId: a request that comes twice gets its vote twice. */
    @Test
    void theSameCandidateGetsTheSameVoteAgain() {
        Core a = given(A).voters(A, B, C).log(1).starts();

        assertThat(a.votes(vote(2, B, 1, 1))).isTrue();
        assertThat(a.votes(vote(2, B, 1, 1))).isTrue();
    }

    /** Figure 2, hazard 1: a vote survives the voter. */
    @Test
    void aVoteIsRememberedAfterACrash() {
        Core a = given(A).voters(A, B, C).log(1).starts();
        a.votes(vote(2, B, 1, 1));

        Core restarted = a.restarted();

        assertThat(restarted.votes(vote(2, C, 1, 1))).isFalse();
        assertThat(restarted.votes(vote(2, B, 1, 1))).isTrue();
    }

    /** 5.2: a new term has a new vote. */
    @Test
    void aLaterTermHasItsOwnVote() {
        Core a = given(A).voters(A, B, C).log(1).term(2).votedFor(B).starts();

        assertThat(a.votes(vote(3, C, 1, 1))).isTrue();
    }

    /** 5.1: a candidate of an old term gets no vote but the news. */
    @Test
    void aCandidateOfAnOldTermGetsNoVote() {
        Core a = given(A).voters(A, B, C).log(1).term(5).starts();

        assertThat(a.ask(B, vote(4, B, 9, 4))).isEqualTo(Notation.denied(5));
    }

    /** 5.1: a later term is adopted, even if its candidate does not deserve a vote. */
    @Test
    void aLaterTermIsAdoptedWithoutAVote() {
        Core a = given(A).voters(A, B, C).log(1, 1).starts();

        assertThat(a.ask(B, vote(4, B, 1, 1))).isEqualTo(Notation.denied(4));
        assertThat(a.disk.hardState()).isEqualTo(new HardState(4, null));
    }

    /** Hazard 2: a candidate that concedes has still voted for itself in this term. */
    @Test
    void aCandidateThatConcedesKeepsItsVote() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        a.ask(B, heartbeat(2, B));
        a.passes(Core.TIMEOUT_MIN);

        assertThat(a.votes(vote(2, C, 1, 1))).isFalse();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(2, A));
    }

    /** Hazard 2: so has a voter that asked for an election afterwards and then heard the winner. */
    @Test
    void aPreCandidateThatConcedesKeepsItsVote() {
        Core a = given(A).voters(A, B, C).log(1).starts();
        a.votes(vote(2, B, 1, 1));
        a.passes(Core.TIMEOUT_MAX);
        assertThat(a.sent).as("questions of the pre-candidate").hasSize(2);

        a.ask(B, heartbeat(2, B));
        a.passes(Core.TIMEOUT_MIN);

        assertThat(a.votes(vote(2, C, 1, 1))).isFalse();
    }

    /** Hazard 2: and a leader that gave up. */
    @Test
    void aLeaderThatGivesUpKeepsItsVote() {
        Core a = given(A).voters(A, B, C).log(1).leads();
        a.passes(Core.TIMEOUT_MAX);
        assertThat(a.raft.isLeader()).isFalse();

        assertThat(a.votes(vote(2, B, 9, 2))).isFalse();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(2, A));
    }

    /** 5.2: a candidate does not vote for another one of its term. */
    @Test
    void aCandidateDoesNotVoteForAnother() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        assertThat(a.votes(vote(2, B, 9, 1))).isFalse();
    }

    /** Whoever only asks for an election is free to vote, and stands back then. */
    @Test
    void aPreCandidateVotesAndStandsBack() {
        Core a = given(A).voters(A, B, C).log(1).term(2).isPreCandidate();

        assertThat(a.votes(vote(2, B, 1, 1))).isTrue();

        a.getsVotes();
        assertThat(a.disk.hardState()).isEqualTo(new HardState(2, B));
    }

    /** Figure 2, rules for followers: a vote gives the candidate time to win. */
    @Test
    void aVoteStartsTheElectionTimeoutAnew() {
        Core a = given(A).voters(A, B, C).log(1).term(2).timeouts(150).starts();
        a.passes(140);

        a.votes(vote(2, B, 1, 1));
        a.passes(140);

        assertThat(a.sent).isEmpty();
    }

    /** Figure 2, rules for followers: a refusal does not. */
    @Test
    void aRefusalDoesNotStartTheElectionTimeoutAnew() {
        Core a = given(A).voters(A, B, C).log(1, 1).term(2).timeouts(150).starts();
        a.passes(140);

        a.votes(vote(2, B, 1, 1));
        a.passes(10);

        assertThat(a.sent).hasSize(2);
    }

    /**
     * 4.1, hazard 24: a server votes whatever its own configuration says of the candidate and of
     * itself. It may just not have heard of the newest one.
     */
    @Test
    void aServerVotesForWhomItDoesNotKnow() {
        Core a = given(A).voters(A, B).log(1).starts();

        assertThat(a.votes(vote(2, D, 2, 1))).isTrue();
    }

    /** 4.1, hazard 24: a new server has to vote before its log says that it may. */
    @Test
    void aServerVotesThatDoesNotKnowItself() {
        Core empty = given(D).starts();
        Core learner = given(D).members(voters(A, B).with(learner(D))).log(1).starts();
        Core outside = given(STRANGER).voters(A, B).log(1).starts();

        assertThat(empty.votes(vote(2, A, 1, 1))).isTrue();
        assertThat(learner.votes(vote(2, A, 1, 1))).isTrue();
        assertThat(outside.votes(vote(2, A, 1, 1))).isTrue();
    }
}
