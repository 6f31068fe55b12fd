package org.hraft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Clients that are busy all the time, each with one operation after the other, on a map that does
 * one thing at a time. Every put has a value of its own.
 *
 * @param unanswered percentage of the writes; a third of them never happens, a third soon, and a
 *     third whenever it likes
 */
record Workload(int clients, int operations, int keys, int unanswered) {

    private static final int LONGEST = 1_000;
    private static final int PATIENCE = 2 * LONGEST;

    History history(long seed) {
        Random dice = new Random(seed);
        long end = (long) LONGEST * operations / clients;
        long[] clocks = new long[clients];
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            int client = i % clients;
            long invoked = clocks[client] + dice.nextInt(LONGEST / 4);
            Attempt attempt = attempt(client, i, invoked, end, dice);
            attempts.add(attempt);
            Operation operation = attempt.operation();
            clocks[client] =
                    1 + (operation.isAnswered() ? operation.returnedNanos() : invoked + PATIENCE);
        }
        History history = new History();
        Attempt.outcome(attempts, Map.of()).forEach(history::add);
        return history;
    }

    private Attempt attempt(int client, int number, long invoked, long end, Random dice) {
        String key = "key" + dice.nextInt(keys);
        long returned = invoked + 1 + dice.nextInt(LONGEST);
        long happens = invoked + dice.nextInt((int) (returned - invoked) + 1);
        int kind = dice.nextInt(100);
        if (kind < 40) {
            return new Attempt(happens, Operation.get(client, key, null, invoked, returned));
        }
        boolean answered = dice.nextInt(100) >= unanswered;
        long until = answered ? returned : Operation.UNANSWERED;
        Operation write = kind < 55
                ? Operation.delete(client, key, invoked, until)
                : Operation.put(client, key, "v" + number, invoked, until);
        return new Attempt(answered ? happens : someday(invoked, end, dice), write);
    }

    private static long someday(long invoked, long end, Random dice) {
        return switch (dice.nextInt(3)) {
            case 0 -> Attempt.NEVER;
            case 1 -> invoked + dice.nextInt(PATIENCE);
            default -> invoked + (long) (dice.nextDouble() * Math.max(0, end - invoked));
        };
    }
}
