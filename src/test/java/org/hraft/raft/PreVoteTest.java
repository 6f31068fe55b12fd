package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.denied;
import static org.hraft.raft.Notation.granted;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.preVote;
import static org.hraft.raft.Notation.transferVote;
import static org.hraft.raft.Notation.vote;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps an election from happening that nobody needs: sections 9.6 and 4.2.3. */
class PreVoteTest {

    // ---- the one that is asked

    /** 9.6: yes if the term would be new and the log is up-to-date, as for a vote (hazard 4). */
    @ParameterizedTest(name = "term {0}, last entry {1} of term {2}")
    @CsvSource({
        "5, 3, 2, true",
        "6, 3, 2, true",
        "5, 1, 3, true",
        "5, 2, 2, false",
        "5, 9, 1, false",
        "4, 3, 2, false",
        "3, 3, 2, false",
    })
    void theAnswerIsThatOfAVote(long term, long lastLogIndex, long lastLogTerm, boolean granted) {
        Core a = given(A).voters(A, B, C).log(1, 2, 2).term(4).starts();

        assertThat(a.votes(preVote(term, B, lastLogIndex, lastLogTerm))).isEqualTo(granted);
    }

    /** 9.6, hazard 5: the answer changes nothing: neither term nor vote. */
    @Test
    void theAnswerIsNoVote() {
        Core a = given(A).voters(A, B, C).log(1).starts();

        assertThat(a.ask(B, preVote(9, B, 1, 1))).isEqualTo(granted(1));

        assertThat(a.disk.hardState()).isEqualTo(new HardState(1, null));
        assertThat(a.votes(preVote(9, C, 1, 1))).as("yes to another one, too").isTrue();
        assertThat(a.votes(vote(2, C, 1, 1))).as("the vote is still free").isTrue();
    }

    /** 9.6, hazard 5: nor the election timeout. */
    @Test
    void theAnswerDoesNotStartTheElectionTimeoutAnew() {
        Core a = given(A).voters(A, B, C).log(1).timeouts(150).starts();
        a.passes(140);

        a.votes(preVote(2, B, 1, 1));
        a.passes(10);

        assertThat(a.sent).hasSize(2);
    }

    /** 9.6, hazard 5: nor does a candidate lose its candidacy. */
    @Test
    void aCandidateAnswersAndGoesOn() {
        Core a = given(A).voters(A, B, C).log(1).isCandidate();

        assertThat(a.votes(preVote(3, B, 1, 1))).isTrue();

        a.getsVotes();
        assertThat(a.raft.isLeader()).isTrue();
    }

    // ---- whoever has a leader does not want an election

    /** 4.2.3 and 9.6: no to a question while the leader was heard within the minimum timeout. */
    @Test
    void aFollowerWithALiveLeaderSaysNo() {
        Core a = given(A).voters(A, B, C).log(1).timeouts(190).follows(B);

        a.passes(Core.TIMEOUT_MIN - 1);
        assertThat(a.votes(preVote(2, C, 9, 1))).as("just before the timeout").isFalse();
        a.passes(1);
        assertThat(a.votes(preVote(2, C, 9, 1))).as("after the timeout").isTrue();
    }

    /** 4.2.3, hazard 6: no to a vote, too, and the term of the disturber is not adopted. */
    @Test
    void aFollowerWithALiveLeaderIgnoresTheTermOfACandidate() {
        Core a = given(A).voters(A, B, C).log(1).timeouts(190).follows(B);

        a.passes(Core.TIMEOUT_MIN - 1);
        assertThat(a.ask(C, vote(9, C, 9, 1))).isEqualTo(denied(1));
        assertThat(a.raft.leaderId()).isEqualTo(B);

        a.passes(1);
        assertThat(a.ask(C, vote(9, C, 9, 1))).isEqualTo(granted(9));
    }

