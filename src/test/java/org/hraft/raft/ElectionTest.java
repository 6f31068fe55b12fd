package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.denied;
import static org.hraft.raft.Notation.granted;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.servers;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Who asks for an election, and when it is won: section 5.2. */
class ElectionTest {

    /** 5.2: servers start as followers, and of nobody. */
    @Test
    void aServerStartsAsAFollowerOfNobody() {
        Core a = given(A).voters(A, B, C).log(1).starts();

        assertThat(a.raft.isLeader()).isFalse();
        assertThat(a.raft.leaderId()).isNull();
        assertThat(a.sent).isEmpty();
    }

    /** 5.2: a server stays a follower as long as it hears from a leader. */
    @Test
    void aFollowerThatHearsFromItsLeaderAsksForNothing() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        for (int i = 0; i < 10; i++) {
            a.passes(Core.TIMEOUT_MIN - 1);
            a.ask(B, heartbeat(1, B));
        }

        assertThat(a.sent).isEmpty();
        assertThat(a.raft.leaderId()).isEqualTo(B);
    }

    /** 5.2 and 9.6: without a word for an election timeout it begins an election: asks first. */
    @Test
    void aFollowerThatHearsNothingAsksForAnElection() {
        Core a = given(A).voters(A, B, C).log(1, 1).follows(B);

        a.passes(Core.TIMEOUT_MAX);

        RequestVote.Request question = Notation.preVote(2, A, 2, 1);
        assertThat(a.takes())
                .containsExactly(new Ready.Message(B, question), new Ready.Message(C, question));
        assertThat(a.raft.leaderId()).isNull();
    }

    /** 5.2: the timeout is drawn from a fixed interval, and lasts exactly as long as was drawn. */
    @Test
    void theElectionTimeoutIsTheOneThatWasDrawn() {
        Core a = given(A).voters(A, B, C).log(1).timeouts(150).starts();

        a.passes(149);
        assertThat(a.sent).isEmpty();
        a.passes(1);
        assertThat(a.sent).hasSize(2);
    }

    /** 5.2: each election draws anew, so that a split vote does not repeat itself. */
    @Test
    void theElectionTimeoutIsDrawnAnewForEachElection() {
        Core a = given(A).voters(A, B, C).log(1).timeouts(100, 120, 180).starts();

        a.passes(100);
        assertThat(a.takes()).as("after the first timeout").hasSize(2);
        a.passes(119);
        assertThat(a.takes()).as("before the second timeout").isEmpty();
        a.passes(1);
        assertThat(a.takes()).as("after the second timeout").hasSize(2);
        a.passes(179);
        assertThat(a.takes()).as("before the third timeout").isEmpty();
    }

    /** 5.2: an election is a new term, the first vote goes to itself, the others are asked. */
    @Test
    void aCandidateRaisesTheTermVotesForItselfAndAsksTheOthers() {
        Core a = given(A).voters(A, B, C).log(1, 1, 4).term(6).isCandidate();

        assertThat(a.disk.hardState()).isEqualTo(new HardState(7, A));
        RequestVote.Request request = Notation.vote(7, A, 3, 4);
        assertThat(a.takes())
                .containsExactly(new Ready.Message(B, request), new Ready.Message(C, request));
    }

    /** 5.2: a candidate wins with the votes of a majority of the full cluster, its own included. */
    @ParameterizedTest(name = "{1} of the others in a cluster of {0}")
    @CsvSource({
        "2, 0, false", "2, 1, true",
        "3, 0, false", "3, 1, true",
        "4, 1, false", "4, 2, true",
        "5, 1, false", "5, 2, true",
    })
    void aCandidateWithAMajorityLeads(int size, int votes, boolean leads) {
        Core a = given(A).voters(servers(size)).log(1).isCandidate();

        a.takes().stream()
                .limit(votes)
                .forEach(message -> a.answers(message.to(), message.request(), granted(2)));

        assertThat(a.raft.isLeader()).isEqualTo(leads);
    }

    /** 5.2: a vote that was refused is none. */
    @Test
    void refusalsElectNobody() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        a.takes().forEach(m -> a.answers(m.to(), m.request(), denied(2)));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 5.2: the winner says so to everybody at once, which prevents new elections. */
    @Test
    void theWinnerTellsEverybodyAtOnce() {
        Core a = given(A).voters(A, B, C).log(1, 1).leads();

        var message = append(2, A, 2, 1, 0, List.of(new Entry(3, 2, new Entry.Noop())));
        assertThat(a.takes())
                .containsExactly(new Ready.Message(B, message), new Ready.Message(C, message));
    }

    /** 5.2 for a cluster of one: nobody has to be asked, and the first entry is committed. */
    @Test
    void aSingleServerElectsItselfAndCommitsItsFirstEntry() {
        Core a = given(A).voters(A).log(1, 1).starts();

        a.passes(Core.TIMEOUT_MAX);

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.leaderId()).isEqualTo(A);
        assertThat(a.raft.term(3)).isEqualTo(2);
        assertThat(a.raft.commitIndex()).isEqualTo(3);
        assertThat(a.sent).isEmpty();
    }

    /** A cluster is founded by a configuration that is the first entry of its founder's log. */
    @Test
    void aFounderLeadsAClusterOfOne() {
        Core a = given(A).starts();

        a.raft.bootstrap(learner(A));
        a.settle();

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.configuration()).isEqualTo(voters(A));
        assertThat(a.terms()).containsExactly(1L, 2L);
        assertThat(a.applied).isEqualTo(a.disk.log());
    }

    /** 5.2, hazard 3: an answer that comes twice is one vote. */
    @Test
    void aVoteThatComesTwiceCountsOnce() {
        Core a = given(A).voters(servers(5)).log(1).isCandidate();
        RequestVote.Request request = a.takes(B, RequestVote.Request.class).get(0);

        a.answers(B, request, granted(2));
        a.answers(B, request, granted(2));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 5.2, hazard 3: a vote belongs to one term and counts in no other. */
    @Test
    void aVoteOfAnEarlierElectionDoesNotCount() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();
        RequestVote.Request late = a.takes(B, RequestVote.Request.class).get(0);
        a.takes();
        a.passes(Core.TIMEOUT_MAX);
        a.getsVotes();
        assertThat(a.raft.currentTerm()).as("term of the second election").isEqualTo(3);

        a.answers(B, late, granted(2));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 9.6, hazard 5: who says that an election could be won has not voted. */
    @Test
    void aPreVoteDoesNotCountAsAVote() {
        Core a = given(A).voters(servers(5)).log(1).isPreCandidate();
        List<Ready.Message> questions = a.takes();
        questions.forEach(m -> a.answers(m.to(), m.request(), granted(1)));
        assertThat(a.raft.currentTerm()).as("term of the candidate").isEqualTo(2);

        questions.forEach(m -> a.answers(m.to(), m.request(), granted(1)));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 9.6, hazard 5: and the other way round. */
    @Test
    void aLateVoteDoesNotCountAsAPreVote() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();
        RequestVote.Request late = a.takes(B, RequestVote.Request.class).get(0);
        a.passes(Core.TIMEOUT_MAX);

        a.answers(B, late, granted(2));

        assertThat(a.raft.currentTerm()).isEqualTo(2);
    }

    /** 4.2.1: learners are not asked for votes, and what they say is not counted. */
    @Test
    void learnersElectNobody() {
        Core a = given(A).members(voters(A, B, C).with(learner(D))).log(1).isCandidate();
        RequestVote.Request request = a.takes(B, RequestVote.Request.class).get(0);
        assertThat(a.takes(D, RequestVote.Request.class)).isEmpty();

        a.answers(D, request, granted(2));
        a.answers(STRANGER, request, granted(2));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 5.2: a candidate that hears from the leader of its term concedes. */
    @Test
    void aCandidateConcedesToTheLeaderOfItsTerm() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        a.ask(B, heartbeat(2, B));
        a.getsVotes();

        assertThat(a.raft.leaderId()).isEqualTo(B);
        assertThat(a.raft.isLeader()).isFalse();
    }

    /** 5.2: a candidate rejects the leader of an older term and stays a candidate. */
    @Test
    void aCandidateIsNotImpressedByTheLeaderOfAnOlderTerm() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        assertThat(a.ask(B, heartbeat(1, B)))
                .isEqualTo(new AppendEntries.Response(2, false, 0, 0, false, 0, 0));

        a.getsVotes();
        assertThat(a.raft.isLeader()).isTrue();
    }

    /** 5.2: if nobody wins, the candidate times out and begins again, asking first as always. */
    @Test
    void aCandidateThatDoesNotWinAsksAgain() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();
        a.takes();

        a.passes(Core.TIMEOUT_MAX);

        assertThat(a.takes(B, RequestVote.Request.class))
                .containsExactly(Notation.preVote(3, A, 1, 1));
        assertThat(a.raft.currentTerm()).isEqualTo(2);
    }

    /** The election is over: whatever is still said about it changes nothing. */
    @Test
    void votesAfterTheElectionChangeNothing() {
        Core a = given(A).voters(servers(5)).log(1).isCandidate();
        List<Ready.Message> requests = a.takes();
        a.ask(B, heartbeat(2, B));

        requests.forEach(m -> a.answers(m.to(), m.request(), granted(2)));
        requests.forEach(m -> a.fails(m.to(), m.request()));

        assertThat(a.raft.leaderId()).isEqualTo(B);
        assertThat(a.sent).isEmpty();
    }

    /** What answers something else is no vote, and neither is something else as an answer. */
    @Test
    void onlyAnAnswerToARequestForAVoteIsAVote() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();
        RequestVote.Request request = a.takes(B, RequestVote.Request.class).get(0);

        a.answers(B, heartbeat(2, A), granted(2));
        a.answers(B, request, new TimeoutNow.Response(2));

        assertThat(a.raft.isLeader()).isFalse();
    }

    /** A request for a vote that gets no answer is no vote and no reason to do anything. */
    @Test
    void aFailedRequestIsNoVote() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        a.takes().forEach(m -> a.fails(m.to(), m.request()));

        assertThat(a.raft.isLeader()).isFalse();
        assertThat(a.sent).isEmpty();
    }

    /** 4.2.1: a learner never asks for an election. */
    @Test
    void aLearnerNeverCampaigns() {
        Core d = given(D).members(voters(A, B).with(learner(D))).log(1).follows(A);

        d.passes(10 * Core.TIMEOUT_MAX);

        assertThat(d.sent).isEmpty();
        assertThat(d.raft.leaderId()).as("whom it still believes in").isNull();
    }

    /** 4.2.2: nor does a server that is in no configuration. */
    @Test
    void aServerInNoConfigurationNeverCampaigns() {
        Core outside = given(STRANGER).voters(A, B).log(1).starts();
        Core empty = given(A).starts();

        outside.passes(10 * Core.TIMEOUT_MAX);
        empty.passes(10 * Core.TIMEOUT_MAX);

        assertThat(outside.sent).isEmpty();
        assertThat(empty.sent).isEmpty();
    }
}
