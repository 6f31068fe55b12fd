package org.hraft.simulation;

import org.hraft.raft.RaftOptions;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one seed draws before anything happens: the size of everything, and which faults are on and
 * how often. Turning most faults off at random finds what all of them together hide (swarm testing,
 * Groce and others 2012).
 *
 * @param servers 1 to 5
 * @param founders that are members before anything happens; the others join under faults
 * @param clients 3 to 6
 * @param keys few, so that clients meet
 * @param seconds of virtual time until everything is healed
 * @param operations that all clients together are to ask for in that time, roughly
 * @param keptEntries of the log that compaction leaves, see {@link SimulatedStore}
 * @param meanNanos between two occurrences of each fault of the nemesis
 * @param mendsInTwoSteps a minority stays down at first when everything else is healed
 */
record Swarm(
        int servers,
        int founders,
        int clients,
        int keys,
        int seconds,
        int operations,
        Set<Fault> faults,
        Map<Fault, Long> meanNanos,
        SimulatedNetwork.Quality network,
        RaftOptions raftOptions,
        boolean mendsInTwoSteps,
        long keptEntries) {

    /** More often than the others: without it there is no snapshot, and with it, one in a while. */
    private static final double COMPACTING = 0.8;

    /** No schedule is that long. */
    static final long KEEP_ALL = 1_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final int[] SIZES = {1, 2, 3, 3, 3, 3, 3, 4, 5, 5};

    static Swarm draw(SplittableRandom dice) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        double share = 0.1 + 0.6 * dice.nextDouble();
        double shortest = dice.nextInt(4) == 0 ? 0.1 : 1;
        Map<Fault, Long> means = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            means.put(fault, drawMean(dice, shortest));
            if (dice.nextDouble() < (fault == Fault.COMPACTION ? COMPACTING : share)) {
                faults.add(fault);
            }
        }
        int servers = SIZES[dice.nextInt(SIZES.length)];
        int density = dice.nextInt(5) == 0 ? 3 : 1;
        return new Swarm(
                servers,
                dice.nextInt(3) == 0 ? 1 + dice.nextInt(servers) : servers,
                3 + dice.nextInt(4),
                1 + dice.nextInt(5),
                130 + dice.nextInt(480),
                density * (400 + dice.nextInt(200)),
                faults,
                means,
                drawQuality(dice, faults),
                drawOptions(dice),
                dice.nextInt(3) == 0,
                faults.contains(Fault.COMPACTION) ? drawKept(dice) : KEEP_ALL);
    }

    /** From the shortest to a hundred seconds, small ones as likely as large ones. */
    private static long drawMean(SplittableRandom dice, double shortestSeconds) {
        double range = 100 / shortestSeconds;
        return (long) (SECOND * shortestSeconds * Math.pow(range, dice.nextDouble()));
    }

    private static long drawKept(SplittableRandom dice) {
        return (long) Math.pow(50, dice.nextDouble()) - 1;
    }

    private static double drawRate(SplittableRandom dice, boolean on) {
        double rate = 0.3 * Math.pow(0.01, dice.nextDouble());
        return on ? rate : 0;
    }

    private static SimulatedNetwork.Quality drawQuality(SplittableRandom dice, Set<Fault> faults) {
        double loss = drawRate(dice, faults.contains(Fault.LOSS));
        double duplication = drawRate(dice, faults.contains(Fault.DUPLICATION));
        double lateness = drawRate(dice, faults.contains(Fault.DELAY));
        boolean reorders = faults.contains(Fault.REORDERING);
        if (reorders && lateness == 0) {
            lateness = 0.01; // what arrives in time overtakes nobody
        }
        return new SimulatedNetwork.Quality(
                loss, duplication, lateness, reorders, 10_000_000 + dice.nextLong(3 * SECOND));
    }

    /** Small limits are reached often. */
    private static RaftOptions drawOptions(SplittableRandom dice) {
        RaftOptions usual = RaftOptions.DEFAULT;
        boolean small = dice.nextBoolean();
        return new RaftOptions(
                usual.heartbeatNanos(),
                usual.electionTimeoutMinNanos(),
                usual.electionTimeoutMaxNanos(),
                small ? 1 + dice.nextInt(1_000) : usual.maxAppendBytes(),
                small ? 1 + dice.nextInt(500) : usual.minInFlightBytes(),
                small ? 500 + dice.nextInt(3_000) : usual.maxInFlightBytes(),
                small ? 1 + dice.nextInt(8) : usual.maxInFlightRequests(),
                small ? 200 + dice.nextInt(2_000) : usual.maxUncommittedBytes(),
                small ? 1 + dice.nextInt(1_000) : usual.maxApplyBytes(),
                small ? 500 + dice.nextInt(5_000) : usual.logTailBytes(),
                (long) Math.pow(3_000, dice.nextDouble()),
                small ? 500 + dice.nextInt(20_000) : usual.maxKeptBytes(),
                small ? SECOND * (1 + dice.nextInt(20)) : usual.keptSilentNanos());
    }
}
