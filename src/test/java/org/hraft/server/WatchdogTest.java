package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

/** When a loop counts as standing. */
class WatchdogTest {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(Watchdog.LIMIT_SECONDS);

    private final Watchdog watchdog = new Watchdog();
    private long now = 1;

    @Test
    void aLoopThatTurnsIsWell() {
        for (int turn = 0; turn < 2 * LIMIT / TICK; turn++) {
            assertThat(looks(turn)).isFalse();
        }
    }

    @Test
    void aLoopThatDoesNotTurnStands() {
        looks(7);

        for (long waited = TICK; waited < LIMIT; waited += TICK) {
            assertThat(looks(7)).isFalse();
        }

        assertThat(looks(7)).isTrue();
    }

    @Test
    void oneTurnIsEnough() {
        looks(7);
        for (long waited = TICK; waited < LIMIT; waited += TICK) {
            looks(7);
        }

        assertThat(looks(8)).isFalse();
        assertThat(looks(8)).isFalse();
    }

    /** After kill -STOP and -CONT all ticks that were missed may come before the loop's first turn. */
    @Test
    void aProcessThatStoodStillIsNotItsLoop() {
        looks(7);
        now += 10 * LIMIT;

        assertThat(looks(7)).isFalse();
        assertThat(looks(7)).isFalse();
    }

    private boolean looks(long turns) {
        now += TICK;
        return watchdog.isStanding(turns, now);
    }
}
