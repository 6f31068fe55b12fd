package org.hraft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Histories of at most seven operations, made to meet every corner: few values, few moments, equal
 * ones among them, and any number of unanswered writes. About half of them are linearizable.
 */
final class SmallHistories {

    private static final List<String> VALUES = List.of("a", "b", "c");

    private final Random dice;
    private final Map<String, String> initial;

    SmallHistories(Random dice, Map<String, String> initial) {
        this.dice = dice;
        this.initial = initial;
    }

    /** What really happens to a map, or that with some lies, or noise. */
    History next() {
        int keys = 1 + dice.nextInt(4) / 3;
        int moments = 2 + dice.nextInt(20);
        int unanswered = dice.nextInt(60);
        List<Attempt> attempts = new ArrayList<>();
        int size = 1 + dice.nextInt(7);
        for (int client = 0; client < size; client++) {
            String key = dice.nextInt(keys) == 0 ? "x" : "y";
            attempts.add(attempt(client, key, moments, unanswered));
        }
        int lies = List.of(0, 25, 100).get(dice.nextInt(3));
        History history = new History();
        Attempt.outcome(attempts, initial).forEach(it -> history.add(told(it, lies)));
        return history;
    }

    private Attempt attempt(int client, String key, int moments, int unanswered) {
        long invoked = dice.nextInt(moments);
        long returned = invoked + dice.nextInt(moments);
        if (dice.nextBoolean()) {
            long happens = invoked + dice.nextInt((int) (returned - invoked) + 1);
            return new Attempt(happens, Operation.get(client, key, null, invoked, returned));
        }
        boolean answered = dice.nextInt(100) >= unanswered;
        Operation write = write(client, key, invoked, answered ? returned : Operation.UNANSWERED);
        if (answered) {
            return new Attempt(invoked + dice.nextInt((int) (returned - invoked) + 1), write);
        }
        return new Attempt(dice.nextBoolean() ? returned : Attempt.NEVER, write);
    }

    private Operation write(int client, String key, long invoked, long returned) {
        return dice.nextInt(3) == 0
                ? Operation.delete(client, key, invoked, returned)
                : Operation.put(client, key, value(), invoked, returned);
    }

    private Operation told(Operation operation, int lies) {
        if (!operation.isRead() || dice.nextInt(100) >= lies) {
            return operation;
        }
        return Operation.get(
                operation.client(),
                operation.key(),
                dice.nextInt(4) == 0 ? null : value(),
                operation.invokedNanos(),
                operation.returnedNanos());
    }

    private String value() {
        return VALUES.get(dice.nextInt(VALUES.size()));
    }
}
