package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Plays one seed: servers and clients under the faults that the seed draws, then everything is
 * healed, and within ten election timeouts there must be one leader and the same log and state on
 * all servers. The same seed plays the same way every time.
 */
final class Simulation {

    private static final int ELECTION_TIMEOUTS = 10;
    private static final long SECOND = 1_000_000_000;
    private static final Duration CHECKER_BUDGET = Duration.ofSeconds(60);

    /**
     * What a seed came to.
     *
     * @param events of the timeline
     * @param nanos of virtual time
     * @param requests that clients made
     * @param operations of these in the history that was found linearizable
     * @param convergedNanos from the healing to the convergence
     */
    record Result(
            long seed,
            long events,
            long nanos,
            int requests,
            int operations,
            long convergedNanos,
            Map<Fault, Long> faults,
            long traceHash) {}

    private final long seed;
    private final SplittableRandom dice;
    private final Swarm swarm;
    private final SimulatedCluster cluster;
    private final History history = new History();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Nemesis nemesis;

    private Simulation(long seed, @Nullable PrintStream story) {
        this.seed = seed;
        this.dice = new SplittableRandom(seed);
        this.swarm = Swarm.draw(dice);
        this.cluster = new SimulatedCluster(
                dice.split(), swarm.servers(), swarm.raftOptions(), swarm.keptEntries(), story);
        this.nemesis = new Nemesis(cluster, swarm, dice.split());
        cluster.trace().tell(swarm::toString);
    }

    /**
     * @throws Violation if a rule is broken; anything else that is thrown is a mistake, too
     */
    static Result run(long seed) {
        return run(seed, null);
    }

    /** @param story where to tell what happens, null: nowhere */
    static Result run(long seed, @Nullable PrintStream story) {
        return new Simulation(seed, story).play();
    }

    private Result play() {
        cluster.form(swarm.founders());
        List<SimulatedServer> latecomers =
                cluster.servers().subList(swarm.founders(), swarm.servers());
        new Operator(cluster, dice.split()).start(latecomers, swarm.seconds() * SECOND);
        startClients();
        nemesis.start();
        cluster.advance(swarm.seconds() * 1_000L);
        nemesis.heal();
        clients.forEach(SimulatedClient::stop);
        long converged = converge();
        nemesis.healTheRest();
        converged = Math.max(converged, converge());
        writeEverywhere();
        readEverythingEverywhere();
        checkHistory();
        return new Result(
                seed,
                cluster.timeline().happened(),
                cluster.timeline().now(),
                clients.stream().mapToInt(SimulatedClient::asked).sum(),
                history.size(),
                converged,
                cluster.faults().counts(),
                cluster.trace().hash());
    }

    private void startClients() {
        long meanPause = swarm.seconds() * SECOND * swarm.clients() / swarm.operations();
        for (int number = 0; number < swarm.clients(); number++) {
            SimulatedClient client = new SimulatedClient(
                    cluster, history, dice.split(), number, swarm.keys(), meanPause);
            clients.add(client);
            client.start();
        }
    }

    /** Returns how long it took, in nanoseconds. */
    private long converge() {
        long healed = cluster.timeline().now();
        long end = healed + ELECTION_TIMEOUTS * swarm.raftOptions().electionTimeoutMaxNanos();
        while (!(cluster.allRunningAreVoters() && cluster.hasConverged())) {
            if (cluster.timeline().now() > end) {
                throw new Violation(
                        "Liveness",
                        "healed, and not converged after ten election timeouts: "
                                + cluster.servers().stream()
                                        .map(SimulatedServer::status)
                                        .toList());
            }
            cluster.timeline().step();
        }
        return cluster.timeline().now() - healed;
    }

    private void writeEverywhere() {
        cluster.advanceUntil(this::clientsAreDone, "all clients have an answer");
        cluster.servers().forEach(server -> clients.get(0).writeSurely(server, "k0"));
        cluster.advanceUntil(this::clientsAreDone, "a write on each server is acknowledged");
    }

    private void readEverythingEverywhere() {
        for (SimulatedServer server : cluster.servers()) {
            for (int key = 0; key < swarm.keys(); key++) {
                clients.get(0).read(server, "k" + key, () -> {});
            }
        }
        cluster.advanceUntil(this::clientsAreDone, "all keys are read on all servers");
    }

    private boolean clientsAreDone() {
        return clients.stream().allMatch(SimulatedClient::isDone);
    }

    private void checkHistory() {
        Verdict verdict = new LinearizabilityChecker(CHECKER_BUDGET).check(history);
        if (!(verdict instanceof Verdict.Linearizable)) {
            throw new Violation("Linearizability", verdict.toString());
        }
    }
}
