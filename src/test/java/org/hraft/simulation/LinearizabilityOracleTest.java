package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.simulation.Verdict.Linearizable;
import org.hraft.simulation.Verdict.NotLinearizable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** On small histories of every kind the checker says what the definition says. */
class LinearizabilityOracleTest {

    private static final int HISTORIES = 5_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theCheckerAgreesWithTheDefinition(long seed) {
        Random dice = new Random(seed);
        int linearizable = 0;
        for (int i = 0; i < HISTORIES; i++) {
            Map<String, String> initial = dice.nextInt(3) == 0 ? Map.of("x", "a") : Map.of();
            History history = new SmallHistories(dice, initial).next();

            boolean expected = new BruteForceOracle(initial).isLinearizable(history.operations());
            new Trial(seed, i, initial, history).mustBe(expected);

            linearizable += expected ? 1 : 0;
        }

        assertThat(linearizable).isBetween(HISTORIES / 4, 3 * HISTORIES / 4);
    }

    /** What the checker says about one history, with a proof that the definition has to confirm. */
    private record Trial(long seed, int number, Map<String, String> initial, History history) {

        void mustBe(boolean linearizable) {
            var checker = new LinearizabilityChecker(Duration.ofMinutes(1));
            Verdict verdict = checker.check(history, initial);
            if (linearizable) {
                assertThat(verdict).as(this::toString).isInstanceOf(Linearizable.class);
                ((Linearizable) verdict).orders().forEach(this::mustBeOrder);
            } else {
                assertThat(verdict).as(this::toString).isInstanceOf(NotLinearizable.class);
                mustBeConflict((NotLinearizable) verdict);
            }
        }

        private void mustBeOrder(String key, List<Operation> order) {
            List<Operation> left = new ArrayList<>(history.byKey().getOrDefault(key, List.of()));
            assertThat(left).as(this::toString).containsAll(order);
            order.forEach(left::remove);
            assertThat(left).as(this::toString).noneMatch(Operation::isAnswered);
            assertThat(oracle().explains(order)).as(this::toString).isTrue();
        }

        private void mustBeConflict(NotLinearizable verdict) {
            List<Operation> conflict = verdict.conflict();
            List<Operation> operations = history.byKey().getOrDefault(verdict.key(), List.of());
            assertThat(operations).as(this::toString).containsAll(conflict);
            assertThat(conflict)
                    .as(this::toString)
                    .isSortedAccordingTo(Comparator.comparingLong(Operation::invokedNanos));
            assertThat(oracle().isLinearizable(conflict)).as(this::toString).isFalse();
            mustBeLongest(verdict.prefix(), operations, lastAnswer(conflict));
        }

        /** The first answer without an explanation is in every conflict until then. */
        private static long lastAnswer(List<Operation> conflict) {
            return conflict.stream()
                    .filter(Operation::isRead)
                    .mapToLong(Operation::returnedNanos)
                    .max()
                    .orElseThrow();
        }

        private void mustBeLongest(
                List<Operation> prefix, List<Operation> operations, long moment) {
            assertThat(oracle().explains(prefix)).as(this::toString).isTrue();
            assertThat(operations).as(this::toString).containsAll(prefix);
            assertThat(prefix)
                    .as(this::toString)
                    .containsAll(operations.stream()
                            .filter(it -> it.returnedNanos() < moment)
                            .toList());
        }

        private BruteForceOracle oracle() {
            return new BruteForceOracle(initial);
        }

        @Override
        public String toString() {
            return "seed %s, number %s: %s, at first %s".formatted(seed, number, history, initial);
        }
    }
}
