package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.AddServer.Status.APPENDED;
import static org.hraft.raft.AddServer.Status.BUSY;
import static org.hraft.raft.AddServer.Status.NOT_LEADER;
import static org.hraft.raft.AddServer.Status.UNCHANGED;
import static org.hraft.raft.ChangeMember.Change.REMOVE;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.E;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voter;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Single-server changes of the cluster: sections 4.1 and 4.2. */
class MembershipTest {

    // ---- a server comes in

    /** 4.2.1: a newcomer is a learner first, and counts in no majority. */
    @Test
    void aNewcomerEntersAsALearner() {
        Core a = given(A).voters(A).log(1).leads();

        assertThat(a.raft.addServer(voter(B)))
                .isEqualTo(new AddServer.Response(2, APPENDED, 3, ""));
        a.settle();

        assertThat(a.raft.configuration()).isEqualTo(voters(A).with(learner(B)));
        assertThat(a.raft.commitIndex()).as("committed without the newcomer").isEqualTo(3);
    }

    /** 4.2.1: it is brought up to date, and becomes a voter when it is. */
    @Test
    void aLearnerIsPromotedWhenItHasCaughtUp() {
        Core a = given(A).voters(A).log(1, 1, 1).leads();
        a.raft.addServer(learner(B));
        a.settle();

        a.answers(B, a.takesAppend(B), conflict(2, 0, 1));
        assertThat(a.raft.configuration().isVoter(B)).as("with an empty log").isFalse();
        a.acknowledged(B);
        a.acknowledged(B);

        assertThat(a.raft.configuration()).isEqualTo(voters(A, B));
        assertThat(a.disk.log()).endsWith(new Entry(6, 2, voters(A, B)));
    }

