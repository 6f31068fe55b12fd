package org.hraft.simulation;

import org.hraft.node.Input;
import org.hraft.node.NodeStatus;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Servers, their network and their time: nothing happens to them unless somebody does it. */
final class SimulatedCluster {

    private static final long MILLIS = 1_000_000;

    private final Timeline timeline = new Timeline();
    private final Faults faults = new Faults();
    private final Trace trace;
    private final RaftOptions raftOptions;
    private final long keptEntries;
    private final SimulatedNetwork network;
    private final SafetyChecker checker;
    private final List<SimulatedServer> servers = new ArrayList<>();

    /** Servers with the default options, all of them voters of one cluster. */
    SimulatedCluster(long seed, int size) {
        this(new SplittableRandom(seed), size, RaftOptions.DEFAULT, Swarm.KEEP_ALL, null);
        form(size);
    }

    /**
     * @param keptEntries see {@link SimulatedStore}
     * @param story where to tell what happens, null: nowhere
     */
    SimulatedCluster(
            SplittableRandom dice,
            int size,
            RaftOptions raftOptions,
            long keptEntries,
            @Nullable PrintStream story) {
        this.raftOptions = raftOptions;
        this.keptEntries = keptEntries;
        this.trace = new Trace(timeline, story);
        this.network = new SimulatedNetwork(this, size, dice.split());
        this.checker = new SafetyChecker(this);
        for (int number = 0; number < size; number++) {
            servers.add(new SimulatedServer(this, number, dice.split()));
        }
    }

    /** Server 0 founds the cluster, and the others of the first {@code founders} join it. */
    void form(int founders) {
        servers.subList(0, founders).forEach(SimulatedServer::start);
        servers.get(0).input(new Input.Bootstrap("simulated", new CompletableFuture<>()));
        for (SimulatedServer newcomer : servers.subList(1, founders)) {
            CompletableFuture<Boolean> joined = new CompletableFuture<>();
            servers.get(0).input(new Input.Join(newcomer.member(), joined));
            advanceUntil(joined::isDone, "server " + newcomer.number + " joins");
        }
        advanceUntil(this::allRunningAreVoters, "all servers become voters");
    }

    // ---- time

    void advance(long millis) {
        advanceTo(timeline.now() + millis * MILLIS);
    }

    void advanceTo(long nanos) {
        boolean[] over = {false};
        timeline.at(nanos, () -> over[0] = true);
        while (!over[0]) {
            timeline.step();
        }
    }

    /** Goes on until the condition holds, for a minute of virtual time at most. */
    void advanceUntil(BooleanSupplier condition, String what) {
        long end = timeline.now() + 60_000 * MILLIS;
        while (!condition.getAsBoolean()) {
            if (timeline.now() > end) {
                throw new Violation("Liveness", "within a minute this should happen: " + what);
            }
            timeline.step();
        }
    }

    // ---- its parts

    Timeline timeline() {
        return timeline;
    }

    Faults faults() {
        return faults;
    }

    Trace trace() {
        return trace;
    }

    /** See {@link SimulatedStore}. */
    long keptEntries() {
        return keptEntries;
    }

    RaftOptions raftOptions() {
        return raftOptions;
    }

    SimulatedNetwork network() {
        return network;
    }

    SafetyChecker checker() {
        return checker;
    }

    List<SimulatedServer> servers() {
        return servers;
    }

    SimulatedServer server(int number) {
        return servers.get(number);
    }

    SimulatedServer serverAt(String raftAddress) {
        return servers.get(Integer.parseInt(raftAddress.substring("raft:".length())));
    }

    /** The server whose disk this is now, or null. */
    @Nullable
    SimulatedServer serverOf(@Nullable ServerId id) {
        for (SimulatedServer server : servers) {
            if (server.disk().self().equals(id)) {
                return server;
            }
        }
        return null;
    }

    // ---- what an onlooker sees

    /** The server that leads in the newest term of which somebody leads, or null. */
    @Nullable
    SimulatedServer leader() {
        SimulatedServer found = null;
        long newest = 0;
        for (SimulatedServer server : servers) {
            NodeStatus status = server.status();
            if (status != null
                    && status.role() == NodeStatus.Role.LEADER
                    && status.term() > newest) {
                found = server;
                newest = status.term();
            }
        }
        return found;
    }

    private List<NodeStatus> running() {
        List<NodeStatus> running = new ArrayList<>();
        for (SimulatedServer server : servers) {
            NodeStatus status = server.status();
            if (status != null) {
                running.add(status);
            }
        }
        return running;
    }

    /** A leader that a minority elected cannot be: all that run agree who leads. */
    boolean allFollowOneLeader() {
        SimulatedServer leader = leader();
        NodeStatus leading = leader == null ? null : leader.status();
        return leading != null
                && running().stream()
                        .allMatch(status -> status.term() == leading.term()
                                && leading.id().equals(status.leader()));
    }

    /** Everybody that runs knows of everybody else that runs. */
    boolean allRunningAreVoters() {
        List<NodeStatus> running = running();
        List<String> names = running.stream().map(NodeStatus::id).toList();
        return running.stream().allMatch(status -> status.members().stream()
                .filter(NodeStatus.Peer::voter)
                .map(NodeStatus.Peer::id)
                .toList()
                .containsAll(names));
    }

    /** Logs end at the same entry, and on all that run everything is committed and applied. */
    boolean hasConverged() {
        SimulatedServer leader = leader();
        NodeStatus leading = leader == null ? null : leader.status();
        return leading != null
                && allFollowOneLeader()
                && running().stream()
                        .allMatch(status -> status.lastIndex() == leading.lastIndex()
                                && status.commitIndex() == leading.lastIndex()
                                && status.lastApplied() == leading.lastIndex());
    }
}
