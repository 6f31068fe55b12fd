package org.hraft.cluster;

import org.hraft.simulation.ObservedHistory;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that write and read the same few keys, some through each node, so that every answer says
 * something about the others' requests.
 */
final class Rivals implements AutoCloseable {

    private static final int KEYS = 4;
    private static final int CLIENTS_PER_NODE = 2;
    private static final Duration PAUSE = Duration.ofMillis(60);

    private final ObservedHistory history = new ObservedHistory();
    private final AtomicReference<Throwable> mistake = new AtomicReference<>();
    private final List<Thread> clients = new ArrayList<>();
    private final String name;
    private final Cluster cluster;
    private volatile boolean stopped;

    /** @param name of the keys, which nobody else may write */
    Rivals(String name, Cluster cluster) {
        this.name = name;
        this.cluster = cluster;
    }

    /** From now on some clients go through this node as well. */
    void use(HraftProcess node) {
        for (int i = 0; i < CLIENTS_PER_NODE; i++) {
            int number = clients.size();
            Thread thread = new Thread(() -> run(number, node), name + "-" + number);
            clients.add(thread);
            thread.start();
        }
    }

    private void run(int number, HraftProcess node) {
        Random dice = new Random(number);
        try {
            for (int i = 0; !stopped; i++) {
                String key = name + "/" + dice.nextInt(KEYS);
                if (dice.nextBoolean()) {
                    put(number, node, key, number + "." + i);
                } else {
                    get(number, node, key);
                }
                LockSupport.parkNanos(cluster.pauseNanos(node, PAUSE));
            }
        } catch (RuntimeException | InterruptedException | AssertionError e) {
            mistake.compareAndSet(null, e);
        }
    }

    private void put(int client, HraftProcess node, String key, String value)
            throws InterruptedException {
        long invoked = System.nanoTime();
        try {
            HttpResponse<String> answer = node.put(Http.path(key), value);
            switch (answer.statusCode()) {
                case 201, 204 -> history.put(client, key, value, invoked, System.nanoTime());
                case 503 -> {} // it did not happen
                case 504 -> history.putPerhaps(client, key, value, invoked);
                default -> startingUp(answer);
            }
        } catch (ConnectException e) {
            return; // it was not sent
        } catch (IOException e) {
            history.putPerhaps(client, key, value, invoked);
        }
    }

    private void get(int client, HraftProcess node, String key) throws InterruptedException {
        long invoked = System.nanoTime();
        try {
            HttpResponse<String> answer = node.get(Http.path(key) + "?raw");
            boolean ours = answer.headers().firstValue("X-Raft-Index").isPresent();
            switch (answer.statusCode()) {
                case 200 -> history.get(client, key, answer.body(), invoked, System.nanoTime());
                case 503 -> {} // it saw nothing
                case 404 -> {
                    if (ours) { // and no page of a container that has no application yet
                        history.get(client, key, null, invoked, System.nanoTime());
                    }
                }
                default -> startingUp(answer);
            }
        } catch (IOException e) {
            return; // it saw nothing
        }
    }

    /** The container's own pages, while it listens and has not yet loaded the application. */
    private static void startingUp(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/html")) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
    }

    /** Ends it; what everybody saw could have been one map. */
    void assertLinearizable() throws InterruptedException {
        close();
        for (Thread client : clients) {
            client.join();
        }
        Throwable thrown = mistake.get();
        if (thrown != null) {
            throw new AssertionError("a client has stopped: " + thrown.getMessage(), thrown);
        }
        Parallel.say("%d operations of %d rivals", history.size(), clients.size());
        history.assertLinearizable();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
