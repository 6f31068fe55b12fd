package org.hraft.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long clients have waited for answers.
 *
 * @param nanos each of them, ascending
 * @param failures what was answered to those that failed
 */
record Waits(List<Long> nanos, List<String> failures) {

    Duration longest() {
        return Duration.ofNanos(nanos.get(nanos.size() - 1));
    }

    private double millis(double share) {
        return nanos.get((int) (share * (nanos.size() - 1))) / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d requests, median %.1f ms, p99 %.0f ms, p99.9 %.0f ms, longest %.0f ms, %d failed",
                nanos.size(),
                millis(0.5),
                millis(0.99),
                millis(0.999),
                millis(1),
                failures.size());
    }
}
