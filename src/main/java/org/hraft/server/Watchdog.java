package org.hraft.server;

import java.util.concurrent.TimeUnit;

/**
 * Notices a loop that does not turn, as when a disk neither takes a write nor refuses it: such a
 * server hears nobody and cannot even say that it has halted (hazard 44). One thread.
 */
final class Watchdog {

    /** The longest that the loop has reason for is the reading of a million rows. */
    static final long LIMIT_SECONDS = 60;

    /** Of what seems to have passed between two looks: a process may have stood still. */
    private static final long MAX_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private long turns = -1;
    private long lookedNanos;
    private long standingNanos;

    /**
     * To be called many times a second.
     *
     * @param turnsNow how often the loop has turned since its start
     * @param nowNanos of {@link System#nanoTime}
     * @return true if it has not turned for {@link #LIMIT_SECONDS}
     */
    boolean isStanding(long turnsNow, long nowNanos) {
        long step = Math.min(nowNanos - lookedNanos, MAX_STEP_NANOS);
        standingNanos = turnsNow == turns ? standingNanos + step : 0;
        turns = turnsNow;
        lookedNanos = nowNanos;
        return standingNanos >= TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    }
}
