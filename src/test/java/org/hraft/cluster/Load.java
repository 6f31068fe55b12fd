package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Clients that write all the time, some through each node, and remember what became of each write.
 * Each write has a key of its own, so that one which nobody confirmed cannot hide behind another.
 */
final class Load implements AutoCloseable {

    /** What a client knows after its request. */
    enum Fate {
        /** It is there, and stays there. */
        ACKNOWLEDGED,
        /** It is not there, and will never be: refused with 503 or 507, or there was no connection. */
        NOT_APPLIED,
        /** Nobody can tell: 504, or the connection broke. */
        UNKNOWN
    }

    /** One request; the times are those of {@link System#nanoTime}. */
    record Write(
            String key, HraftProcess through, long started, long ended, Fate fate, String answer) {

        String value() {
            return "value of " + key;
        }

        Duration took() {
            return Duration.ofNanos(ended - started);
        }
    }

    private static final int CLIENTS_PER_NODE = 3;
    /** Leaves processor time to servers that start meanwhile. */
    private static final Duration PAUSE = Duration.ofMillis(60);

    /** After a refusal: a node without a leader would be asked all the time. */
    private static final Duration LONG_PAUSE = Duration.ofMillis(250);

    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Throwable> mistake = new AtomicReference<>();
    private final List<Thread> clients = new ArrayList<>();
    private final String name;
    private volatile boolean stopped;

    /** @param name of the keys, which no other load may have */
    Load(String name, Cluster cluster) {
        this.name = name + "-" + Long.toHexString(System.nanoTime());
        for (HraftProcess node : cluster.nodes()) {
            for (int i = 0; i < CLIENTS_PER_NODE; i++) {
                String client = this.name + "/" + node.id() + "." + i;
                Thread thread = new Thread(() -> run(client, cluster, node), client);
                clients.add(thread);
                thread.start();
            }
        }
    }

    private void run(String client, Cluster cluster, HraftProcess node) {
        try {
            for (int i = 0; !stopped; i++) {
                Write write = write(client + "/" + i, node);
                writes.add(write);
                boolean refused = write.fate() == Fate.NOT_APPLIED;
                LockSupport.parkNanos(cluster.pauseNanos(node, refused ? LONG_PAUSE : PAUSE));
            }
        } catch (RuntimeException | InterruptedException | AssertionError e) {
            mistake.compareAndSet(null, e);
        }
    }

    private static Write write(String key, HraftProcess node) throws InterruptedException {
        long started = System.nanoTime();
        Fate fate;
        String answer;
        String value = new Write(key, node, 0, 0, Fate.UNKNOWN, "").value();
        try {
            HttpResponse<String> response =
                    node.post("/key", "{\"" + key + "\":\"" + value + "\"}");
            answer = response.statusCode() + " " + response.body();
            fate = fate(response);
        } catch (ConnectException e) {
            fate = Fate.NOT_APPLIED;
            answer = e.toString();
        } catch (IOException e) {
            fate = Fate.UNKNOWN;
            answer = e.toString();
        }
        return new Write(key, node, started, System.nanoTime(), fate, answer);
    }

    private static Fate fate(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (type.startsWith("text/html")) {
            return startingUp(response);
        }
        return switch (response.statusCode()) {
            case 200 -> Fate.ACKNOWLEDGED;
            case 503, 507 -> Fate.NOT_APPLIED;
            case 504 -> Fate.UNKNOWN;
            default ->
                throw new AssertionError("a write was answered with " + response.statusCode() + " "
                        + response.body());
        };
    }

    /** The container's own pages, while it listens and has not yet loaded the application. */
    private static Fate startingUp(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(404, 500, 503);
        return Fate.NOT_APPLIED;
    }

    /** So far, in the order in which they ended. */
    Stream<Write> writes() {
        return writes.stream();
    }

    /** Waits for a write that was sent after a moment, through one of some nodes, and confirmed. */
    Write awaitAcknowledged(long after, List<HraftProcess> through) {
        Predicate<Write> wanted = write -> write.fate() == Fate.ACKNOWLEDGED
                && write.started() - after >= 0
                && through.contains(write.through());
        Awaitility.await("a write is acknowledged through one of " + through)
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .failFast(this::assertNoMistake)
                .until(() -> writes().anyMatch(wanted));
        return writes().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits until so many were confirmed, all told. */
    void awaitAcknowledged(int count) {
        Awaitility.await(count + " writes are acknowledged")
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .failFast(this::assertNoMistake)
                .until(() -> writes().filter(w -> w.fate() == Fate.ACKNOWLEDGED).count() >= count);
    }

    /** Waits until each node has confirmed a write that is sent from now on. */
    void awaitFlow(Cluster cluster) {
        long now = System.nanoTime();
        cluster.nodes().forEach(node -> awaitAcknowledged(now, List.of(node)));
    }

    private void assertNoMistake() {
        Throwable thrown = mistake.get();
        if (thrown != null) {
            throw new AssertionError("a client has stopped: " + thrown.getMessage(), thrown);
        }
    }

    /** Ends it and returns all it has done. */
    List<Write> stop() throws InterruptedException {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
        assertNoMistake();
        return List.copyOf(writes);
    }

    /** For a test that has failed: its clients end by themselves after their last request. */
    @Override
    public void close() {
        stopped = true;
    }

    /** For the log of a test: how many of each fate. */
    static String summary(List<Write> writes) {
        Map<Fate, Integer> counts = new TreeMap<>();
        writes.forEach(write -> counts.merge(write.fate(), 1, Integer::sum));
        return writes.size() + " writes, " + counts;
    }
}
