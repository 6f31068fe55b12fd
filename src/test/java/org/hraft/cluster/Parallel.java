package org.hraft.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A lot of requests by a few clients at once. */
final class Parallel {

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What is done with one of them. */
    interface Action<T> {
        void run(T item) throws Exception;
    }

    private Parallel() {}

    /** Says how far it is every few seconds, and at the end how long it took. */
    static <T> void forEach(String what, Collection<T> items, int clients, Action<T> action)
            throws Exception {
        AtomicInteger done = new AtomicInteger();
        long started = System.nanoTime();
        AtomicLong reported = new AtomicLong(started);
        forEach(items, clients, item -> {
            action.run(item);
            int count = done.incrementAndGet();
            long last = reported.get();
            long now = System.nanoTime();
            if (now - last >= REPORT_NANOS && reported.compareAndSet(last, now)) {
                say("%s: %d of %d", what, count, items.size());
            }
        });
        double seconds = (System.nanoTime() - started) / 1e9;
        say("%s: %d in %.1f s, %.0f/s", what, items.size(), seconds, items.size() / seconds);
    }

    /** Returns when all are done, or throws what the first failed one has thrown. */
    static <T> void forEach(Collection<T> items, int clients, Action<T> action) throws Exception {
        Queue<T> queue = new ConcurrentLinkedQueue<>(items);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                ends.add(threads.submit(() -> {
                    for (T item = queue.poll(); item != null; item = queue.poll()) {
                        try {
                            action.run(item);
                        } catch (Exception | AssertionError e) {
                            queue.clear();
                            throw e;
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("one of them failed: " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** To whoever watches the build. */
    static void say(String format, Object... values) {
        System.out.println("  " + String.format(java.util.Locale.ROOT, format, values));
    }
}
