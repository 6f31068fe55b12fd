package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.MemberRequests.asks;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.transferVote;
import static org.hraft.raft.Notation.voters;
import static org.hraft.raft.TransferLeadership.Status.BEGUN;
import static org.hraft.raft.TransferLeadership.Status.BUSY;
import static org.hraft.raft.TransferLeadership.Status.LEADS;
import static org.hraft.raft.TransferLeadership.Status.REFUSED;
import static org.hraft.raft.TransferLeadership.Status.UNKNOWN_MEMBER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** A leader hands over: section 3.10. */
class TransferTest {

    private static List<TimeoutNow.Request> orders(Core core, ServerId to) {
        return core.takes(to, TimeoutNow.Request.class);
    }

    // ---- the leader

    /** 3.10: the one with the longest log gets the order, at once if it has everything. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"b", "c", "d"})
    void theServerWithTheLongestLogIsToldToElectItself(String name) {
        ServerId longest = new ServerId(name, "1");
        Core a = given(A).voters(A, B, C, D).log(1).leadsEverybody();
        a.proposes("x");
        a.acknowledged(longest);

        assertThat(a.raft.transferLeadership()).isTrue();
        a.settle();

        a.sent.removeIf(message -> !(message.request() instanceof TimeoutNow.Request));
        assertThat(a.takes())
                .containsExactly(new Ready.Message(longest, new TimeoutNow.Request(2, A)));
    }

    /** 3.10, step 2: otherwise it gets the rest of the log first. */
    @Test
    void theOrderWaitsUntilTheTargetHasEverything() {
        Core a = given(A).voters(A, B).log(1).leadsEverybody();
        a.proposes("x");
        AppendEntries.Request first = a.takesAppend(B);
        a.proposes("y");

        assertThat(a.raft.transferLeadership()).isTrue();
        a.settle();
        assertThat(orders(a, B)).as("without x and y").isEmpty();
        a.answers(B, first, appended(2));
        assertThat(orders(a, B)).as("without y").isEmpty();
        a.acknowledged(B);
        assertThat(orders(a, B)).as("with everything").hasSize(1);
    }

    /** 3.10: the order is given once; what follows from it is the target's affair. */
    @Test
    void theOrderIsGivenOnce() {
        Core a = given(A).voters(A, B).log(1).leadsEverybody();
        a.raft.transferLeadership();
        a.settle();
        orders(a, B);

        a.passes(Core.HEARTBEAT);
        a.acknowledged(B);

        assertThat(orders(a, B)).isEmpty();
    }

    /** 3.10, step 1: no new entries meanwhile, or the target would never have everything. */
    @Test
    void nothingIsAppendedMeanwhile() {
        Core a = given(A).members(voters(A, B, C).with(learner(D))).log(1).leads();
        a.acknowledged(B);
        a.acknowledged(C);
        a.raft.transferLeadership();
        a.settle();

        assertThat(a.proposes("x").accepted()).as("commands").isZero();
        assertThat(a.raft.addServer(learner(Notation.E)).status()).isEqualTo(AddServer.Status.BUSY);
        a.acknowledged(D);
        assertThat(a.raft.configuration().isVoter(D)).as("promotion").isFalse();
        assertThat(a.raft.lastIndex()).isEqualTo(2);
    }

    /** 3.10, hazard 34: a transfer that takes longer than an election is given up. */
    @Test
    void aTransferThatFailsIsGivenUp() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.transferLeadership();
        a.settle();

        for (int i = 0; i < 10; i++) {
            assertThat(a.proposes("x").accepted()).as("before the limit").isZero();
            a.passes(Core.TIMEOUT_MAX / 10);
            a.takesAppends(C).forEach(request -> a.answers(C, request, appended(2)));
        }