    /** 4.2.3: every word of the leader counts from its own moment. */
    @Test
    void aFollowerIsLoyalFromTheLastWordOn() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);
        a.passes(Core.TIMEOUT_MIN - 1);

        a.ask(B, heartbeat(1, B));
        a.passes(Core.TIMEOUT_MIN - 1);

        assertThat(a.votes(vote(2, C, 9, 1))).isFalse();
    }

    /** 4.2.3, hazard 6: a leader is not deposed by whoever has lost touch. */
    @Test
    void aLeaderIgnoresTheTermOfACandidate() {
        Core a = given(A).voters(A, B, C).log(1).leads();

        assertThat(a.ask(C, preVote(9, C, 9, 9))).isEqualTo(denied(2));
        assertThat(a.ask(C, vote(9, C, 9, 9))).isEqualTo(denied(2));
        assertThat(a.raft.isLeader()).isTrue();
    }

    /** 4.2.3: unless the leader itself sent the candidate. */
    @Test
    void aHandOverIsNoDisturbance() {
        Core follower = given(A).voters(A, B, C).log(1).follows(B);
        Core leader = given(B).voters(A, B, C).log(1).leads();

        assertThat(follower.votes(transferVote(2, C, 1, 1))).isTrue();
        assertThat(leader.votes(transferVote(3, C, 2, 2))).isTrue();
        assertThat(leader.raft.isLeader()).isFalse();
    }

    /** 4.2.3: a hand-over bends no other rule. */
    @Test
    void aHandOverNeedsAnUpToDateLogAndANewTerm() {
        Core a = given(A).voters(A, B, C).log(1, 1).follows(B);

        assertThat(a.votes(transferVote(2, C, 1, 1))).as("with a short log").isFalse();
        assertThat(a.votes(transferVote(1, C, 2, 1))).as("in an old term").isFalse();
    }

    // ---- the one that asks

    /** 9.6, hazards 5 and 6: asking changes neither term nor vote, however often. */
    @Test
    void askingInVainDoesNotRaiseTheTerm() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        for (int i = 0; i < 300; i++) {
            a.passes(Core.TIMEOUT_MAX);
            a.takes().forEach(m -> a.answers(m.to(), m.request(), denied(1)));
        }

        assertThat(a.disk.hardState()).isEqualTo(new HardState(1, null));
    }

    /** 9.6: the election itself begins when a majority has said yes, itself included. */
    @ParameterizedTest(name = "{0} of the four others")
    @CsvSource({"1, false", "2, true"})
    void theElectionBeginsWhenAMajoritySaysYes(int yes, boolean begins) {
        Core a = given(A).voters(Notation.servers(5)).log(1).isPreCandidate();

        a.takes().stream().limit(yes).forEach(m -> a.answers(m.to(), m.request(), granted(1)));

        assertThat(a.raft.currentTerm()).isEqualTo(begins ? 2 : 1);
    }

    /** 5.1 and 9.6: who is told of a later term adopts it, or it would ask in vain for ever. */
    @Test
    void aPreCandidateAdoptsALaterTerm() {
        Core a = given(A).voters(A, B, C).log(1, 1).isPreCandidate();
        RequestVote.Request question = a.takes(B, RequestVote.Request.class).get(0);

        a.answers(B, question, denied(7));

        assertThat(a.disk.hardState()).isEqualTo(new HardState(7, null));
        a.takes();
        a.passes(Core.TIMEOUT_MAX);
        assertThat(a.takes(B, RequestVote.Request.class)).containsExactly(preVote(8, A, 2, 1));
    }

    /** 9.6: a pre-candidate that hears from a leader is its follower. */
    @Test
    void aPreCandidateFollowsALeader() {
        Core a = given(A).voters(A, B, C).log(1).isPreCandidate();

        a.ask(B, heartbeat(1, B));
        a.getsVotes();

        assertThat(a.raft.leaderId()).isEqualTo(B);
        assertThat(a.raft.currentTerm()).isEqualTo(1);
    }

    // ---- together

    /** Hazard 5: the longer log in the older term and the shorter one in the newer get together. */
    @Test
    void differentTermsDoNotBlockEachOther() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B).log(1, 1).term(1).starts(),
                given(B).voters(A, B).log(1).term(7).starts());

        assertThat(cluster.leader().raft.self()).isEqualTo(A);
    }

    /** Hazard 6: a server that was alone for a minute comes back without disturbing anybody. */
    @Test
    void aServerThatWasCutOffDeposesNobody() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1).starts(),
                given(B).voters(A, B, C).log(1).starts(),
                given(C).voters(A, B, C).log(1).starts());
        Core leader = cluster.leader();
        ServerId lonely = leader.raft.self().equals(A) ? B : A;
        long term = leader.raft.currentTerm();

        cluster.cutOff(lonely);
        cluster.passes(6_000);
        cluster.heal();
        cluster.passes(1_000);

        assertThat(cluster.leader()).isSameAs(leader);
        assertThat(cluster.core(lonely).raft.currentTerm()).isEqualTo(term);
        assertThat(cluster.core(lonely).raft.leaderId()).isEqualTo(leader.raft.self());
    }
}
