package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.simulation.Timelines.KEY;
import static org.hraft.simulation.Timelines.history;

import org.hraft.simulation.Verdict.Linearizable;
import org.hraft.simulation.Verdict.NotLinearizable;
import org.hraft.simulation.Verdict.Undecided;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A verdict comes in time, or says that it did not. Time here passes by being asked for. */
class LinearizabilityBudgetTest {

    private static final int ANY_NUMBER = Integer.MAX_VALUE;

    private static final History ONE_WRITE = history("[put a] [get a]");

    @Test
    void withoutTimeNothingIsDecided() {
        var checker = new LinearizabilityChecker(Duration.ZERO, () -> 0, ANY_NUMBER);

        assertThat(checker.check(ONE_WRITE)).isEqualTo(new Undecided(KEY, 2));
    }

    @Test
    void aSearchEndsWhenItsTimeIsUp() {
        History busy = new Workload(8, 600, 1, 15).history(1);

        Verdict hasty = checker(Duration.ofNanos(100)).check(busy);
        Verdict patient = checker(Duration.ofMillis(1)).check(busy);

        assertThat(hasty).isEqualTo(new Undecided("key0", 600));
        assertThat(patient).isInstanceOf(Linearizable.class);
    }

    @Test
    void aSearchEndsWhenItHasTooMuchToKeepInMind() {
        History busy = new Workload(8, 600, 1, 15).history(1);

        Verdict narrow = new LinearizabilityChecker(Duration.ofMinutes(1), () -> 0, 50).check(busy);

        assertThat(narrow).isEqualTo(new Undecided("key0", 600));
    }

    @Test
    void aClockMayStartAnywhere() {
        LongSupplier overflowing = clock(Long.MAX_VALUE - 2);
        var checker = new LinearizabilityChecker(Duration.ofMillis(1), overflowing, ANY_NUMBER);

        assertThat(checker.check(ONE_WRITE)).isInstanceOf(Linearizable.class);
    }

    /** The one who has a hundred operations comes last, so what a small key shows is not hidden. */
    @Test
    void aKeyThatTakesTooLongHidesNothing() {
        History history = new Workload(8, 600, 1, 15).history(1);
        history.add(Operation.put(1, "small", "a", 0, 1));
        history.add(Operation.get(1, "small", null, 2, 3));

        Verdict verdict = checker(Duration.ofNanos(100)).check(history);

        assertThat(verdict).isInstanceOf(NotLinearizable.class);
    }

    /** What is known already is said even if there is no time left to find the reason. */
    @Test
    void aVerdictDoesNotWaitForItsExplanation() {
        History stale = history("[put a] [put b] [put c] [get a]");
        boolean[] rejected = new boolean[1];

        for (int nanos = 1; !rejected[0]; nanos++) {
            Verdict verdict = checker(Duration.ofNanos(nanos)).check(stale);
            if (verdict instanceof NotLinearizable bad) {
                rejected[0] = true;
                assertThat(bad.prefix()).isEmpty();
                assertThat(bad.conflict()).hasSize(4);
            }
        }
    }

    private static LinearizabilityChecker checker(Duration budget) {
        return new LinearizabilityChecker(budget, clock(0), ANY_NUMBER);
    }

    /** A nanosecond later each time. */
    private static LongSupplier clock(long start) {
        AtomicLong now = new AtomicLong(start);
        return now::getAndIncrement;
    }
}
