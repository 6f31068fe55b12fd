package org.hraft.cluster;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask for little and measure how long they wait: at each node one that writes and one
 * that reads, linearizably.
 */
final class Probes implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Thread> clients = new ArrayList<>();
    private List<Long> nanos = new ArrayList<>();
    private List<String> failures = new ArrayList<>();
    private volatile boolean stopped;

    private interface Request {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    Probes(List<HraftProcess> nodes) {
        for (HraftProcess node : nodes) {
            String key = "/key/probe/" + node;
            start(node + " writes", () -> node.put(key, "value"));
            start(node + " reads", () -> node.get(key));
        }
    }

    private void start(String name, Request request) {
        Thread client = new Thread(() -> run(name, request), name);
        clients.add(client);
        client.start();
    }

    private void run(String name, Request request) {
        while (!stopped) {
            long begun = System.nanoTime();
            String wrong = "";
            try {
                HttpResponse<String> answer = request.send();
                if (answer.statusCode() >= 500) {
                    wrong = name + ": " + answer.statusCode() + " " + answer.body();
                }
            } catch (IOException | RuntimeException e) {
                wrong = name + ": " + e;
            } catch (InterruptedException e) {
                return;
            }
            add(System.nanoTime() - begun, wrong);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized void add(long took, String wrong) {
        nanos.add(took);
        if (!wrong.isEmpty()) {
            failures.add(wrong);
        }
    }

    private synchronized int count() {
        return nanos.size();
    }

    /** What was measured since the last call, by so many requests at least; waits for them. */
    Waits take(int requests) {
        Awaitility.await(requests + " requests")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> count() >= requests);
        return take();
    }

    private synchronized Waits take() {
        Waits taken = new Waits(nanos.stream().sorted().toList(), failures);
        nanos = new ArrayList<>();
        failures = new ArrayList<>();
        return taken;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
