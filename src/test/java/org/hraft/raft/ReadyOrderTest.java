package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.granted;
import static org.hraft.raft.Notation.vote;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * What has to be on disk before something is said or counted, hazards 1, 13 and 45; Figure 2:
 * "updated on stable storage before responding to RPCs".
 */
class ReadyOrderTest {

    /** What the core wants done next, before any of it is done. */
    private static Ready next(Core core) {
        assertThat(core.raft.hasReady()).isTrue();
        return core.raft.ready();
    }

    /** Figure 2, hazard 1: a vote is answered after term and vote are saved, both together. */
    @Test
    void aVoteIsSavedBeforeItIsGiven() {
        Core a = given(A).voters(A, B, C).log(1).starts();
        a.raft.receive(1, B, vote(2, B, 1, 1));

        Ready ready = next(a);

        assertThat(ready.hardState()).isEqualTo(new HardState(2, B));
        assertThat(ready.mustSave()).isTrue();
        assertThat(ready.replies()).containsExactly(new Ready.Reply(1, granted(2)));
        assertThat(ready.beforePersist()).isEmpty();
    }

    /** Figure 2: entries are acknowledged after they are saved. */
    @Test
    void entriesAreSavedBeforeTheyAreAcknowledged() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).starts();
        a.receives(1, B, append(2, B, 2, 1, 0, entries(3, 2, 2)));

        Ready ready = next(a);

        assertThat(ready.truncateFrom()).isEqualTo(3);
        assertThat(ready.entries()).isEqualTo(entries(3, 2, 2));
        assertThat(ready.hardState()).isEqualTo(new HardState(2, null));
        assertThat(ready.replies()).containsExactly(new Ready.Reply(1, appended(2)));
        assertThat(ready.beforePersist()).isEmpty();
    }

    /** 5.2: a candidate asks for votes after it has saved its own. */
    @Test
    void aCandidateSavesItsVoteBeforeItAsks() {
        Core a = given(A).voters(A, B, C).log(1).isPreCandidate();
        for (Ready.Message message : a.takes()) {
            a.raft.onAnswer(message.to(), message.request(), granted(1));
        }

        Ready ready = next(a);

        assertThat(ready.hardState()).isEqualTo(new HardState(2, A));
        assertThat(ready.beforePersist()).isEmpty();
        assertThat(ready.afterPersist()).hasSize(2);
    }

    /** 5.2, hazard 13: and counts it only then. */
    @Test
    void aCandidateCountsItsOwnVoteWhenItIsSaved() {
        Core a = given(A).voters(A).log(1).starts();
        a.raft.tick(Core.TIMEOUT_MAX * 1_000_000);
        a.work(next(a));

        Ready ready = next(a);
        assertThat(ready.hardState()).isEqualTo(new HardState(2, A));
        assertThat(a.raft.isLeader()).as("before the save").isFalse();
        a.work(ready);
        assertThat(a.raft.isLeader()).as("after the save").isTrue();
    }

    /** 9.6: asking whether an election could be won needs no disk. */
    @Test
    void aPreCandidateSavesNothing() {
        Core a = given(A).voters(A, B, C).log(1).starts();
        a.raft.tick(Core.TIMEOUT_MAX * 1_000_000);

        Ready ready = next(a);

        assertThat(ready.mustSave()).isFalse();
        assertThat(ready.afterPersist()).hasSize(2);
    }

    /** 10.2.1: a leader's entries travel while its own disk works. */
    @Test
    void aLeaderSendsBeforeItSaves() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.propose(List.of(command("x")));

        Ready ready = next(a);

        assertThat(ready.beforePersist()).extracting(Ready.Message::to).containsExactly(B, C);
        assertThat(ready.entries()).hasSize(1);
    }

    /** 10.2.1, hazard 13: but it counts itself only when its disk is ready. */
    @Test
    void aLeaderCountsItsOwnCopyWhenItIsSaved() {
        Core a = given(A).voters(A).log(1).leads();
        a.raft.propose(List.of(command("x")));

        Ready ready = next(a);
        assertThat(a.raft.commitIndex()).as("before the save").isEqualTo(2);
        a.work(ready);
        assertThat(a.raft.commitIndex()).as("after the save").isEqualTo(3);
    }

    /** 10.2.1, hazard 13: the other half of a cluster of two is not a majority without it. */
    @Test
    void aMajorityMayNotBeMadeOfWhatIsNotSaved() {
        Core a = given(A).voters(A, B).log(1).leadsEverybody();
        a.raft.propose(List.of(command("x")));
        var request = append(2, A, 2, 2, 2, List.of(new Entry(3, 2, command("x"))));

        a.raft.onAnswer(B, request, appended(2));
        assertThat(a.raft.commitIndex()).as("before the save").isEqualTo(2);

        a.settle();
        assertThat(a.raft.commitIndex()).as("after the save").isEqualTo(3);
    }

    /** 10.2.1: a majority of the others commits without the leader's own disk. */
    @Test
    void theOthersCommitWhatTheLeaderHasNotSaved() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.propose(List.of(command("x")));
        assertThat(a.raft.hasReady()).isTrue();
        var request = append(2, A, 2, 2, 2, List.of(new Entry(3, 2, command("x"))));

        a.raft.onAnswer(B, request, appended(2));
        assertThat(a.raft.commitIndex()).as("with one").isEqualTo(2);
        a.raft.onAnswer(C, request, appended(2));
        assertThat(a.raft.commitIndex()).as("with both").isEqualTo(3);
    }

    /** 3.10: an order to take over says that the target has all that the leader will ever have. */
    @Test
    void anOrderToTakeOverLeavesAfterTheSave() {
        Core a = given(A).voters(A, B).log(1).leadsEverybody();
        a.raft.transferLeadership();

        Ready ready = next(a);

        assertThat(ready.beforePersist()).isEmpty();
        assertThat(ready.afterPersist())
                .containsExactly(new Ready.Message(B, new TimeoutNow.Request(2, A)));
    }

    /** 5.3: entries are applied after the save, in the round in which they were committed. */
    @Test
    void whatIsCommittedIsSavedAndThenApplied() {
        Core a = given(A).voters(A, B, C).log(1).applied(1).starts();
        a.receives(1, B, append(1, B, 1, 1, 2, entries(2, 1)));

        Ready ready = next(a);

        assertThat(ready.entries()).isEqualTo(entries(2, 1));
        assertThat(ready.committed()).isEqualTo(entries(2, 1));
        assertThat(a.raft.lastApplied()).as("before").isEqualTo(1);
        a.raft.advance(ready);
        assertThat(a.raft.lastApplied()).as("after").isEqualTo(2);
    }

    /** What was done is not wanted again. */
    @Test
    void whatWasDoneIsDone() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(1).starts();
        a.receives(1, B, append(2, B, 1, 1, 2, entries(2, 2)));
        a.work(next(a));

        assertThat(a.raft.hasReady()).isFalse();
        Ready nothing = a.raft.ready();
        assertThat(nothing.mustSave()).isFalse();
        assertThat(nothing.replies()).isEmpty();
        assertThat(nothing.committed()).isEmpty();
    }

    /** A term alone has to be saved, too. */
    @Test
    void aTermIsSavedBeforeAnAnswerCarriesIt() {
        Core a = given(A).voters(A, B, C).log(1, 1).starts();
        a.raft.receive(1, B, vote(5, B, 1, 1));

        Ready ready = next(a);

        assertThat(ready.replies()).containsExactly(new Ready.Reply(1, Notation.denied(5)));
        assertThat(ready.hardState()).isEqualTo(new HardState(5, null));
    }
}
