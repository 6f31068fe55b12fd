package org.hraft.simulation;

import org.hraft.simulation.LinearizationSearch.Outcome;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Judges whether clients could have got their answers from one map that does one thing at a time,
 * each between its invocation and its return. That holds for the map if it holds for every key
 * (Herlihy and Wing call it locality), so each key is a small search of its own.
 */
final class LinearizabilityChecker {

    /** Each has some 150 bytes. */
    private static final int MAX_STATES = 1_000_000;

    private final Duration budget;
    private final LongSupplier nanos;
    private final int maxStates;

    /** @param budget for a whole history */
    LinearizabilityChecker(Duration budget) {
        this(budget, System::nanoTime, MAX_STATES);
    }

    /**
     * @param nanos a clock, which is read again and again
     * @param maxStates that are kept in mind for one key
     */
    LinearizabilityChecker(Duration budget, LongSupplier nanos, int maxStates) {
        this.budget = budget;
        this.nanos = nanos;
        this.maxStates = maxStates;
    }

    Verdict check(History history) {
        return check(history, Map.of());
    }

    /** @param initial what the map holds before anything happens */
    Verdict check(History history, Map<String, String> initial) {
        SearchBudget shared = new SearchBudget(budget, nanos, maxStates);
        Map<String, List<Operation>> orders = new TreeMap<>();
        for (Map.Entry<String, List<Operation>> part : smallestFirst(history)) {
            String key = part.getKey();
            RegisterCheck check = new RegisterCheck(initial.get(key), shared);
            LinearizationSearch search = check.search(part.getValue());
            Outcome outcome = search.run();
            if (outcome == Outcome.GIVEN_UP) {
                return new Verdict.Undecided(key, part.getValue().size());
            }
            if (outcome == Outcome.IMPOSSIBLE) {
                return new Conflict(key, check).in(part.getValue());
            }
            orders.put(key, search.order());
        }
        return new Verdict.Linearizable(orders);
    }

    /** A key that takes too long must not hide what the others would have shown. */
    private static List<Map.Entry<String, List<Operation>>> smallestFirst(History history) {
        return history.byKey().entrySet().stream()
                .sorted(Comparator.comparingInt(part -> part.getValue().size()))
                .toList();
    }
}