    /** 4.1: as a voter it counts at once: the entry that makes it one needs its own copy. */
    @Test
    void aPromotionNeedsTheNewMajority() {
        Core a = given(A).members(voters(A).with(learner(B))).log(1).leads();
        a.acknowledged(B);
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B));
        assertThat(a.raft.commitIndex()).as("without the new voter").isEqualTo(2);

        a.acknowledged(B);

        assertThat(a.raft.commitIndex()).as("with the new voter").isEqualTo(3);
    }

    /** 4.2.1, hazard 26: a newcomer that never answers stops nobody. */
    @Test
    void aNewcomerThatIsDeadStopsNobody() {
        Core a = given(A).voters(A).log(1).leads();
        a.raft.addServer(learner(B));
        a.settle();
        a.fails(B, a.takesAppend(B));

        a.proposes("x");
        a.passes(10 * Core.TIMEOUT_MAX);

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.commitIndex()).isEqualTo(4);
        assertThat(a.raft.configuration().isVoter(B)).isFalse();
    }

    /** 4.1: a newcomer of another server's client is no other case. */
    @Test
    void aRequestMayComeFromAnotherServer() {
        Core a = given(A).voters(A).log(1).leads();

        assertThat(a.ask(B, new AddServer.Request(learner(B))))
                .isEqualTo(new AddServer.Response(2, APPENDED, 3, ""));
    }

    /** 4.1: only a leader changes the cluster. */
    @Test
    void onlyALeaderAddsServers() {
        Core a = given(A).voters(A, B).log(1).follows(B);

        assertThat(a.raft.addServer(learner(C)))
                .isEqualTo(new AddServer.Response(1, NOT_LEADER, 0, ""));
        assertThat(a.terms()).containsExactly(1L);
    }

    // ---- one at a time, and not too early

    /** 4.1: one change at a time: the next one waits until this one is committed. */
    @Test
    void oneChangeIsUnderWayAtATime() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        assertThat(a.raft.addServer(learner(D)).status()).isEqualTo(APPENDED);
        a.settle();

        assertThat(a.raft.addServer(learner(E)).status())
                .as("before the commit")
                .isEqualTo(BUSY);
        a.acknowledged(B);
        assertThat(a.raft.addServer(learner(E)).status()).as("after it").isEqualTo(APPENDED);
    }

    /** 4.1: a promotion is a change, too. */
    @Test
    void aPromotionWaitsForTheChangeBefore() {
        Core a = given(A).members(voters(A, B).with(learner(D)).with(learner(E)))
                .log(1)
                .leads();
        a.acknowledged(B);
        a.acknowledged(D);
        assertThat(a.raft.configuration().isVoter(D)).as("the first").isTrue();

        a.acknowledged(E);
        assertThat(a.raft.configuration().isVoter(E)).as("before the commit").isFalse();
        a.acknowledged(B);
        a.acknowledged(D);
        a.passes(Core.HEARTBEAT);
        a.acknowledged(E);
        assertThat(a.raft.configuration().isVoter(E)).as("after it").isTrue();
    }

    /** The correction of 2015, hazard 22: no change before an entry of the term is committed. */
    @Test
    void noChangeBeforeTheFirstCommitOfTheTerm() {
        Core a = given(A).voters(A, B, C).log(1, 1).applied(2).leads();

        assertThat(a.raft.addServer(learner(D)).status()).as("before").isEqualTo(BUSY);
        a.acknowledged(B);
        assertThat(a.raft.addServer(learner(D)).status()).as("after").isEqualTo(APPENDED);
    }

    /** Hazard 22: a promotion is a change, too. */
    @Test
    void noPromotionBeforeTheFirstCommitOfTheTerm() {
        Core a = given(A).members(voters(A, B, C).with(learner(D)))
                .log(1)
                .applied(1)
                .leads();

        a.acknowledged(D);
        assertThat(a.raft.configuration().isVoter(D)).as("before").isFalse();
        a.acknowledged(B);
        a.passes(Core.HEARTBEAT);
        a.acknowledged(D);
        assertThat(a.raft.configuration().isVoter(D)).as("after").isTrue();
    }

    /**
     * Hazard 22, the case of two additions: A's promotion of E reached only E; B has committed in
     * the next term and changes the cluster, too. A comes back with E and would have a majority of
     * its configuration with B's help, but B's log is newer: that is why B had to commit first.
     */
    @Test
    void aChangeThatReachedNoMajorityElectsNobody() {
        Configuration before = voters(A, B, C, D).with(learner(E));
        Cluster cluster = new Cluster(
                given(A).members(before).log(1).timeouts(100, 190).starts(),
                given(B).members(before).log(1).timeouts(150).starts(),
                given(C).members(before).log(1).timeouts(190).starts(),
                given(D).members(before).log(1).timeouts(190).starts(),
                given(E).members(before).log(1).timeouts(190).starts());
        Core a = cluster.core(A);
        Core b = cluster.core(B);
        cluster.cutOff(E);
        assertThat(cluster.leader()).isSameAs(a);
        cluster.heal();
        cluster.cutOff(B, C, D);
        cluster.passesUntil(() -> a.raft.configuration().isVoter(E), "promotion of E");
        cluster.passes(Core.HEARTBEAT);
        assertThat(cluster.core(E).raft.configuration()).isEqualTo(voters(A, B, C, D, E));

        cluster.heal();
        cluster.cutOff(A, E);
        cluster.passesUntil(b.raft::isLeader, "B leads");
        ServerId another = new ServerId("f", "1");
        assertThat(b.raft.addServer(learner(another)).status()).isEqualTo(APPENDED);
        b.settle();
        cluster.deliver();
        List<Entry> committed = List.copyOf(b.applied);
        assertThat(committed).endsWith(new Entry(4, 3, before.with(learner(another))));

        cluster.heal();
        cluster.cutOff(C, D);
        cluster.passes(10 * Core.TIMEOUT_MAX);
        assertThat(cluster.cores()).noneMatch(core -> core != b && core.raft.isLeader());
        cluster.heal();
        cluster.passes(10 * Core.TIMEOUT_MAX);
        for (Core core : cluster.cores()) {
            assertThat(core.applied).startsWith(committed.toArray(Entry[]::new));
        }
    }

    // ---- in force when appended

    /** 4.1, hazard 23: a server uses the newest configuration in its log, committed or not. */
    @Test
    void aConfigurationIsInForceWhenItIsAppended() {
        Core b = given(B).voters(A, B).log(1).follows(A);
        var next = new Entry(2, 1, voters(A, B, C));

        b.appends(append(1, A, 1, 1, 0, List.of(next)));

        assertThat(b.raft.commitIndex()).isZero();
        assertThat(b.raft.configuration()).isEqualTo(voters(A, B, C));
        b.passes(Core.TIMEOUT_MAX);
        assertThat(b.takes()).extracting(Ready.Message::to).containsExactly(A, C);
    }

    /** 4.1, hazard 23: and returns to the one before when the entry is truncated. */
    @Test
    void aTruncatedConfigurationIsForgotten() {
        Core b = given(B).voters(A, B).log(1).follows(A);
        b.appends(append(1, A, 1, 1, 0, List.of(new Entry(2, 1, voters(A, B, C)))));

        b.appends(append(2, A, 1, 1, 0, entries(2, 2)));

        assertThat(b.raft.configuration()).isEqualTo(voters(A, B));
    }

    /** 4.1, hazard 23: however many there are. */
    @Test
    void severalConfigurationsAreForgottenOneByOne() {
        Core b = given(B).members(voters(A, B))
                .log(1, 1)
                .entry(1, voters(A, B).with(learner(C)))
                .entry(2, voters(A, B, C))
                .starts();
        assertThat(b.raft.configuration()).as("all").isEqualTo(voters(A, B, C));

        b.appends(append(3, A, 3, 1, 0, entries(4, 3)));
        assertThat(b.raft.configuration()).as("one less").isEqualTo(voters(A, B).with(learner(C)));
        b.appends(append(4, A, 2, 1, 0, entries(3, 4)));
        assertThat(b.raft.configuration()).as("two less").isEqualTo(voters(A, B));
    }

    /** 4.1, hazard 24: the configuration is found again in the log after a restart. */
    @Test
    void theConfigurationSurvivesARestart() {
        Core b = given(B).voters(A, B).log(1).follows(A);
        b.appends(append(1, A, 1, 1, 0, List.of(new Entry(2, 1, voters(A, B, C)))));

        assertThat(b.restarted().raft.configuration()).isEqualTo(voters(A, B, C));
    }

    /** 4.1: a new leader begins with the newest configuration of its log, too. */
    @Test
    void aNewLeaderReplicatesToTheNewestConfiguration() {
        Core a = given(A).voters(A, B)
                .log(1)
                .entry(1, voters(A, B).with(learner(C)))
                .leads();

        assertThat(a.takesAppend(C).prevLogIndex()).isEqualTo(2);
    }

    // ---- members that change

    /** A server that moved is known by its new address, and votes as before. */
    @Test
    void anAddressMayChange() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        Member moved = new Member(C, "elsewhere:9090", "elsewhere:8080", Suffrage.STAGING);

        assertThat(a.raft.addServer(moved).status()).isEqualTo(APPENDED);
        a.settle();

        assertThat(a.raft.configuration()).isEqualTo(voters(A, B).with(moved.promoted()));
        a.acknowledged(B);
        assertThat(a.raft.commitIndex()).isEqualTo(3);
    }

    /** A server that is a member already needs no entry. */
    @Test
    void aMemberIsNotAddedTwice() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.raft.addServer(learner(B)))
                .isEqualTo(new AddServer.Response(2, UNCHANGED, 0, ""));
        assertThat(a.raft.lastIndex()).isEqualTo(2);
    }

    /** Hazard 27: one that lost its disk starts as a learner; its old votes and copies are gone. */
    @Test
    void aNewIncarnationInheritsNothing() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.passes(Core.TIMEOUT_MAX - 1);
        a.acknowledged(B);
        a.passes(1);
        a.takes();
        Member reborn = learner(new ServerId("c", "2"));

        assertThat(a.raft.addServer(reborn).status()).isEqualTo(APPENDED);
        a.settle();

        assertThat(a.raft.configuration()).isEqualTo(voters(A, B).with(reborn));
        assertThat(a.takesAppends(C)).as("to the dead one").isEmpty();
        assertThat(a.takesAppends(reborn.id())).as("to the new one").hasSize(1);
        assertThat(a.raft.describeMembers().members())
                .filteredOn(described -> described.member().equals(reborn))
                .allMatch(described -> described.matchIndex() == 0)
                .hasSize(1);
    }

    /**
     * 4.2.2, hazard 25: a leader that is not in the newest configuration manages the cluster until
     * that is committed, does not count itself, and then steps down. It tells the best of the others
     * to elect itself.
     */
    @Test
    void aLeaderThatIsRemovedLeadsUntilThatIsCommitted() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        assertThat(a.raft.changeMember(new ChangeMember.Request("a", REMOVE, 0, false))
                        .index())
                .isEqualTo(4);
        a.settle();
        List<AppendEntries.Request> toB = a.takesAppends(B);
        List<AppendEntries.Request> toC = a.takesAppends(C);

        a.answers(B, toB.get(0), appended(2));
        a.answers(C, toC.get(0), appended(2));
        assertThat(a.raft.commitIndex()).as("before the removal").isEqualTo(3);
        assertThat(a.raft.isLeader()).as("before the commit of its removal").isTrue();

        a.answers(B, toB.get(1), appended(2));
        assertThat(a.raft.commitIndex()).as("with one of the two").isEqualTo(3);
        a.answers(C, toC.get(1), appended(2));
        assertThat(a.raft.commitIndex()).as("with both").isEqualTo(4);
        assertThat(a.raft.isLeader()).as("after the commit of its removal").isFalse();
        assertThat(a.takes(B, TimeoutNow.Request.class))
                .containsExactly(new TimeoutNow.Request(2, A));
        a.passes(10 * Core.TIMEOUT_MAX);
        assertThat(a.sent).as("what it still has to say").isEmpty();
    }

    // ---- together

    /** 4.2.1: a cluster grows from one to three, empty server by empty server. */
    @Test
    void aClusterGrowsServerByServer() {
        Cluster cluster = new Cluster(given(A).starts(), given(B).starts(), given(C).starts());
        Core a = cluster.core(A);
        a.raft.bootstrap(learner(A));
        a.settle();
        a.proposes("x");

        for (ServerId newcomer : List.of(B, C)) {
            assertThat(a.raft.addServer(learner(newcomer)).status()).isEqualTo(APPENDED);
            a.settle();
            cluster.passesUntil(() -> a.raft.configuration().isVoter(newcomer), "promotion");
            cluster.passes(Core.HEARTBEAT);
        }
        cluster.cutOff(A);
        cluster.passes(3 * Core.TIMEOUT_MAX);

        Core next = cluster.leader();
        assertThat(next.raft.self()).isIn(B, C);
        assertThat(next.raft.configuration()).isEqualTo(voters(A, B, C));
        assertThat(next.disk.log()).startsWith(a.disk.log().toArray(Entry[]::new));
    }
}
