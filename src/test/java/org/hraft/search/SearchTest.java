package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.raft.Entry;
import org.hraft.search.Budget.Kind;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class SearchTest {

    private static Cluster three(Map<Kind, Integer> budget) {
        return Cluster.of(3, 3, false, Cluster.ANY_NUMBER, List.of(), Budget.of(budget));
    }

    @Test
    void withoutABudgetThereIsOneState() {
        Search.Result result = new Search(three(Map.of())).run(Long.MAX_VALUE);

        assertThat(result.states()).isEqualTo(1);
        assertThat(result.complete()).isTrue();
    }

    @Test
    void oneElectionIsSearchedToItsEndAndBreaksNoRule() {
        Search.Result result = new Search(three(Map.of(Kind.TIMEOUT, 1))).run(Long.MAX_VALUE);

        assertThat(result.story()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(result.states()).isGreaterThan(1_000);
    }

    @Test
    void aSearchFindsTheSameStatesEachTime() {
        Map<Kind, Integer> budget = Map.of(Kind.TIMEOUT, 1, Kind.COMMAND, 1);

        Search.Result once = new Search(three(budget)).run(Long.MAX_VALUE);
        Search.Result again = new Search(three(budget)).run(Long.MAX_VALUE);

        assertThat(again).isEqualTo(once);
    }

    @Test
    void aSearchEndsWhenItHasAsManyStatesAsAllowed() {
        Search.Result result = new Search(three(Map.of(Kind.TIMEOUT, 2))).run(1_000);

        assertThat(result.complete()).isFalse();
        assertThat(result.states()).isBetween(1_000L, 20_000L);
    }

    @Test
    void moreOfAFaultMeansMoreStates() {
        long few = states(Map.of(Kind.TIMEOUT, 1));

        assertThat(states(Map.of(Kind.TIMEOUT, 1, Kind.CRASH, 1))).isGreaterThan(few);
        assertThat(states(Map.of(Kind.TIMEOUT, 1, Kind.DUPLICATE, 1))).isGreaterThan(few);
        assertThat(states(Map.of(Kind.TIMEOUT, 1, Kind.FAILURE, 1))).isGreaterThan(few);
        assertThat(states(Map.of(Kind.TIMEOUT, 1, Kind.READ, 1))).isGreaterThan(few);
        assertThat(states(Map.of(Kind.TIMEOUT, 1, Kind.HEARTBEAT, 1))).isGreaterThan(few);
    }

    private static long states(Map<Kind, Integer> budget) {
        Search.Result result = new Search(three(budget)).run(Long.MAX_VALUE);
        assertThat(result.story()).isEmpty();
        return result.states();
    }

    @Test
    void aServerThatTakesAnInputStaysAsItWas() {
        Server leader = three(Map.of()).led().servers().get(0);
        long before = leader.fingerprint();

        Server.Outcome outcome = Objects.requireNonNull(leader.take(command()));

        assertThat(leader.fingerprint()).isEqualTo(before);
        assertThat(outcome.after().fingerprint()).isNotEqualTo(before);
        assertThat(outcome.after().log().lastIndex()).isEqualTo(leader.log().lastIndex() + 1);
    }

    @Test
    void whoEndsInAWriteKnowsNothingOfTheTurnButHasSpoken() {
        Server leader = three(Map.of()).led().servers().get(0);

        Server.Outcome outcome =
                Objects.requireNonNull(leader.take(new Input.CrashesIn(command())));

        assertThat(outcome.sent()).hasSize(2);
        assertThat(outcome.after().log()).isEqualTo(leader.log());
        assertThat(outcome.after().raft().isLeader()).isFalse();
    }

    private static Input command() {
        return new Input.Command(new Entry.Command("x".getBytes(StandardCharsets.UTF_8)));
    }
}
