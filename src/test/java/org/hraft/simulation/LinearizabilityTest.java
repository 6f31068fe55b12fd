package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.simulation.Timelines.KEY;
import static org.hraft.simulation.Timelines.history;

import org.hraft.simulation.Verdict.Linearizable;
import org.hraft.simulation.Verdict.NotLinearizable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** What clients may see of a map that is replicated, and what they must never see. */
class LinearizabilityTest {

    private static final Map<String, String> NOTHING = Map.of();

    // ---- answers that are wrong

    @Test
    void aReadThatBeginsAfterAWriteSeesNothingOlder() {
        History stale = history("[put a] [put b]", "                [get a]");

        assertRejected(stale);
    }

    @Test
    void anAcknowledgedWriteIsNotLost() {
        History lost = history("[put a]        ", "        [get -]");

        assertRejected(lost);
    }

    /** Of two that overlap one is the last, but it is one of the two. */
    @Test
    void twoWritesDoNotLoseEachOther() {
        History lost = history(
                "[put a]                ",
                "         [put b]       ",
                "           [put c]     ",
                "                  [get a]");

        assertRejected(lost);
    }

    @Test
    void aReadDoesNotGoBackInTime() {
        History back = history(
                "[put a] [    put b    ]", "         [get b]       ", "                 [get a]");

        assertRejected(back);
    }

    /** Neither does one client, for which other clients are no excuse. */
    @Test
    void aClientDoesNotReadTheOldValueAfterTheNewOne() {
        History back = history("[put a] [           put b>", "        [get b] [get a]   ");

        assertRejected(back);
    }

    @Test
    void twoReadersDoNotDisagreeOnTheOrderOfTwoWrites() {
        History disagreement = history(
                "[put a]                ",
                "[put b]                ",
                "        [get a] [get b]",
                "        [get b] [get a]");

        assertRejected(disagreement);
    }

    /** Who is told that a write was not applied does not record it; then nobody may read it. */
    @Test
    void aWriteThatWasNotAppliedIsNotRead() {
        History read = history("[put a]        ", "        [get b]");

        assertRejected(read);
    }

    /** A retry that is applied a second time undoes what was written in between. */
    @Test
    void aPutIsNotAppliedTwice() {
        History twice =
                history("[put a] [put b]                ", "                [get b] [get a]");

        assertRejected(twice);
    }

    @Test
    void anUnansweredPutIsNotAppliedTwiceEither() {
        History twice = history(
                "[put a>                                 ",
                "        [get a] [put b] [get b] [get a] ");

        assertRejected(twice);
    }

    @Test
    void whatWasDeletedDoesNotComeBack() {
        History back = history("[put a] [delete]         ", "                 [get a]");

        assertRejected(back);
    }

    @Test
    void aDeleteIsNotAppliedTwice() {
        History twice =
                history("[put a] [delete] [put b]         ", "                         [get -]");

        assertRejected(twice);
    }

    @Test
    void aReadSeesOnlyWhatSomebodyWrote() {
        History dirty = history("[put a]   ", "  [get x] ");

        assertRejected(dirty);
    }

    @Test
    void aReadDoesNotSeeTheFuture() {
        History future = history("        [put a]", "[get a]        ");

        assertRejected(future);
    }

    @Test
    void anUnansweredWriteIsNotReadBeforeItWasInvoked() {
        History future = history("        [put a>", "[get a]        ");

        assertRejected(future);
    }

    @Test
    void anUnansweredWriteThatWasReadDoesNotDisappear() {
        History gone =
                history("[put a] [put b>                ", "                [get b] [get a]");

        assertRejected(gone);
    }

    /** Each unanswered delete explains one change to nothing, and no more. */
    @Test
    void oneUnansweredDeleteDoesNotDeleteTwoPuts() {
        History twice = history(
                "[put a]         [put b]        ",
                "[delete>                       ",
                "        [get -]         [get -]");

        assertRejected(twice);
    }

    @Test
    void whatWasThereFirstIsNotThereAgainAfterAWrite() {
        History again = history("[put b] [get a]");

        assertRejected(again, Map.of(KEY, "a"));
    }

    @Test
    void aKeyThatHadAValueFirstIsNotAbsent() {
        assertRejected(history("[get -]"), Map.of(KEY, "a"));
    }

