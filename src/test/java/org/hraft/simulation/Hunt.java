package org.hraft.simulation;

import java.util.Map;

/**
 * Plays one schedule after the other until a rule is broken. What it takes and returns are types of
 * the JDK, because it is called from among other classes of the same names, see {@link World}.
 */
public final class Hunt {

    private Hunt() {}

    /**
     * Plays the seeds 1, 2, 3 and so on.
     *
     * @param maxSchedules no more than these are played
     * @param maxMillis after this time no further one is begun
     * @return the members of a {@link Quarry} by their names
     */
    public static Map<String, String> play(long maxSchedules, long maxMillis) {
        long start = System.nanoTime();
        long seed = 0;
        while (seed < maxSchedules && millisSince(start) < maxMillis) {
            seed++;
            try {
                Simulation.run(seed);
            } catch (RuntimeException | AssertionError broken) {
                return found(
                        checkOf(broken),
                        String.valueOf(broken.getMessage()),
                        seed,
                        millisSince(start));
            }
        }
        return found("", "", seed, millisSince(start));
    }

    private static Map<String, String> found(String check, String message, long seed, long millis) {
        return Map.of(
                "check", check,
                "message", message.lines().findFirst().orElse(""),
                "schedules", Long.toString(seed),
                "millis", Long.toString(millis));
    }

    /** What is thrown by the product itself, or by the simulator's own code, has no check. */
    private static String checkOf(Throwable broken) {
        return broken instanceof Violation violation
                ? violation.check()
                : broken.getClass().getSimpleName();
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
