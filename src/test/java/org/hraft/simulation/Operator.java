package org.hraft.simulation;

import org.hraft.node.Input;
import org.hraft.raft.Configuration;
import org.hraft.raft.ServerId;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Starts servers that are not there from the beginning, and brings whoever has an empty disk into
 * the cluster, whatever else goes on at that moment. One thread.
 */
final class Operator {

    private static final long MILLIS = 1_000_000;

    private final SimulatedCluster cluster;
    private final SplittableRandom dice;

    Operator(SimulatedCluster cluster, SplittableRandom dice) {
        this.cluster = cluster;
        this.dice = dice;
    }

    /**
     * @param latecomers to be started, all at once or each at a moment of its own
     * @param withinNanos from now on
     */
    void start(List<SimulatedServer> latecomers, long withinNanos) {
        boolean together = dice.nextBoolean();
        long moment = dice.nextLong(withinNanos);
        for (SimulatedServer latecomer : latecomers) {
            cluster.timeline().in(together ? moment : dice.nextLong(withinNanos), latecomer::start);
        }
        look();
    }

    private void look() {
        cluster.servers().stream().filter(this::isStranger).forEach(this::join);
        cluster.timeline().in(1_000 * MILLIS, this::look);
    }

    /** It runs, and has not heard that it is a member. */
    private boolean isStranger(SimulatedServer server) {
        ServerId self = server.disk().self();
        List<Configuration> known = server.disk().newestConfigurations(1);
        return server.isUp() && (known.isEmpty() || known.get(0).member(self) == null);
    }

    private void join(SimulatedServer stranger) {
        List<SimulatedServer> others =
                cluster.servers().stream().filter(server -> !isStranger(server)).toList();
        if (!others.isEmpty()) {
            others.get(dice.nextInt(others.size()))
                    .input(new Input.Join(stranger.member(), new CompletableFuture<>()));
        }
    }
}
