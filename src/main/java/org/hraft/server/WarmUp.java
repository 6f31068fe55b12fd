package org.hraft.server;

import java.util.concurrent.TimeUnit;

/**
 * Reads from this server, some time after its start, as a client would, so that the clients do not have to wait
 * while the JVM compiles: a request runs through thousands of methods, here and, because the reads
 * are linearizable, on the other servers, and an interpreted one takes twenty times as long.
 *
 * <p>It begins late, because other servers may be starting on the same machine, and pauses after
 * each read for twice as long as it took, so that it takes a third of an idle machine at the most.
 * A read that is slow because clients are here already makes the pause no longer than {@link
 * #MAX_PAUSE_MILLIS}: they may write through one server, and read later from this one. What the reads
 * answer does not matter.
 */
final class WarmUp {

    /** Three times the calls after which the compiler takes a method for a hot one. */
    static final int READS = 2_000;

    static final long DELAY_SECONDS = 40;
    static final long LIMIT_SECONDS = 60;
    static final long MAX_PAUSE_MILLIS = 20;

    private final ClusterClient client;
    private final String address;
    private final Joining.Clock clock;

    /**
     * @param address where clients reach this server
     */
    WarmUp(ClusterClient client, String address, Joining.Clock clock) {
        this.client = client;
        this.address = address;
        this.clock = clock;
    }

    /** Blocks the thread until it is done; ends early when that is interrupted. */
    void run() throws InterruptedException {
        clock.pause(TimeUnit.SECONDS.toMillis(DELAY_SECONDS));
        long end = clock.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        for (int reads = 0; reads < READS && clock.nanoTime() - end < 0; reads++) {
            long before = clock.nanoTime();
            client.read(address, "hraft/warm-up");
            long took = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - before);
            clock.pause(Math.max(1, Math.min(2 * took, MAX_PAUSE_MILLIS)));
        }
    }
}
