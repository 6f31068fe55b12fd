package org.hraft.simulation;

import java.io.IOException;
import java.util.PrimitiveIterator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

/**
 * Plays one schedule after the other until a rule is broken. As a program it tells the standard
 * output, so that it can be run on other classes than the ones of the test, see {@link HuntProcess}.
 */
final class Hunt {

    /** A server that halts logs it, and a mutant is meant to. Held here, or it would be forgotten. */
    private static final Logger HALTS = Logger.getLogger("org.hraft");

    private Hunt() {}

    /**
     * Prints a {@link Quarry} as properties.
     *
     * @param limits the arguments of {@link #play}
     */
    public static void main(String[] limits) throws IOException {
        HALTS.setLevel(Level.OFF);
        play(Long.parseLong(limits[0]), Long.parseLong(limits[1]), Long.parseLong(limits[2]))
                .toProperties()
                .store(System.out, null);
    }

    /**
     * Plays one seed and then 1, 2, 3 and so on.
     *
     * @param maxSchedules no more than these are played
     * @param maxMillis after this time no further one is begun
     * @param first the seed to begin with, 0 for none
     */
    static Quarry play(long maxSchedules, long maxMillis, long first) {
        long start = System.nanoTime();
        PrimitiveIterator.OfLong seeds = seeds(first).iterator();
        long played = 0;
        while (played < maxSchedules && millisSince(start) < maxMillis) {
            played++;
            try {
                Simulation.run(seeds.nextLong());
            } catch (RuntimeException | AssertionError broken) {
                String message = String.valueOf(broken.getMessage());
                return new Quarry(
                        checkOf(broken),
                        message.lines().findFirst().orElse(""),
                        played,
                        millisSince(start));
            }
        }
        return new Quarry("", "", played, millisSince(start));
    }

    static LongStream seeds(long first) {
        return LongStream.concat(
                LongStream.of(first).filter(seed -> seed != 0),
                LongStream.iterate(1, seed -> seed + 1));
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
