package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.written;

import org.junit.jupiter.api.Test;

import java.util.List;

/** How much a leader sends to a peer before it answers (10.2.1), and after it did not: hazard 43. */
class PipeliningTest {

    // ---- what is under way

    /** 10.2.1: requests follow each other without waiting, each begins where the last one ended. */
    @Test
    void requestsAreUnderWayTogether() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        a.proposes("x");
        a.proposes("y");

        assertThat(a.takesAppends(B))
                .containsExactly(
                        append(2, A, 2, 2, 2, List.of(written(3, 2, "x"))),
                        append(2, A, 3, 2, 2, List.of(written(4, 2, "y"))));
    }

    /** An answer vouches for everything before it, so those that were overtaken are not missed. */
    @Test
    void anAnswerVouchesForEverythingBeforeIt() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.proposes("y");

        a.answers(B, a.takesAppends(B).get(1), appended(2));

        assertThat(a.raft.commitIndex()).isEqualTo(4);
    }

    /** A peer that does not answer is sent no more than the window holds, however much is written. */
    @Test
    void noMoreIsUnderWayThanTheWindowHolds() {
        Core a = given(A).voters(A, B, C).log(1).maxInFlightRequests(2).leadsEverybody();

        a.proposes("w");
        a.proposes("x");
        a.proposes("y");
        a.proposes("z");

        List<AppendEntries.Request> underWay = a.takesAppends(B);
        assertThat(underWay).hasSize(2);
        a.passes(Core.HEARTBEAT);
        assertThat(a.takesAppend(B)).as("beside it").isEqualTo(append(2, A, 2, 2, 2, List.of()));
        a.answers(B, underWay.get(0), appended(2));
        assertThat(a.takesAppend(B))
                .as("with room again")
                .isEqualTo(append(2, A, 4, 2, 3, List.of(written(5, 2, "y"), written(6, 2, "z"))));
    }

    /** When one is lost or rejected those behind it are in vain: the first gap is sent again. */
    @Test
    void whatWasSentInVainIsSentAgainTogether() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.proposes("y");
        List<AppendEntries.Request> underWay = a.takesAppends(B);

        a.fails(B, underWay.get(0));
        a.answers(B, underWay.get(1), conflict(2, 0, 3));

        assertThat(a.takesAppend(B).entries())
                .containsExactly(written(3, 2, "x"), written(4, 2, "y"));
    }

    /** An answer to a heartbeat does not say that the entries have arrived. */
    @Test
    void anAnswerToAHeartbeatDoesNotStandForTheEntries() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        a.takesAppend(B);
        a.passes(Core.HEARTBEAT);

        a.acknowledged(B);

        assertThat(a.sent).noneMatch(message -> message.to().equals(B));
        assertThat(a.raft.commitIndex()).isEqualTo(2);
    }

    /** 5.3: a leader retries for ever; but to a peer that does not answer it only knocks. */
    @Test
    void aPeerThatFailedGetsHeartbeatsUntilItAnswers() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");

        a.fails(B, a.takesAppend(B));
        assertThat(a.takesAppends(B)).as("at once").isEmpty();
        a.passes(Core.HEARTBEAT);
        AppendEntries.Request knock = a.takesAppend(B);
        assertThat(knock.entries()).isEmpty();
        a.fails(B, knock);
        a.passes(Core.HEARTBEAT);

        a.acknowledged(B);
        assertThat(a.takesAppend(B).entries()).containsExactly(written(3, 2, "x"));
    }

    /** A heartbeat that was lost is no reason to think that the entries were. */
    @Test
    void aLostHeartbeatChangesNothing() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.passes(Core.HEARTBEAT);
        a.fails(B, a.takesAppend(B));

        a.proposes("x");

        assertThat(a.takesAppend(B).entries()).containsExactly(written(3, 2, "x"));
    }

    /** What failed in an earlier term, or to somebody else, is not this term's business. */
    @Test
    void failuresOfOthersChangeNothing() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.proposes("x");
        AppendEntries.Request request = a.takesAppend(B);
        var old = append(1, A, 1, 1, 0, List.of(new Entry(2, 1, new Entry.Noop())));

        a.fails(B, old);
        a.fails(B, Notation.vote(2, A, 1, 1));
        a.fails(STRANGER, request);

        assertThat(a.takesAppends(B)).as("a second request").isEmpty();
        a.answers(B, request, appended(2));
        a.proposes("y");
        assertThat(a.takesAppend(B).entries()).containsExactly(written(4, 2, "y"));
    }

    // ---- limits

    /** Hazard 15: what is written at once travels in pieces, without a gap. */
    @Test
    void manyEntriesTravelInPieces() {
        long three = 3 * written(3, 2, "s").weight();
        Core a = given(A).voters(A, B).log(1).maxAppendBytes(three - 1).leadsEverybody();

        a.proposes("s", "t", "u", "v", "w", "x", "y", "z");

        List<AppendEntries.Request> pieces = a.takesAppends(B);
        assertThat(pieces).extracting(piece -> piece.entries().size()).containsExactly(3, 3, 2);
        assertThat(pieces)
                .extracting(AppendEntries.Request::prevLogIndex)
                .containsExactly(2L, 5L, 8L);
    }

    /** A limit of bytes does not keep an entry back that is larger than it. */
    @Test
    void aLargeEntryTravelsAlone() {
        Core a = given(A).voters(A, B).log(1).maxAppendBytes(1).leadsEverybody();

        a.proposes("large", "larger");

        assertThat(a.takesAppends(B).get(0).entries()).containsExactly(written(3, 2, "large"));
    }

    /** What is no longer in memory is read back for a peer that lags behind. */
    @Test
    void aPeerThatLagsBehindGetsEntriesFromTheDisk() {
        Core a = given(A).voters(A, B).log(1, 1, 1, 1, 1, 1).logTailBytes(100).leads();

        a.answers(B, a.takesAppend(B), conflict(2, 0, 2));
        assertThat(a.takesAppend(B).entries()).isEqualTo(a.disk.log().subList(1, 6));
    }

    /** Reading back takes time from all others: one small request in a turn of the loop. */
    @Test
    void aPeerThatLagsBehindDelaysNobodyElse() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1, 1, 1, 1).maxChunkBytes(1).leads();
        a.answers(B, a.takesAppend(B), conflict(2, 0, 2));

        a.acknowledged(B);

        assertThat(a.takesAppend(B).entries()).isEqualTo(a.disk.log().subList(2, 3));
        a.passes(1);
        assertThat(a.takesAppend(B).entries()).isEqualTo(a.disk.log().subList(3, 4));
    }
}
