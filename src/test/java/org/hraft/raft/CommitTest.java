package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.E;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.servers;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** When an entry is committed: sections 5.3 and 5.4.2. */
class CommitTest {

    /** 5.3: an entry is committed when a majority of the voters has saved it. */
    @ParameterizedTest(name = "{1} of the others in a cluster of {0}")
    @CsvSource({
        "1, 0, true",
        "2, 0, false",
        "2, 1, true",
        "3, 0, false",
        "3, 1, true",
        "4, 1, false",
        "4, 2, true",
        "5, 1, false",
        "5, 2, true",
    })
    void anEntryIsCommittedWhenAMajorityHasIt(int size, int others, boolean committed) {
        Core a = given(A).voters(servers(size)).log(1).leadsEverybody();

        a.proposes("x");
        a.takes().stream()
                .limit(others)
                .forEach(message -> a.answers(message.to(), message.request(), appended(2)));

        assertThat(a.raft.commitIndex()).isEqualTo(committed ? 3 : 2);
    }

    /** 4.2.1: what learners have counts for nothing. */
    @Test
    void learnersCommitNothing() {
        Core a = given(A).members(voters(A, B).with(learner(D)).with(learner(E)))
                .log(1)
                .leads();

        a.acknowledged(D);
        a.acknowledged(E);

        assertThat(a.raft.commitIndex()).isZero();
    }

    /** 5.4.2: a term starts with an empty entry, and with it everything before is committed. */
    @Test
    void theFirstEntryOfATermCommitsTheTermsBefore() {
        Core a = given(A).voters(A, B, C).log(1, 1, 2).leads();
        assertThat(a.disk.log()).endsWith(new Entry(4, 3, new Entry.Noop()));
        assertThat(a.raft.commitIndex()).as("before anybody has it").isZero();

        a.acknowledged(B);

        assertThat(a.raft.commitIndex()).isEqualTo(4);
        assertThat(a.applied).isEqualTo(a.disk.log());
    }

    /** 5.4.2, Figure 8 (c), hazard 7: an entry of an old term is not committed by counting. */
    @Test
    void anEntryOfAnOldTermIsNotCommittedByCounting() {
        Core s1 =
                given(A).voters(servers(5)).log(1, 2).term(3).maxAppendBytes(1).leads();
        assertThat(s1.raft.currentTerm()).isEqualTo(4);

        s1.answers(B, s1.takesAppend(B), conflict(4, 0, 2));
        s1.answers(C, s1.takesAppend(C), conflict(4, 0, 2));
        s1.acknowledged(B);
        s1.answers(C, s1.takesAppend(C), appended(4));

        assertThat(s1.takesAppend(B).prevLogIndex())
                .as("B has the entry of term 2")
                .isEqualTo(2);
        assertThat(s1.takesAppend(C).prevLogIndex())
                .as("C has the entry of term 2")
                .isEqualTo(2);
        assertThat(s1.raft.commitIndex()).isZero();
    }

    /** 5.4.2, Figure 8 (e): it is committed when an entry of the new term behind it is. */
    @Test
    void anEntryOfAnOldTermIsCommittedWithOneOfTheNew() {
        Core s1 = given(A).voters(servers(5)).log(1, 2).term(3).leads();

        s1.acknowledged(B);
        assertThat(s1.raft.commitIndex()).as("with two of five").isZero();
        s1.acknowledged(C);

        assertThat(s1.raft.commitIndex()).isEqualTo(3);
    }

