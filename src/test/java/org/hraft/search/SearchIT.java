package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/**
 * The volume: each scope to its end, or up to {@code -Dsearch.states}; only one of them with {@code
 * -Dsearch.scope}.
 */
@Order(3)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchIT {

    /** In each scope. It takes a heap of half a gigabyte. */
    private static final long STATES = 800_000;

    /** In all scopes together; the least that is worth the name of a search. */
    private static final long TOTAL = 10_000_000;

    private long total;
    private double seconds;

    static List<Scope> scopes() {
        String wanted = System.getProperty("search.scope", "");
        return wanted.isEmpty() ? Scope.ALL : List.of(Scope.named(wanted));
    }

    @BeforeAll
    static void sayWhatTheFiguresAre() {
        System.out.printf(
                "%nsearch: %-18s %12s %13s %6s %9s %8s%n",
                "scope", "states", "steps", "depth", "servers", "seconds");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scopes")
    @Order(1)
    void noStepBreaksARule(Scope scope) {
        long start = System.nanoTime();
        Search search = new Search(scope.cluster(), new ProgressLine(scope.name()));

        Search.Result result = search.run(Long.getLong("search.states", STATES));

        double took = (System.nanoTime() - start) / 1e9;
        total += result.states();
        seconds += took;
        System.out.printf(
                "search: %-18s %,12d %,13d %6d %,9d %8.1f%s%n",
                scope.name(),
                result.states(),
                result.steps(),
                result.depth(),
                result.servers(),
                took,
                result.complete() ? ", to the end" : "");
        assertThat(result.story()).as(result.rule()).isEmpty();
    }

    /** So that nobody makes the search smaller without noticing. */
    @Test
    @Order(2)
    void allScopesTogetherAreLarge() {
        System.out.printf(
                "search: %-18s %,12d distinct states, %,.0f a second%n",
                "total", total, total / seconds);
        assumeTrue(
                System.getProperty("search.states", System.getProperty("search.scope")) == null,
                "the size is that of the command line");

        assertThat(total).isGreaterThanOrEqualTo(TOTAL);
    }
}
