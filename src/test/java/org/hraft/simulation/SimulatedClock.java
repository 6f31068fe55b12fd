package org.hraft.simulation;

/** A server's own clock, which may begin anywhere and go faster or slower than the others. */
final class SimulatedClock {

    private final Timeline timeline;
    private double rate = 1;

    // It showed localBase when the time was timeBase, and has gone at its rate since then.
    private long localBase;
    private long timeBase;

    SimulatedClock(Timeline timeline, long nowNanos) {
        this.timeline = timeline;
        this.localBase = nowNanos;
    }

    void rate(double newRate) {
        localBase = now();
        timeBase = timeline.now();
        rate = newRate;
    }

    /** In nanoseconds; never goes back. */
    long now() {
        return localBase + (long) ((timeline.now() - timeBase) * rate);
    }
}
