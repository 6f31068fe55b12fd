package org.hraft.search;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Says on the standard output how far a long search is, every half minute. Thread-safe. */
final class ProgressLine implements LongConsumer {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final long start = System.nanoTime();
    private final AtomicLong lines = new AtomicLong(1);

    /** @param name of what is searched */
    ProgressLine(String name) {
        this.name = name;
    }

    /** @param states that were found so far */
    @Override
    public void accept(long states) {
        long nanos = System.nanoTime() - start;
        long line = lines.get();
        if (nanos >= line * EVERY_NANOS && lines.compareAndSet(line, nanos / EVERY_NANOS + 1)) {
            System.out.printf("search: %-18s %,12d so far%n", name, states);
        }
    }
}
