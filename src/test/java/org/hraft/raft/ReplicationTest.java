package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.terms;
import static org.hraft.raft.Notation.voters;
import static org.hraft.raft.Notation.written;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** How a leader gets its log to the others: section 5.3, rules for leaders in Figure 2. */
class ReplicationTest {

    private static final Entry NOOP_2 = new Entry(2, 2, new Entry.Noop());

    /** 5.3: a command becomes an entry of the term, and travels to everybody. */
    @Test
    void aCommandIsAppendedAndSentToEverybody() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.proposes("x")).isEqualTo(new Propose.Response(2, 3, 1));

        var request = append(2, A, 2, 2, 2, List.of(written(3, 2, "x")));
        assertThat(a.takes())
                .containsExactly(new Ready.Message(B, request), new Ready.Message(C, request));
        assertThat(a.disk.log()).endsWith(written(3, 2, "x"));
    }

    /** 4.2.1: learners receive everything, too. */
    @Test
    void aLearnerReceivesEntries() {
        Core a = given(A).members(voters(A).with(learner(D))).log(1).leads();

        assertThat(a.takesAppend(D).entries()).containsExactly(NOOP_2);
    }

    /** 5.3: only a leader appends; everybody else says that it does not lead. */
    @Test
    void onlyALeaderTakesCommands() {
        Core follower = given(A).voters(A, B, C).log(1).follows(B);
        Core candidate = given(A).voters(A, B, C).log(1).isCandidate();

        assertThat(follower.proposes("x")).isEqualTo(new Propose.Response(1, 0, 0));
        assertThat(candidate.proposes("x")).isEqualTo(new Propose.Response(2, 0, 0));
        assertThat(follower.terms()).containsExactly(1L);
    }

    /** 5.1: a command of another server's clients is an entry like any other. */
    @Test
    void aForwardedBatchIsAppendedInOrder() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        assertThat(a.ask(B, new Propose.Request(List.of(command("x"), command("y")))))
                .isEqualTo(new Propose.Response(2, 3, 2));

        assertThat(a.disk.log()).endsWith(written(3, 2, "x"), written(4, 2, "y"));
    }

    /** The server whose clients wait hears of the commit at once, the others with a heartbeat. */
    @Test
    void theServerThatForwardedIsToldOfTheCommit() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.ask(C, new Propose.Request(List.of(command("x"))));

        a.acknowledged(C);

        assertThat(a.takesAppend(C)).isEqualTo(append(2, A, 3, 2, 3, List.of()));
        a.acknowledged(B);
        assertThat(a.sent).as("the others, and C twice").isEmpty();
    }

    /** 5.2: a leader that has nothing to say says so, every heartbeat interval. */
    @Test
    void aHeartbeatLeavesEveryInterval() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        a.passes(Core.HEARTBEAT - 1);
        assertThat(a.sent).as("before the interval is over").isEmpty();
        a.passes(1);

        var heartbeat = append(2, A, 2, 2, 2, List.of());
        assertThat(a.takes())
                .containsExactly(new Ready.Message(B, heartbeat), new Ready.Message(C, heartbeat));
        a.passes(Core.HEARTBEAT - 1);
        assertThat(a.sent).as("before the next interval is over").isEmpty();
    }

    // ---- the search for the last common entry

    /**
     * End of 5.3, hazard 14: the peer's log is shorter, or has a term at prevLogIndex that the
     * leader has not, or one that the leader has, too.
     */
    @ParameterizedTest(name = "conflict of term {0} from {1}: next is {2}")
    @CsvSource({
        "0, 4, 4", // too short: behind its end
        "0, 1, 1", // empty
        "2, 3, 3", // a term that the leader has not: before all of it
        "5, 6, 6",
        "1, 1, 3", // a term that the leader has: behind the end of it here
        "3, 2, 6",
        "4, 5, 9",
        "7, 9, 9", // whatever it says: one step down at least
        "0, 99, 9",
    })
    void aRejectionTellsWhereToSearchNext(long conflictTerm, long conflictIndex, long nextIndex) {
        Core a = given(A).voters(A, B, C).log(1, 1, 3, 3, 3, 4, 4, 4, 6).term(6).leads();
        AppendEntries.Request first = a.takesAppend(B);
        assertThat(first.prevLogIndex()).isEqualTo(9);

        a.answers(B, first, conflict(7, conflictTerm, conflictIndex));

        assertThat(a.takesAppend(B).prevLogIndex()).isEqualTo(nextIndex - 1);
    }

    /** Hazard 14: a hint that leads nowhere does not stop the search: it goes down by one. */
    @Test
    void theSearchAlwaysGoesDown() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1, 1).leads();

        for (long prevLogIndex = 4; prevLogIndex > 0; prevLogIndex--) {
            AppendEntries.Request request = a.takesAppend(B);
            assertThat(request.prevLogIndex()).isEqualTo(prevLogIndex);
            a.answers(B, request, conflict(2, 1, 99));
        }
        assertThat(a.takesAppend(B).prevLogIndex()).isZero();
    }

    /** Hazard 10: what a peer has, it has; a rejection that comes late does not take it back. */
    @Test
    void aLateRejectionChangesNothing() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).leads();
        AppendEntries.Request rejected = a.takesAppend(B);
        a.answers(B, rejected, conflict(2, 0, 2));
        a.acknowledged(B);
        a.acknowledged(B);

        a.answers(B, rejected, conflict(2, 0, 2));
        a.proposes("x");

        assertThat(a.takesAppend(B).prevLogIndex()).isEqualTo(4);
    }

    /** Hazard 10: nor does a success that comes late. */
    @Test
    void aLateSuccessChangesNothing() {
        Core a = given(A).voters(A, B, C).log(1).leads();
        AppendEntries.Request noop = a.takesAppend(B);
        a.answers(B, noop, appended(2));
        a.proposes("x");
        a.acknowledged(B);

        a.answers(B, noop, appended(2));

        assertThat(a.raft.describeMembers().members().get(1).matchIndex()).isEqualTo(3);
        a.proposes("y");
        assertThat(a.takesAppend(B).prevLogIndex()).isEqualTo(3);
    }

    /** Hazard 10: an answer counts if it is of this term, and so was the question. */
    @Test
    void answersThatAreNotOfThisTermChangeNothing() {
        Core a = given(A).voters(A, B, C).log(1, 1).leads();
        AppendEntries.Request request = a.takesAppend(B);
        var old = append(1, A, 1, 1, 0, Notation.entries(2, 1));

        a.answers(B, old, appended(2));
        a.answers(B, request, appended(1));
        a.answers(B, request, new TimeoutNow.Response(2));
        a.answers(B, new TimeoutNow.Request(2, A), appended(2));
        a.answers(STRANGER, request, appended(2));

        assertThat(a.raft.describeMembers().members()).allMatch(m -> !isPeerWithEntries(m));
        assertThat(a.raft.commitIndex()).isZero();
        assertThat(a.sent).noneMatch(message -> message.to().equals(B));
    }

    private static boolean isPeerWithEntries(DescribeMembers.Described described) {
        return !described.member().id().equals(A) && described.matchIndex() > 0;
    }

    /** Nobody can have what was never sent. */
    @Test
    void aPeerThatHasMoreThanWasSentIsABrokenInvariant() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        var invented = append(2, A, 2, 2, 2, List.of(written(3, 2, "x")));

        assertThatThrownBy(() -> a.answers(B, invented, appended(2)))
                .isInstanceOf(Invariant.Violated.class);
    }

    /** 5.3, Leader Append-Only: a leader never changes what is in its own log. */
    @Test
    void aLeaderNeverChangesItsOwnEntries() {
        Core a = given(A).voters(A, B, C).log(1, 1, 2).leads();
        List<Entry> before = a.disk.log();

        a.answers(B, a.takesAppend(B), conflict(3, 2, 2));
        a.proposes("x");
        a.acknowledged();

        assertThat(a.disk.log()).startsWith(before.toArray(Entry[]::new));
        assertThat(terms(a.disk.log())).containsExactly(1L, 1L, 2L, 3L, 3L);
    }

    // ---- what a leader knows

    /** Whoever leads knows what the others have, and when they last spoke. */
    @Test
    void aLeaderDescribesTheMembers() {
        Core a = given(A).members(voters(A, B, C).with(learner(D))).log(1).leads();
        a.acknowledged(B);
        a.passes(30);

        assertThat(a.raft.describeMembers())
                .isEqualTo(new DescribeMembers.Response(
                        2,
                        A,
                        2,
                        1,
                        List.of(
                                new DescribeMembers.Described(Notation.voter(A), 2, 0, true),
                                new DescribeMembers.Described(Notation.voter(B), 2, 30, true),
                                new DescribeMembers.Described(Notation.voter(C), 0, -1, false),
                                new DescribeMembers.Described(learner(D), 0, -1, false))));
    }

    /** Whoever does not lead knows nothing of that. */
    @Test
    void aFollowerDescribesNobody() {
        Core a = given(A).voters(A, B, C).log(1).follows(B);

        assertThat(a.raft.describeMembers())
                .isEqualTo(new DescribeMembers.Response(1, null, 0, 0, List.of()));
    }
}
