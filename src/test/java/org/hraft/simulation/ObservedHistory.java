package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What clients of real servers saw, for the same judge as in the simulator. For any thread; the times
 * are those of {@link System#nanoTime}.
 */
public final class ObservedHistory {

    private static final Duration BUDGET = Duration.ofMinutes(1);

    private final History history = new History();

    /** A write was acknowledged. */
    public synchronized void put(int client, String key, String value, long invoked, long ended) {
        history.add(Operation.put(client, key, value, invoked, ended));
    }

    /** Nobody can tell whether the write has happened, or when. */
    public synchronized void putPerhaps(int client, String key, String value, long invoked) {
        history.add(Operation.put(client, key, value, invoked, Operation.UNANSWERED));
    }

    /** A read was answered; null: there is no such key. */
    public synchronized void get(
            int client, String key, @Nullable String value, long invoked, long ended) {
        history.add(Operation.get(client, key, value, invoked, ended));
    }

    public synchronized int size() {
        return history.size();
    }

    /** Fails with the smallest part that no order explains, also if there is no time to find out. */
    public synchronized void assertLinearizable() {
        assertThat(new LinearizabilityChecker(BUDGET).check(history))
                .isInstanceOf(Verdict.Linearizable.class);
    }
}
