package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.simulation.Timelines.history;

import org.hraft.simulation.Verdict.NotLinearizable;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A person who reads a bad verdict sees what is wrong, and not much else. */
class LinearizabilityExplanationTest {

    @Test
    void onlyWhatIsNeededForAContradictionIsShown() {
        History history = history(
                "[put a] [get a] [put b] [get b]               [put d]",
                "  [delete]  [put c>                [get a] [get a]   ");

        NotLinearizable verdict = explain(history);

        assertThat(verdict.conflict())
                .extracting(Operation::what)
                .containsExactly("put a", "put b", "get a");
    }

    /** A read of nothing has many deletes to choose from; those long gone are no help. */
    @Test
    void deletesThatWereReplacedAreNotShown() {
        History history = history(
                "[delete] [put a] [delete] [put b]                        ",
                "                                     [get -]             ",
                "[delete]                           [get b]       [delete]");

        NotLinearizable verdict = explain(history);

        assertThat(verdict.conflict())
                .extracting(Operation::what)
                .containsExactly("put b", "get -");
    }

    /** A delete that may have been what was read is part of the question. */
    @Test
    void deletesThatMayHaveBeenReadAreShown() {
        History history =
                history("[put a] [ put b ]                ", "           [delete] [get -] [get b]");

        NotLinearizable verdict = explain(history);

        assertThat(verdict.conflict())
                .extracting(Operation::what)
                .containsExactly("put b", "delete", "get -", "get b");
    }

    @Test
    void whatFitsEndsBeforeTheFirstWrongAnswer() {
        History history = history(
                "[put a]   [put b]                       ",
                "    [get a]                      [get a]",
                "                  [get a] [get c]       ");

        NotLinearizable verdict = explain(history);

        assertThat(verdict.prefix())
                .extracting(Operation::what)
                .containsExactly("put a", "get a", "put b");
        assertThat(verdict.conflict())
                .extracting(Operation::what)
                .containsExactly("put a", "put b", "get a");
    }

    @Test
    void aVerdictIsReadable() {
        History history = history(
                "[put a]        [put b]                       ",
                "        [get a]          [get b]             ",
                "          [get a]                 [delete>   ",
                "        [get a]                      [get -] [get b]");

        assertThat(explain(history)).hasToString("""
                key "k" is not linearizable: nothing explains
                               invoked             returned
                                    15                   21  put b by 1
                                    34           unanswered  delete by 3
                                    37                   43  get - by 4
                                    45                   51  get b by 4
                until then all is explained by: 3 others, [get a by 3, put b by 1, get b by 2, \
                delete by 3, get - by 4]""");
    }

    @Test
    void aLongTableIsCut() {
        String table = OperationTable.of(new Workload(1, 100, 1, 0).history(1).operations());

        assertThat(table.lines()).hasSize(32);
        assertThat(table).endsWith("  and 70 more\n");
    }

    private static NotLinearizable explain(History history) {
        return (NotLinearizable) new LinearizabilityChecker(Duration.ofMinutes(1)).check(history);
    }
}
