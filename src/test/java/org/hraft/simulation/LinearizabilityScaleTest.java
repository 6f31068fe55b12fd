package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.simulation.Verdict.Linearizable;
import org.hraft.simulation.Verdict.NotLinearizable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Histories as long as those of real clients are judged, not given up; right or wrong. */
class LinearizabilityScaleTest {

    private static final LinearizabilityChecker CHECKER =
            new LinearizabilityChecker(Duration.ofMinutes(1));

    static Stream<Arguments> workloads() {
        return Stream.of(
                Arguments.of(new Workload(8, 600, 3, 15), 40),
                Arguments.of(new Workload(8, 600, 8, 15), 40),
                Arguments.of(new Workload(16, 600, 1, 30), 10),
                Arguments.of(new Workload(16, 20_000, 1, 1), 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    void whatAMapReallyDidIsAccepted(Workload workload, int histories) {
        for (int seed = 1; seed <= histories; seed++) {
            History history = workload.history(seed);

            Verdict verdict = CHECKER.check(history);

            assertThat(verdict).as("seed %s", seed).isInstanceOf(Linearizable.class);
            assertExplains(((Linearizable) verdict).orders(), history, seed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workloads")
    void aSingleStaleReadIsFound(Workload workload, int histories) {
        for (int seed = 1; seed <= histories; seed++) {
            History history = withStaleRead(workload.history(seed), new Random(seed));

            Verdict verdict = CHECKER.check(history);

            assertThat(verdict).as("seed %s", seed).isInstanceOf(NotLinearizable.class);
        }
    }

    private static void assertExplains(
            Map<String, List<Operation>> orders, History history, int seed) {
        BruteForceOracle definition = new BruteForceOracle(Map.of());
        List<Operation> explained = new ArrayList<>();
        orders.forEach((key, order) -> {
            assertThat(definition.explains(order)).as("seed %s, %s", seed, key).isTrue();
            explained.addAll(order);
        });
        // By a set: a list would be searched from its beginning for each of them.
        Set<Operation> once = new HashSet<>(explained);
        assertThat(once).as("seed %s, no duplicates", seed).hasSameSizeAs(explained);
        assertThat(history.operations().stream().filter(Operation::isAnswered))
                .as("seed %s", seed)
                .allMatch(once::contains);
    }

    /** One read gets a value that another write had replaced before the read began. */
    private static History withStaleRead(History history, Random dice) {
        List<Operation> operations = new ArrayList<>(history.operations());
        while (true) {
            Operation read = any(operations, dice);
            Operation old = any(operations, dice);
            boolean replaced = operations.stream()
                    .anyMatch(it -> !it.isRead()
                            && it.key().equals(old.key())
                            && old.precedes(it)
                            && it.precedes(read));
            if (read.isRead()
                    && old.kind() == Operation.Kind.PUT
                    && read.key().equals(old.key())
                    && replaced) {
                operations.set(operations.indexOf(read), readOf(old, read));
                return History.of(operations.toArray(Operation[]::new));
            }
        }
    }

    private static Operation readOf(Operation old, Operation read) {
        return Operation.get(
                read.client(), read.key(), old.value(), read.invokedNanos(), read.returnedNanos());
    }

    private static Operation any(List<Operation> operations, Random dice) {
        return operations.get(dice.nextInt(operations.size()));
    }
}
