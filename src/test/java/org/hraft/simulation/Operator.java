package org.hraft.simulation;

import org.hraft.node.Input;
import org.hraft.raft.Configuration;
import org.hraft.raft.ServerId;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Brings servers that came back with an empty disk into the cluster again. One thread. */
final class Operator {

    private static final long MILLIS = 1_000_000;

    private final SimulatedCluster cluster;
    private final SplittableRandom dice;

    Operator(SimulatedCluster cluster, SplittableRandom dice) {
        this.cluster = cluster;
        this.dice = dice;
    }

    void start() {
        cluster.servers().stream()
                .filter(server -> isStranger(server) && !server.retired)
                .forEach(this::join);
        cluster.timeline().in(1_000 * MILLIS, this::start);
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