    /** Figure 8 (d): why. The entry that a majority had is replaced, and nobody has applied it. */
    @Test
    void anEntryThatAMajorityHadMayStillBeReplaced() {
        Core s1 = given(A).voters(servers(5)).log(1, 2).term(4).starts();
        Core s2 = given(B).voters(servers(5)).log(1, 2).term(4).starts();
        Core s3 = given(C).voters(servers(5)).log(1, 2).term(4).starts();
        Core s4 = given(D).voters(servers(5)).log(1).term(4).starts();
        Core s5 = given(E).voters(servers(5)).log(1, 3).term(4).timeouts(100).starts();
        Cluster cluster = new Cluster(s1, s2, s3, s4, s5);

        cluster.cutOff(A);
        s5.passes(Core.TIMEOUT_MIN);
        cluster.deliver();
        assertThat(s5.raft.isLeader()).isTrue();
        cluster.heal();
        cluster.passes(Core.TIMEOUT_MIN);

        for (Core core : cluster.cores()) {
            assertThat(core.terms()).containsExactly(1L, 3L, 5L);
            assertThat(core.applied).isEqualTo(core.disk.log());
        }
    }

    /** 5.4.3, Leader Completeness: who lacks a committed entry is not elected. */
    @Test
    void nobodyLeadsWithoutWhatIsCommitted() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1, 1).starts(),
                given(B).voters(A, B, C).log(1, 1).starts(),
                given(C).voters(A, B, C).log(1).timeouts(100).starts());

        Core leader = cluster.leader();
        cluster.passes(Core.TIMEOUT_MIN);

        assertThat(leader.raft.self()).isNotEqualTo(C);
        assertThat(cluster.core(C).disk.log()).isEqualTo(leader.disk.log());
    }

    /** 5.3: the followers learn with the next request what is committed. */
    @Test
    void followersLearnWhatIsCommitted() {
        Cluster cluster = new Cluster(
                given(A).voters(A, B, C).log(1).starts(),
                given(B).voters(A, B, C).log(1).starts(),
                given(C).voters(A, B, C).log(1).starts());
        Core leader = cluster.leader();

        leader.proposes("x");
        cluster.passes(2 * Core.HEARTBEAT);

        for (Core core : cluster.cores()) {
            assertThat(core.applied).hasSize(3).isEqualTo(leader.disk.log());
        }
    }

    /** 5.3, hazard 9: a follower is told of no more than it has been shown to have. */
    @Test
    void aHeartbeatSpeaksOfWhatThePeerHas() {
        Core a = given(A).voters(A, B, C).log(1, 1).leads();
        a.acknowledged(B);
        a.takes();

        a.passes(Core.HEARTBEAT);

        assertThat(a.takesAppend(C).prevLogIndex()).as("matchIndex of C").isZero();
        assertThat(a.takesAppend(B).prevLogIndex()).as("matchIndex of B").isEqualTo(3);
    }

    /** A server starts again with what its state machine has; the rest is committed once more. */
    @Test
    void whatWasAppliedIsCommittedAfterARestart() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(2).starts();

        assertThat(a.raft.commitIndex()).isEqualTo(2);
        assertThat(a.raft.lastApplied()).isEqualTo(2);
        assertThat(a.raft.hasReady()).as("something to do").isFalse();
    }

    // ---- a limit of uncommitted entries (hazard 43)

    /** A leader that cannot commit does not take commands for ever. */
    @Test
    void aLeaderTakesOnlySoMuchThatIsNotCommitted() {
        long weight = new Entry(1, 1, command("1")).weight();
        Core a = given(A).voters(A, B, C).log(1).maxUncommittedBytes(2 * weight).leadsEverybody();

        assertThat(a.proposes("1", "2", "3").accepted()).isEqualTo(2);
        assertThat(a.proposes("3").accepted()).isZero();
        assertThat(a.ask(B, new Propose.Request(List.of(command("3")))))
                .isEqualTo(new Propose.Response(2, 5, 0));
        assertThat(a.raft.lastIndex()).isEqualTo(4);
    }

    /** And takes more when it can: as much as was committed. */
    @Test
    void whatIsCommittedMakesRoom() {
        long weight = new Entry(1, 1, command("1")).weight();
        Core a = given(A).voters(A, B, C).log(1).maxUncommittedBytes(2 * weight).leadsEverybody();
        a.proposes("1");
        AppendEntries.Request first = a.takesAppend(B);
        a.proposes("2");

        a.answers(B, first, appended(2));

        assertThat(a.proposes("3", "4").accepted()).isEqualTo(1);
    }
}
