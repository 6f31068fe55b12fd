package org.hraft.simulation;

import org.hraft.simulation.Operation.Kind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Linearizability by its definition, for a handful of operations: some choice of the unanswered
 * writes, in some order, does it. Knows of no shortcut, and applies all to one map, key or not.
 */
final class BruteForceOracle {

    private final Map<String, String> initial;

    BruteForceOracle(Map<String, String> initial) {
        this.initial = initial;
    }

    boolean isLinearizable(List<Operation> operations) {
        List<Operation> unanswered =
                operations.stream().filter(it -> !it.isAnswered()).toList();
        for (int choice = 0; choice < 1 << unanswered.size(); choice++) {
            List<Operation> chosen = new ArrayList<>(
                    operations.stream().filter(Operation::isAnswered).toList());
            for (int i = 0; i < unanswered.size(); i++) {
                if ((choice >> i & 1) == 1) {
                    chosen.add(unanswered.get(i));
                }
            }
            if (hasOrder(List.of(), chosen)) {
                return true;
            }
        }
        return false;
    }

    /** Tries every order that goes on like this. */
    private boolean hasOrder(List<Operation> ordered, List<Operation> rest) {
        if (!explains(ordered)) {
            return false;
        }
        if (rest.isEmpty()) {
            return true;
        }
        for (int i = 0; i < rest.size(); i++) {
            List<Operation> longer = new ArrayList<>(ordered);
            longer.add(rest.get(i));
            List<Operation> shorter = new ArrayList<>(rest);
            shorter.remove(i);
            if (hasOrder(longer, shorter)) {
                return true;
            }
        }
        return false;
    }

    /** Whether these could happen one after the other, by the clock and by what was read. */
    boolean explains(List<Operation> ordered) {
        Map<String, String> map = new HashMap<>(initial);
        long latestInvocation = Long.MIN_VALUE;
        for (Operation operation : ordered) {
            latestInvocation = Math.max(latestInvocation, operation.invokedNanos());
            if (operation.returnedNanos() < latestInvocation) {
                return false;
            }
            if (operation.isRead()
                    && !Objects.equals(map.get(operation.key()), operation.value())) {
                return false;
            }
            apply(operation, map);
        }
        return true;
    }

    private static void apply(Operation operation, Map<String, String> map) {
        if (operation.kind() == Kind.DELETE) {
            map.remove(operation.key());
        } else if (operation.value() != null && !operation.isRead()) {
            map.put(operation.key(), operation.value());
        }
    }
}