        assertThat(a.proposes("x").accepted()).as("after the limit").isEqualTo(1);
        a.sent.clear();
        assertThat(a.raft.transferLeadership()).as("another attempt").isTrue();
    }

    /** Hazard 34: a transfer belongs to the leadership, and a later one knows nothing of it. */
    @Test
    void aTransferDiesWithTheLeadership() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.transferLeadership();
        a.settle();
        a.ask(B, heartbeat(3, B));
        a.takes();

        a.passes(Core.TIMEOUT_MAX);
        a.getsVotes();
        a.getsVotes();

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.proposes("x").accepted()).isEqualTo(1);
    }

    /** One transfer at a time. */
    @Test
    void aSecondTransferIsRefused() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.raft.transferLeadership()).isTrue();
        assertThat(a.raft.transferLeadership()).isFalse();
    }

    // ---- a target that an operator names

    /** 3.10: whoever is named, with a shorter log, too: it gets the rest first. */
    @Test
    void aNamedTargetIsBroughtUpToDateFirst() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.acknowledged(B);

        assertThat(a.raft.transferLeadership("c"))
                .isEqualTo(new TransferLeadership.Response(2, BEGUN, "c", ""));
        a.settle();
        assertThat(orders(a, C)).as("without x").isEmpty();
        a.acknowledged(C);
        assertThat(orders(a, C)).as("with x").hasSize(1);
        assertThat(orders(a, B)).as("to the other one").isEmpty();
    }

    @Test
    void aTransferToTheLeaderItselfIsDoneAlready() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.raft.transferLeadership("a"))
                .isEqualTo(new TransferLeadership.Response(2, LEADS, "a", ""));
        assertThat(a.proposes("x").accepted()).isEqualTo(1);
    }

    @Test
    void aStrangerIsNoTarget() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertRefused(a, "z", UNKNOWN_MEMBER, "not a member");
    }

    @Test
    void aLearnerIsNoTarget() {
        Core a =
                given(A).members(voters(A, B).with(learner(D).demoted())).log(1).leadsEverybody();

        assertRefused(a, "d", REFUSED, "learner");
    }

    @Test
    void aServerThatDoesNotAnswerIsNoTarget() {
        Core a = given(A).voters(A, B, C).log(1).leads();
        a.acknowledged(B);

        assertRefused(a, "c", REFUSED, "c does not answer");
    }

    /** Whose removal is appended, but not committed, has no vote any more. */
    @Test
    void aServerThatIsBeingRemovedIsNoTarget() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.changeMember(new ChangeMember.Request("c", ChangeMember.Change.REMOVE, 0, false));

        assertRefused(a, "c", UNKNOWN_MEMBER, "not a member");
    }

    private static void assertRefused(
            Core leader, String target, TransferLeadership.Status status, String reason) {
        TransferLeadership.Response response = leader.raft.transferLeadership(target);
        leader.settle();

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).contains(reason);
        assertThat(leader.proposes("x").accepted()).as("goes on").isEqualTo(1);
    }

    /** The same wish twice is one wish. */
    @Test
    void theSameTargetMayBeNamedAgain() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.transferLeadership("b");

        assertThat(a.raft.transferLeadership("b").status()).isEqualTo(BEGUN);
        a.settle();

        assertThat(orders(a, B)).hasSize(1);
    }

    /** The first one goes on undisturbed. */
    @Test
    void anotherTargetIsRefusedMeanwhile() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.transferLeadership("b");

        TransferLeadership.Response second = a.raft.transferLeadership("c");
        a.settle();

        assertThat(second.status()).isEqualTo(BUSY);
        assertThat(second.reason()).contains("handed over to b");
        assertThat(orders(a, C)).isEmpty();
    }

    // ---- nobody to hand over to

    /** Nobody to hand over to: alone, with learners only, or with voters that do not answer. */
    @Test
    void aLeaderWithoutASuccessorKeepsLeading() {
        Core alone = given(A).voters(A).log(1).leads();
        Core withLearner = given(A).members(voters(A).with(learner(D))).log(1).leads();
        Core withDead = given(A).voters(A, B, C).log(1).leads();
        withLearner.passes(Core.HEARTBEAT);
        withLearner.takesAppends(D);

        for (Core core : List.of(alone, withLearner, withDead)) {
            assertThat(core.raft.transferLeadership()).isFalse();
            assertThat(core.proposes("x").accepted()).isEqualTo(1);
        }
    }

    /** A voter that has stopped answering is no successor, however long its log is. */
    @Test
    void aSuccessorHasAnsweredLately() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.acknowledged(B);
        for (int i = 0; i < 4; i++) {
            a.passes(Core.TIMEOUT_MAX / 4);
            a.takesAppends(C).stream()
                    .filter(request -> request.entries().isEmpty())
                    .forEach(request -> a.answers(C, request, appended(2)));
        }

        a.raft.transferLeadership();
        a.answers(C, Notation.append(2, A, 2, 2, 2, a.disk.log().subList(2, 3)), appended(2));

        assertThat(orders(a, C)).hasSize(1);
        assertThat(orders(a, B)).isEmpty();
    }

    /** Only a leader can hand over. */
    @Test
    void aFollowerHasNothingToHandOver() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        assertThat(a.raft.transferLeadership()).isFalse();
    }

    /** 4.2.2: who leaves and had chosen its successor names that one, longest log or not. */
    @Test
    void aLeaderThatIsRemovedMeanwhileKeepsToItsChoice() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        asks(a, "a", ChangeMember.Change.REMOVE);
        AppendEntries.Request toC = a.takesAppend(C);
        a.raft.transferLeadership("c");
        a.acknowledged(B);
        assertThat(a.raft.isLeader()).as("before a majority has it").isTrue();

        a.answers(C, toC, appended(2));

        assertThat(a.raft.isLeader()).isFalse();
        assertThat(orders(a, B)).isEmpty();
        assertThat(orders(a, C)).isNotEmpty();
    }

    /** A server passes on what its operator wants to the leader, and brings back the answer. */
    @Test
    void aPeerMayAskForATransfer() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.ask(B, new TransferLeadership.Request("c")))
                .isEqualTo(new TransferLeadership.Response(2, BEGUN, "c", ""));
        assertThat(orders(a, C)).hasSize(1);
    }

    // ---- the target

    /** 3.10, step 3: as if the election timeout were over, and without asking first. */
    @Test
    void theTargetStartsAnElectionAtOnce() {
        Core b = given(B).voters(A, B, C).log(1, 1).follows(A);

        assertThat(b.ask(A, new TimeoutNow.Request(1, A))).isEqualTo(new TimeoutNow.Response(2));

        assertThat(b.disk.hardState()).isEqualTo(new HardState(2, B));
        assertThat(b.takes(A, RequestVote.Request.class)).containsExactly(transferVote(2, B, 2, 1));
    }

    /** Hazard 34: an order of another term is stale, or comes from nobody's leader. */
    @Test
    void anOrderOfAnotherTermIsIgnored() {
        Core b = given(B).voters(A, B, C).log(1).term(3).follows(A);

        b.ask(C, new TimeoutNow.Request(2, C));
        b.ask(C, new TimeoutNow.Request(4, C));

        assertThat(b.raft.currentTerm()).isEqualTo(3);
        assertThat(b.raft.leaderId()).isEqualTo(A);
        assertThat(b.sent).isEmpty();
    }

    /** Hazard 34: a late order does not start the candidacy once more. */
    @Test
    void anOrderToACandidateOrALeaderIsIgnored() {
        Core candidate = given(B).voters(A, B, C).log(1).isCandidate();
        Core leader = given(B).voters(A, B, C).log(1).leads();

        for (Core core : List.of(candidate, leader)) {
            core.ask(A, new TimeoutNow.Request(2, A));
            assertThat(core.disk.hardState()).isEqualTo(new HardState(2, B));
        }
        assertThat(leader.raft.isLeader()).isTrue();
    }

    /** 4.2.1: learners never campaign, whoever tells them to. */
    @Test
    void anOrderToALearnerIsIgnored() {
        Core d = given(D).members(voters(A, B).with(learner(D))).log(1).follows(A);

        d.ask(A, new TimeoutNow.Request(1, A));

        assertThat(d.sent).isEmpty();
        assertThat(d.raft.currentTerm()).isEqualTo(1);
    }

    // ---- together

    /** 3.10 and 4.2.3: leadership arrives although everybody still hears the old leader. */
    @Test
    void leadershipArrivesAtTheTarget() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1).timeouts(100, 200).starts(),
                given(B).voters(A, B, C).log(1).timeouts(200).starts(),
                given(C).voters(A, B, C).log(1).timeouts(200).starts());
        Core old = cluster.leader();
        assertThat(old.raft.self()).isEqualTo(A);
        cluster.passes(Core.HEARTBEAT);
        cluster.cutOff(B);
        old.proposes("x");
        cluster.deliver();
        cluster.heal();

        assertThat(old.raft.transferLeadership()).isTrue();
        old.settle();
        cluster.deliver();

        assertThat(cluster.core(C).raft.isLeader()).isTrue();
        assertThat(cluster.core(C).raft.currentTerm()).isEqualTo(3);
        assertThat(old.raft.leaderId()).isEqualTo(C);
        assertThat(old.terms()).containsExactly(1L, 2L, 2L, 3L);
    }
}
