package org.hraft.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An operation and the moment at which it happens; what it reads, if it is a read, is not known
 * before that. Attempts that happen within their operations' times make a linearizable history.
 *
 * @param happensNanos {@link #NEVER} for an unanswered write without effect
 */
record Attempt(long happensNanos, Operation operation) {

    static final long NEVER = Long.MAX_VALUE;

    /** What clients see of one map to which all this happens. */
    static List<Operation> outcome(List<Attempt> attempts, Map<String, String> initial) {
        Map<String, String> map = new HashMap<>(initial);
        List<Operation> operations = new ArrayList<>();
        attempts.stream()
                .sorted(Comparator.comparingLong(Attempt::happensNanos))
                .forEach(it -> operations.add(it.happen(map)));
        return operations;
    }

    private Operation happen(Map<String, String> map) {
        String key = operation.key();
        if (operation.isRead()) {
            return Operation.get(
                    operation.client(),
                    key,
                    map.get(key),
                    operation.invokedNanos(),
                    operation.returnedNanos());
        }
        if (happensNanos != NEVER) {
            map.compute(key, (same, old) -> operation.value());
        }
        return operation;
    }
}
