package org.hraft.simulation;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long all searches may take together, and how much any of them may keep in mind. */
final class SearchBudget {

    private final LongSupplier nanos;
    private final long startNanos;
    private final long allowedNanos;
    private final int maxStates;

    SearchBudget(Duration time, LongSupplier nanos, int maxStates) {
        this.nanos = nanos;
        this.allowedNanos = time.toNanos();
        this.maxStates = maxStates;
        startNanos = nanos.getAsLong();
    }

    boolean isSpent(int states) {
        return states >= maxStates || nanos.getAsLong() - startNanos >= allowedNanos;
    }
}
