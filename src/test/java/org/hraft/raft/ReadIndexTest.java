package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.servers;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Linearizable reads without a log entry: section 6.4. */
class ReadIndexTest {

    private static Ready.ReadState read(long token, long readIndex) {
        return new Ready.ReadState(token, readIndex);
    }

    /** 6.4, steps 2 and 3, hazard 29: no read before a majority has confirmed it. */
    @Test
    void aReadWaitsForARoundOfHeartbeats() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        a.reads(7);
        assertThat(a.reads).as("before the round").isEmpty();

        AppendEntries.Request round = a.takesAppend(B);
        assertThat(round.entries()).isEmpty();
        a.answers(B, round, appended(2));
        assertThat(a.reads).containsExactly(read(7, 2));
        assertThat(a.reads.get(0).granted()).isTrue();
    }

    /** 6.4: a majority of the voters, not one answer. */
    @Test
    void theRoundNeedsAMajority() {
        Core a = given(A).voters(servers(5)).log(1).leadsEverybody();
        a.reads(7);

        a.acknowledged(B);
        assertThat(a.reads).as("two of five").isEmpty();
        a.acknowledged(C);
        assertThat(a.reads).as("three of five").containsExactly(read(7, 2));
    }

    /** 4.2.1: a learner confirms nobody. */
    @Test
    void aLearnerConfirmsNoRead() {
        Core a = given(A).members(voters(A, B).with(learner(D))).log(1).leads();
        a.acknowledged(B);
        a.takes();
        a.reads(7);

        a.acknowledged(D);

        assertThat(a.reads).isEmpty();
    }

    /** 6.4: any answer of the term proves that the sender still led: a rejection, too. */
    @Test
    void aRejectionConfirmsTheLeaderAsWell() {
        Core a = given(A).voters(A, B, C).log(1, 1).leadsEverybody();
        a.proposes("x");
        a.takes();
        a.reads(7);
        AppendEntries.Request round = a.takesAppend(B);

        a.answers(B, round, conflict(2, 0, 2));

        assertThat(a.reads).hasSize(1);
    }

    /** 6.4, step 1, hazard 30: before its first commit a leader may not know what is committed. */
    @Test
    void aReadWaitsForTheFirstCommitOfTheTerm() {
        Core a = given(A).voters(servers(5)).log(1, 1, 1).applied(1).leads();
        a.reads(7);
        a.acknowledged(B);
        assertThat(a.takesAppends(B)).as("a round in vain").isEmpty();
        assertThat(a.raft.commitIndex()).isEqualTo(1);

        a.passes(Core.HEARTBEAT);
        a.acknowledged(B);
        assertThat(a.reads).as("before the commit").isEmpty();

        a.takesAppends(C).forEach(request -> a.answers(C, request, appended(2)));
        assertThat(a.raft.commitIndex()).as("the commit").isEqualTo(4);
        assertThat(a.reads).as("before the round").isEmpty();

        a.acknowledged(B);
        a.acknowledged(C);
        assertThat(a.reads).containsExactly(read(7, 4));
    }

    /** 6.4, step 2: the index is commitIndex of the moment when the round was opened. */
    @Test
    void theReadIndexIsThatOfTheBeginningOfTheRound() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);
        List<AppendEntries.Request> round = a.takesAppends(B);
        a.proposes("x");
        a.acknowledged(C);
        assertThat(a.raft.commitIndex()).as("meanwhile").isEqualTo(3);

        round.forEach(request -> a.answers(B, request, appended(2)));

        assertThat(a.reads).containsExactly(read(7, 2));
    }

    /** Hazard 31: an answer to a request that left before the read says nothing about it. */
    @Test
    void anAnswerToAnOlderRequestConfirmsNothing() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.passes(Core.HEARTBEAT);
        List<AppendEntries.Request> before = a.takesAppends(B);
        a.reads(7);
        a.takes();

        before.forEach(request -> a.answers(B, request, appended(2)));

        assertThat(a.reads).isEmpty();
    }

    /** Hazard 31: nor does the round of an older read. */
    @Test
    void anOldRoundDoesNotConfirmANewRead() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);
        AppendEntries.Request first = a.takesAppend(B);
        a.takes();
        a.reads(8);

        a.answers(B, first, appended(2));

        assertThat(a.reads).containsExactly(read(7, 2));
        AppendEntries.Request second = a.takesAppend(B);
        assertThat(second.round()).isGreaterThan(first.round());
        a.answers(B, second, appended(2));
        assertThat(a.reads).containsExactly(read(7, 2), read(8, 2));
    }

    /** Hazard 31: an old answer that comes again is still the old one. */
    @Test
    void aRepeatedAnswerConfirmsNoNewRead() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);
        AppendEntries.Request first = a.takesAppend(B);
        a.answers(B, first, appended(2));
        a.reads(8);

        a.answers(B, first, appended(2));
        a.answers(C, a.takesAppends(C).get(0), appended(2));

        assertThat(a.reads).containsExactly(read(7, 2));
    }

    /** 6.4: reads that wait share a round, and so do those that come while one is under way. */
    @Test
    void readsShareARound() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        a.raft.readIndex(1, true);
        a.raft.readIndex(2, true);
        a.reads(3);
        assertThat(a.takesAppends(C)).as("rounds for the first three").hasSize(1);
        a.reads(4);
        a.reads(5);
        assertThat(a.takesAppends(C)).as("rounds while one is under way").isEmpty();
        a.acknowledged(B);
        assertThat(a.takesAppends(C)).as("rounds for the other two").hasSize(1);
        a.acknowledged(B);

        assertThat(a.reads)
                .containsExactly(read(1, 2), read(2, 2), read(3, 2), read(4, 2), read(5, 2));
    }

    /** 6.4: a round whose answers are lost is repeated with the next heartbeat. */
    @Test
    void aLostRoundIsRepeated() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);
        a.takes().forEach(message -> a.fails(message.to(), message.request()));
        a.reads(8);

        a.passes(Core.HEARTBEAT);
        a.acknowledged(C);

        assertThat(a.reads).containsExactly(read(7, 2), read(8, 2));
    }

    /** The requests that carry entries confirm reads as well. */
    @Test
    void entriesCarryTheRound() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.readIndex(7, true);
        a.proposes("x");

        AppendEntries.Request request = a.takesAppend(B);
        assertThat(request.entries()).hasSize(1);
        a.answers(B, request, appended(2));

        assertThat(a.reads).containsExactly(read(7, 2));
    }

    /** A cluster of one confirms itself. */
    @Test
    void aSingleServerConfirmsItself() {
        Core a = given(A).voters(A).log(1).leads();

        a.reads(7);

        assertThat(a.reads).containsExactly(read(7, 2));
    }

    /** And whatever comes between the read and the round. */
    @Test
    void aSingleServerConfirmsItselfWhenAHeartbeatIsDueBetween() {
        Core a = given(A).voters(A).log(1).leads();

        a.raft.readIndex(7, true);
        a.passes(Core.HEARTBEAT);

        assertThat(a.reads).containsExactly(read(7, 2));
    }

    // ---- reads that nobody confirms

    /** The leader's state at once: no round, and nothing is sent. */
    @Test
    void aReadThatIsNotToBeConfirmedTakesNoRound() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        a.readsUnconfirmed(7);

        assertThat(a.reads).containsExactly(read(7, 2));
        assertThat(a.takes()).isEmpty();
    }

    /** The same for a follower's clients. */
    @Test
    void aForwardedReadThatIsNotToBeConfirmedIsAnsweredAtOnce() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.passes(Core.HEARTBEAT);
        a.acknowledged();

        Rpc.Response answer = a.ask(C, new ReadIndex.Request(false));

        assertThat(answer).isEqualTo(new ReadIndex.Response(2, true, 2));
        assertThat(a.takes()).isEmpty();
    }

    /** It does not wait for the follower's next heartbeat either: it is told of the commit. */
    @Test
    void theServerThatAskedWithoutARoundIsToldOfTheCommit() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.answers(C, a.takesAppend(C), appended(2));
        a.takes();

        a.call(C, new ReadIndex.Request(false));

        assertThat(a.takesAppend(C).leaderCommit()).isEqualTo(3);
        assertThat(a.takes()).as("to others").isEmpty();
    }

    /** Hazard 30: before its first commit the leader may know less than its predecessor said. */
    @Test
    void aReadThatIsNotToBeConfirmedWaitsForTheFirstCommitOfTheTerm() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(1).leads();

        a.readsUnconfirmed(7);
        assertThat(a.reads).as("before the commit").isEmpty();
        a.acknowledged(B);
        a.acknowledged(B);

        assertThat(a.reads).containsExactly(read(7, 4));
    }

    /** A server that does not lead does not know what its leader knows. */
    @Test
    void aFollowerGrantsNothingAtOnceEither() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        a.readsUnconfirmed(7);

        assertThat(a.reads).containsExactly(read(7, -1));
        assertThat(a.ask(C, new ReadIndex.Request(false)))
                .isEqualTo(new ReadIndex.Response(1, false, 0));
    }

    // ---- reads that cannot be served

    /** 6.4: only a leader knows. */
    @Test
    void aFollowerConfirmsNothing() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        a.reads(7);

        assertThat(a.reads).containsExactly(read(7, -1));
        assertThat(a.reads.get(0).granted()).isFalse();
        assertThat(a.ask(C, new ReadIndex.Request(true)))
                .isEqualTo(new ReadIndex.Response(1, false, 0));
    }

    /** Hazard 31: reads die with the leadership, those of a round and those that wait for one. */
    @Test
    void readsAreDroppedWithTheLeadership() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);
        List<AppendEntries.Request> round = a.takesAppends(B);
        a.reads(8);
        long forwarded = a.call(C, new ReadIndex.Request(true));

        a.ask(C, heartbeat(3, C));
        round.forEach(request -> a.answers(B, request, appended(2)));

        assertThat(a.reads).containsExactly(read(7, -1), read(8, -1));
        assertThat(a.repliesTo(forwarded)).containsExactly(new ReadIndex.Response(3, false, 0));
    }

    /** Hazard 29: a leader that was deposed without knowing it never serves a read. */
    @Test
    void aDeposedLeaderServesNoRead() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);

        a.answers(B, a.takesAppend(B), new AppendEntries.Response(3, false, 0, 0, false, 0, 0));

        assertThat(a.reads).containsExactly(read(7, -1));
    }

    /** Hazard 29: nor one that nobody answers. */
    @Test
    void aLeaderWithoutAMajorityServesNoRead() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.reads(7);

        a.passes(Core.TIMEOUT_MAX);

        assertThat(a.reads).containsExactly(read(7, -1));
    }

    // ---- reads of other servers' clients

    /** 6.4, end: a follower asks its leader for an index, and reads its own state at it. */
    @Test
    void aForwardedReadIsAnsweredWhenItIsConfirmed() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        long call = a.call(C, new ReadIndex.Request(true));
        assertThat(a.repliesTo(call)).as("before the round").isEmpty();
        a.acknowledged(B);

        assertThat(a.repliesTo(call)).containsExactly(new ReadIndex.Response(2, true, 2));
        assertThat(a.reads).isEmpty();
    }

    /** 6.4: a learner asks like everybody else, and is answered. */
    @Test
    void aLearnerMayAskForAnIndex() {
        Core a = given(A).members(voters(A, B).with(learner(D))).log(1).leads();
        a.acknowledged(B);
        a.takes();

        long call = a.call(D, new ReadIndex.Request(true));
        a.acknowledged(B);

        assertThat(a.repliesTo(call)).containsExactly(new ReadIndex.Response(2, true, 2));
    }

    /** 6.4: the server that asked is told of the commit as soon as it has the entries. */
    @Test
    void theServerThatAskedIsToldOfTheCommit() {
        Core a = given(A).voters(servers(5)).log(1).leadsEverybody();
        a.proposes("x");
        AppendEntries.Request slow = a.takesAppend(C);
        a.acknowledged(B);
        a.acknowledged(D);
        long call = a.call(C, new ReadIndex.Request(true));
        a.acknowledged(B);
        a.acknowledged(D);
        assertThat(a.repliesTo(call)).containsExactly(new ReadIndex.Response(2, true, 3));
        a.takesAppends(C);

        a.answers(C, slow, appended(2));

        assertThat(a.takesAppend(C)).isEqualTo(told(3));
    }

    private static AppendEntries.Request told(long commitIndex) {
        return Notation.append(2, A, commitIndex, 2, commitIndex, 1, List.of());
    }
}
