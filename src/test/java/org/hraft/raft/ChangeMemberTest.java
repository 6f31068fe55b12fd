package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.ChangeMember.Change.DEMOTE;
import static org.hraft.raft.ChangeMember.Change.PROMOTE;
import static org.hraft.raft.ChangeMember.Change.REMOVE;
import static org.hraft.raft.ChangeMember.Status.APPENDED;
import static org.hraft.raft.ChangeMember.Status.BEHIND;
import static org.hraft.raft.ChangeMember.Status.REFUSED;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.MemberRequests.asks;
import static org.hraft.raft.MemberRequests.leaderOfThreeWithDead;
import static org.hraft.raft.MemberRequests.onlyLive;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** An operator removes, promotes and demotes members: sections 4.1 and 4.2. */
class ChangeMemberTest {

    // ---- remove

    /** 4.1: in force when appended, and committed by those that are left. */
    @Test
    void aRemovedFollowerCountsNoLonger() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        ChangeMember.Response response = asks(a, "c", REMOVE);

        assertThat(response.status()).isEqualTo(APPENDED);
        assertThat(response.index()).isEqualTo(3);
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B));
        assertThat(a.takesAppends(C)).as("to the removed one").isEmpty();
        a.acknowledged(B);
        assertThat(a.raft.commitIndex()).isEqualTo(3);
    }

    /** A server passes on what its operator wants to the leader, and brings back the answer. */
    @Test
    void aPeerMayAskForAChange() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        Rpc.Response response = a.ask(B, new ChangeMember.Request("c", REMOVE, 0, false));

        assertThat(response)
                .isInstanceOfSatisfying(
                        ChangeMember.Response.class,
                        changed -> assertThat(changed.status()).isEqualTo(APPENDED));
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B));
    }

    /** The answer shows the cluster as it is going to be. */
    @Test
    void theAnswerShowsTheMembersAfterTheChange() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(asks(a, "c", REMOVE).outlook())
                .isEqualTo(new ChangeMember.Outlook(voters(A, B).members(), List.of(A, B)));
    }

    /** A learner that goes changes no quorum, whoever is dead. */
    @Test
    void aLearnerMayAlwaysBeRemoved() {
        Core a = given(A).members(voters(A, B, C).with(learner(D))).log(1).leads();
        a.acknowledged(B);
        onlyLive(a, B);

        assertThat(asks(a, "d", REMOVE).status()).isEqualTo(APPENDED);
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B, C));
    }

    /** Whoever is dead may be removed: that makes the cluster safer. */
    @Test
    void aDeadVoterMayBeRemoved() {
        Core a = leaderOfThreeWithDead(C);

        assertThat(asks(a, "c", REMOVE).status()).isEqualTo(APPENDED);
    }

    /** Hazard 25: leadership goes to the voter with the longest log, and no timeout passes. */
    @Test
    void whenTheLeaderIsRemovedTheBestVoterLeadsAtOnce() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1).timeouts(100, 200).starts(),
                given(B).voters(A, B, C).log(1).timeouts(200).starts(),
                given(C).voters(A, B, C).log(1).timeouts(200).starts());
        Core a = cluster.leader();
        cluster.passes(Core.HEARTBEAT);

        asks(a, "a", REMOVE);
        cluster.deliver();

        Core next = cluster.leader();
        assertThat(next.raft.self()).isEqualTo(B);
        assertThat(next.raft.currentTerm()).isEqualTo(3);
        assertThat(cluster.core(C).raft.leaderId()).isEqualTo(B);
        assertThat(next.raft.configuration()).isEqualTo(voters(B, C));
        assertThat(next.raft.commitIndex()).isEqualTo(next.raft.lastIndex());
    }

    /** 4.2.3: a removed server that knows it asks nobody for a vote. */
    @Test
    void aServerThatKnowsOfItsRemovalIsQuiet() {
        Core c = given(C).voters(A, B, C)
                .log(1)
                .entry(1, voters(A, B))
                .applied(2)
                .starts();

        c.passes(10 * Core.TIMEOUT_MAX);

        assertThat(c.sent).isEmpty();
        assertThat(c.raft.currentTerm()).isEqualTo(1);
    }

    /** 4.2.2: only C has its removal in its log, and so the longest log: B cannot win against it. */
    @Test
    void aServerIsNeededUntilItsRemovalIsCommitted() {
        Cluster cluster = new Cluster(
                given(B).voters(B, C).log(1).applied(1).timeouts(150).starts(),
                given(C).voters(B, C)
                        .log(1)
                        .entry(1, voters(B))
                        .applied(1)
                        .timeouts(150)
                        .starts());

        cluster.passesUntil(cluster.core(B).raft::isLeader, "B leads");

        assertThat(cluster.core(B).terms()).as("C led in term 2").containsExactly(1L, 1L, 2L, 3L);
        assertThat(cluster.core(B).raft.configuration()).isEqualTo(voters(B));
    }

    /** 4.2.2: it has no vote any more, not even for itself. */
    @Test
    void aServerThatIsBeingRemovedDoesNotCountItsOwnVote() {
        Core c = given(C).voters(A, B, C).log(1).entry(1, voters(A, B)).isCandidate();

        for (RequestVote.Request request : c.takes(A, RequestVote.Request.class)) {
            c.answers(A, request, Notation.granted(request.term()));
        }
        assertThat(c.raft.isLeader()).as("with one vote of two").isFalse();
        for (RequestVote.Request request : c.takes(B, RequestVote.Request.class)) {
            c.answers(B, request, Notation.granted(request.term()));
        }
        assertThat(c.raft.isLeader()).as("with both").isTrue();
    }

    /** Hazard 6: one that never learnt of it disturbs nobody either. */
    @Test
    void aServerThatDoesNotKnowOfItsRemovalDisturbsNobody() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1).timeouts(100, 200).starts(),
                given(B).voters(A, B, C).log(1).timeouts(200).starts(),
                given(C).voters(A, B, C).log(1).timeouts(200).starts());
        Core a = cluster.leader();
        cluster.cutOff(C);

        asks(a, "c", REMOVE);
        cluster.deliver();
        cluster.heal();
        cluster.passes(10 * Core.TIMEOUT_MAX);

        assertThat(cluster.leader()).isSameAs(a);
        assertThat(a.raft.currentTerm()).isEqualTo(2);
    }

    // ---- demote and promote

    /** An operator's learner stays one, however up to date it is. */
    @Test
    void aDemotedVoterIsNotPromotedByItself() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(asks(a, "c", DEMOTE).status()).isEqualTo(APPENDED);
        a.acknowledged();
        a.passes(Core.HEARTBEAT);
        a.acknowledged();

        assertThat(a.raft.configuration())
                .isEqualTo(voters(A, B).with(learner(C).demoted()));
    }

    /** A leader may be demoted as it may be removed. */
    @Test
    void aDemotedLeaderStopsLeadingWhenThatIsCommitted() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        asks(a, "a", DEMOTE);
        assertThat(a.raft.isLeader()).as("before the commit").isTrue();
        a.acknowledged(B);
        a.acknowledged(C);

        assertThat(a.raft.isLeader()).as("after the commit").isFalse();
        assertThat(a.takes(B, TimeoutNow.Request.class)).hasSize(1);
    }

    /** A learner that has everything becomes a voter again. */
    @Test
    void aLearnerThatHasEverythingIsPromoted() {
        Core a =
                given(A).members(voters(A, B).with(learner(C).demoted())).log(1).leadsEverybody();

        assertThat(asks(a, "c", PROMOTE).status()).isEqualTo(APPENDED);
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B, C));
    }

    /** Hazard 26: as a voter it would be missed in every majority until it has caught up. */
    @Test
    void aLearnerThatIsBehindIsNotPromoted() {
        Core a =
                given(A).members(voters(A, B).with(learner(C).demoted())).log(1).leadsEverybody();
        a.proposes("x", "y");
        a.acknowledged(B);

        ChangeMember.Response response = asks(a, "c", PROMOTE);

        assertThat(response.status()).isEqualTo(BEHIND);
        assertThat(response.reason()).contains("c lacks 2 of the committed entries");
    }

    /** Hazard 26: nor one that is dead. */
    @Test
    void aLearnerThatDoesNotAnswerIsNotPromoted() {
        Core a =
                given(A).members(voters(A, B).with(learner(C).demoted())).log(1).leadsEverybody();
        onlyLive(a, B);

        ChangeMember.Response response = asks(a, "c", PROMOTE);

        assertThat(response.status()).isEqualTo(REFUSED);
        assertThat(response.reason()).contains("c does not answer");
    }

    /** A newcomer that an operator holds back is not promoted by itself any more. */
    @Test
    void aNewcomerMayBeDemotedToStayALearner() {
        Core a = given(A).members(voters(A, B).with(learner(C))).log(1).leads();
        a.acknowledged(B);

        asks(a, "c", DEMOTE);
        a.acknowledged();

        assertThat(a.raft.configuration())
                .isEqualTo(voters(A, B).with(learner(C).demoted()));
    }
}
