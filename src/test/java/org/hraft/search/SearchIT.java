package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** The volume: each scope up to {@code -Dsearch.states}, or to its end. */
@Order(3)
class SearchIT {

    private static final long STATES = 100_000;

    static List<Scope> scopes() {
        return Scope.ALL;
    }

    @BeforeAll
    static void sayWhatTheFiguresAre() {
        System.out.printf(
                "%nsearch: %-12s %12s %12s %6s %8s%n",
                "scope", "states", "steps", "depth", "seconds");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scopes")
    void noStepBreaksARule(Scope scope) {
        long start = System.nanoTime();

        Search.Result result =
                new Search(scope.cluster()).run(Long.getLong("search.states", STATES));

        System.out.printf(
                "search: %-12s %,12d %,12d %6d %8.1f%s%n",
                scope.name(),
                result.states(),
                result.steps(),
                result.depth(),
                (System.nanoTime() - start) / 1e9,
                result.complete() ? ", to the end" : "");
        assertThat(result.story()).as(result.rule()).isEmpty();
    }
}
