package org.hraft.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scenarios' own machinery: what it must notice, it notices. */
class ScenarioRunnerTest {

    @Test
    void aScenarioSaysTheSameEachTime() {
        String text = "nodes 3\ncampaign 1\ndeliver all\npropose 1 x\ndeliver all\n";

        assertThat(Scenario.play("a", text)).isEqualTo(Scenario.play("a", text));
    }

    @Test
    void whatAnEarlierRunSaidIsReplaced() {
        String played = Scenario.play("a", "# prose\n\nnodes 1\n    nonsense\ncampaign 1\n");

        assertThat(played).startsWith("# prose\n\nnodes 1\ncampaign 1\n    1 saves term 2");
        assertThat(Scenario.play("a", played)).isEqualTo(played);
    }

    @Test
    void aDisappointedExpectationNamesFileAndLine() {
        assertThatThrownBy(() -> Scenario.play("a.txt", "nodes 3\n\nexpect 1 term 7\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "a.txt:3: expect 1 term 7: server 1, term: expected 7, it is 1");
    }

    @Test
    void aDifferenceShowsBothWaysToGoOn() {
        assertThat(Scenario.difference("a\nb\nc\n", "a\nx\nc\n"))
                .isEqualTo("the first difference is in line 2:\n  a\n- b\n+ x");
    }

    @Test
    void aCompactedLogBeginsLater() {
        String text = "nodes 1\ncampaign 1\npropose 1 a b\ncompact 1 to 3\npropose 1 c\n";

        assertThat(Scenario.play("a", text + "expect 1 first 4 log 2 2 applied 5 state a b c\n"))
                .contains("1 saves 5/2 c\n    1 compacts its log up to 3\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nodes 3;dance 1                          | no such command: dance
                    nodes 3;campaign 1 2                     | too many words: [2]
                    nodes 3;campaign                         | something is missing at the end
                    nodes 3;deliver 1>2                      | nothing is under way there
                    campaign 1                               | the first command is nodes
                    nodes 3;crash 1;campaign 1               | server 1 is not running
                    """)
    void aSlipOfTheAuthorIsNoTest(String commands, String message) {
        assertBroken(commands, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    log 1 terms 1 2 3;log 2 terms 1 1 3                      | share all before it
                    log 1 terms 1 2 applied 2;log 2 terms 1 3 applied 2      | is never another one
                    elect 1;crash 1;log 2 terms 1;log 3 terms 1;campaign 3;deliver all | votes once
                    """)
    void aBrokenRuleIsNoticed(String commands, String rule) {
        assertBroken("nodes 3;" + commands, rule);
    }

    private static void assertBroken(String commands, String message) {
        assertThatThrownBy(() -> Scenario.play("a", commands.replace(';', '\n')))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }
}