    @Test
    void oneBadKeyAmongGoodOnesIsFound() {
        History history = History.of(
                Operation.put(1, "x", "a", 0, 1),
                Operation.put(1, "y", "b", 2, 3),
                Operation.get(2, "x", "a", 4, 5),
                Operation.get(2, "y", null, 6, 7),
                Operation.get(2, "z", null, 8, 9));

        assertRejected(history);
    }

    // ---- answers that look wrong, and are not

    @Test
    void nothingAtAllIsFine() {
        assertAccepted(history());
    }

    @Test
    void aWriteMayHappenAtAnyMomentUntilItsReturn() {
        History history =
                history("[      put a      ]", " [get -]           ", "         [get a]   ");

        assertAccepted(history);
    }

    /** Equal moments are no order; the picture has one column for "]" and "[". */
    @Test
    void whoReturnsAtTheMomentOfAnInvocationMayBeLater() {
        History history = history("[put a]      ", "      [get -]");

        assertAccepted(history);
    }

    @Test
    void readsThatOverlapMaySeeTheNewValueAndThenTheOldOne() {
        History history = history(
                "[put a] [    put b     ]", "          [   get b   ] ", "            [get a]     ");

        assertAccepted(history);
    }

    @Test
    void theLastOfTwoWritesThatOverlapIsAnyOfThem() {
        History oneWay = history("[   put a   ]        ", "   [put b]    [get a]");
        History otherWay = history("[   put a   ]        ", "   [put b]    [get b]");

        assertAccepted(oneWay);
        assertAccepted(otherWay);
    }

    @Test
    void anUnansweredWriteMayBeSeenLate() {
        History late = history(
                "[put a] [put b>                        ",
                "                [get a] [get a] [get b]");

        assertAccepted(late);
    }

    /** It may wait in a queue for longer than a write that was invoked later took. */
    @Test
    void anUnansweredWriteMayUndoAnAcknowledgedOne() {
        History late =
                history("[put a>                        ", "        [put b] [get b] [get a]");

        assertAccepted(late);
    }

    @Test
    void anUnansweredWriteMayNeverBeSeen() {
        History never =
                history("[put a] [put b>                ", "                [get a] [get a]");

        assertAccepted(never);
    }

    @Test
    void unansweredWritesMayHappenInAnyOrder() {
        History history = history(
                "[put a>                ", "  [put b>              ", "        [get b] [get a]");

        assertAccepted(history);
    }

    @Test
    void twoUnansweredDeletesMayDeleteTwoPuts() {
        History history = history(
                "[put a]         [put b]        ",
                "[delete>                       ",
                "[delete>                       ",
                "        [get -]         [get -]");

        assertAccepted(history);
    }

    @Test
    void oneValueMayBeWrittenTwice() {
        History history =
                history("[put a] [put b] [put a]        ", "                        [get a]");

        assertAccepted(history);
    }

    @Test
    void aKeyMayHaveAValueFirst() {
        History history = history("[get a] [delete] [get -]");

        assertAccepted(history, Map.of(KEY, "a"));
    }

    /** Locality: no key has to wait for another. */
    @Test
    void whatHappensToOneKeySaysNothingAboutAnother() {
        History history = History.of(
                Operation.put(1, "x", "a", 0, Operation.UNANSWERED),
                Operation.put(1, "y", "b", 1, 2),
                Operation.get(2, "y", "b", 3, 4),
                Operation.get(2, "x", null, 5, 6),
                Operation.get(2, "x", "a", 7, 8));

        assertAccepted(history);
    }

    private static void assertAccepted(History history) {
        assertAccepted(history, NOTHING);
    }

    private static void assertRejected(History history) {
        assertRejected(history, NOTHING);
    }

    private static void assertAccepted(History history, Map<String, String> initial) {
        assertThat(verdict(history, initial)).isInstanceOf(Linearizable.class);
        assertThat(new BruteForceOracle(initial).isLinearizable(history.operations()))
                .isTrue();
    }

    private static void assertRejected(History history, Map<String, String> initial) {
        assertThat(verdict(history, initial)).isInstanceOf(NotLinearizable.class);
        assertThat(new BruteForceOracle(initial).isLinearizable(history.operations()))
                .isFalse();
    }

    private static Verdict verdict(History history, Map<String, String> initial) {
        return new LinearizabilityChecker(Duration.ofMinutes(1)).check(history, initial);
    }
}
