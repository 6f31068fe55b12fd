package org.hraft.cluster;

import static java.util.Objects.requireNonNull;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Real servers on Payara Micro which are one cluster, three at first, and who has which role. */
final class Cluster implements AutoCloseable {

    private static final Duration PAUSE_DURING_START = Duration.ofMillis(400);
    private static final Duration PAUSE_OF_NOBODY = Duration.ofSeconds(1);

    private final List<HraftProcess> nodes = new CopyOnWriteArrayList<>();

    /** Those that are no members any more. */
    private final List<HraftProcess> gone = new CopyOnWriteArrayList<>();

    private final Path folder;

    private Cluster(Path folder) {
        this.folder = folder;
        for (String id : List.of("node1", "node2", "node3")) {
            nodes.add(new HraftProcess(id, folder.resolve(id)));
        }
        // Should this JVM be told to stop, they stop too.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** One founds the cluster, the others join it; all are ready. */
    static Cluster start(Path folder) {
        Cluster cluster = new Cluster(folder);
        HraftProcess first = cluster.nodes.get(0);
        first.start();
        first.awaitUp();
        cluster.others(first).forEach(node -> node.start(first.address()));
        cluster.nodes.forEach(HraftProcess::awaitReady);
        return cluster;
    }

    /** One more, which is not started yet. */
    HraftProcess add(String id) {
        HraftProcess node = new HraftProcess(id, folder.resolve(id));
        nodes.add(node);
        return node;
    }

    /** It is no member any more. */
    void forget(HraftProcess node) {
        nodes.remove(node);
        gone.add(node);
    }

    /** Another one of the same name with an empty disk, which is not started yet. */
    HraftProcess replace(HraftProcess node) {
        forget(node);
        Path directory = node.directory().resolveSibling(node.id() + "-replacement");
        HraftProcess replacement = new HraftProcess(node.id(), directory);
        nodes.add(replacement);
        return replacement;
    }

    List<HraftProcess> nodes() {
        return List.copyOf(nodes);
    }

    List<HraftProcess> others(HraftProcess... but) {
        return nodes.stream().filter(node -> !List.of(but).contains(node)).toList();
    }

    /** Whatever a test has done: all three run again and are ready. */
    void heal() throws IOException, InterruptedException {
        for (HraftProcess node : nodes) {
            if (node.isRunning()) {
                node.signal(HraftProcess.Signal.CONT);
            } else {
                node.start();
            }
        }
        nodes.forEach(HraftProcess::awaitReady);
    }

    /**
     * How long a client of a node pauses between two requests: longer while any server starts. On
     * two processors that start would take three times as long otherwise, with nothing proved by it.
     */
    long pauseNanos(HraftProcess node, Duration usual) {
        if (!node.isRunning()) {
            return PAUSE_OF_NOBODY.toNanos();
        }
        boolean starting = nodes.stream().anyMatch(HraftProcess::isStarting);
        return (starting ? PAUSE_DURING_START : usual).toNanos();
    }

    HraftProcess leader() {
        return leaderAmong(nodes);
    }

    HraftProcess follower() {
        return others(leader()).get(0);
    }

    /** Waits until one of them says that it leads. */
    static HraftProcess leaderAmong(List<HraftProcess> nodes) {
        AtomicReference<HraftProcess> found = new AtomicReference<>();
        Awaitility.await("one of " + nodes + " leads")
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    for (HraftProcess node : nodes) {
                        if (node.isRunning() && Status.of(node).role().equals("leader")) {
                            found.set(node);
                            return true;
                        }
                    }
                    return false;
                });
        return requireNonNull(found.get());
    }

    @Override
    public void close() {
        nodes.forEach(HraftProcess::end);
        gone.forEach(HraftProcess::end);
    }
}
