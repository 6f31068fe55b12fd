package org.hraft.simulation;

import org.hraft.node.Input;
import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Inflicts the faults that the seed has turned on, each at moments of its own. One thread. */
final class Nemesis {

    private static final long MILLIS = 1_000_000;

    private final SimulatedCluster cluster;
    private final Swarm swarm;
    private final SplittableRandom dice;
    private final Churn churn;
    private boolean stopped;

    Nemesis(SimulatedCluster cluster, Swarm swarm, SplittableRandom dice) {
        this.cluster = cluster;
        this.swarm = swarm;
        this.dice = dice;
        this.churn = new Churn(cluster, dice.split(), this::wipe);
    }

    void start() {
        cluster.network().quality(swarm.network());
        churn.start();
        swarm.faults().forEach(this::plan);
    }

    /** Nothing new happens; whatever was inflicted ends now, except that some servers stay down. */
    void heal() {
        stopped = true;
        churn.stop();
        cluster.network().heal();
        List<SimulatedServer> down = swarm.mendsInTwoSteps() ? minority() : List.of();
        for (SimulatedServer server : cluster.servers()) {
            if (down.contains(server)) {
                story(server.number + " stays down");
                server.crash();
            } else {
                server.heal();
            }
        }
    }

    /** Those that stayed down come back. */
    void healTheRest() {
        cluster.servers().forEach(SimulatedServer::heal);
    }

    /** Servers without which the others can go on. */
    private List<SimulatedServer> minority() {
        List<SimulatedServer> minority = new ArrayList<>();
        if (churn.isUnderWay()) {
            return minority; // one of the others may be about to lose its vote
        }
        for (SimulatedServer server : cluster.servers()) {
            minority.add(server);
            if (dice.nextBoolean() || !canDoWithout(minority)) {
                minority.remove(server);
            }
        }
        return minority;
    }

    private void plan(Fault fault) {
        long mean = swarm.meanNanos().getOrDefault(fault, 0L);
        cluster.timeline().in((long) (-mean * Math.log(1 - dice.nextDouble())), () -> {
            if (!stopped) {
                inflict(fault);
                plan(fault);
            }
        });
    }

    private void inflict(Fault fault) {
        SimulatedServer victim = anybody();
        switch (fault) {
            case PARTITION -> partition();
            case ONE_WAY -> oneWay(victim);
            case BRIDGE -> bridge();
            case CRASH -> down(victim, victim::crash);
            case LOST_WRITE, TORN_WRITE, UNTOLD_WRITE -> down(victim, victim::crashInNextWrite);
            case PAUSE -> pause(victim);
            case CLOCK_RATE -> clockRate(victim);
            case SLOW_DISK -> slowDisk(victim);
            case FULL_DISK -> fullDisk(victim);
            case WIPE -> wipe(victim);
            case REGRESSION -> regress(victim);
            case HAND_OVER -> handOver();
            case TRANSFER -> churn.transfer();
            case REMOVE_MEMBER -> churn.remove();
            case DEMOTE_MEMBER -> churn.demote();
            case PROMOTE_MEMBER -> {} // whoever was demoted is promoted again
            case LOSS, DUPLICATION, REORDERING, DELAY -> {} // the network does that all the time
            case COMPACTION, SNAPSHOT -> {} // the servers do that all the time
        }
    }

    private SimulatedServer anybody() {
        return cluster.server(dice.nextInt(cluster.servers().size()));
    }

    /** Mostly short, sometimes as long as {@code maxMillis}. */
    private long shortTime(long maxMillis) {
        return MILLIS * (long) Math.pow((double) maxMillis, dice.nextDouble());
    }

    private void story(String line) {
        cluster.trace().tell(() -> "nemesis: " + line);
    }

    // ---- the network

    private void partition() {
        List<Integer> here = new ArrayList<>();
        List<Integer> there = new ArrayList<>();
        for (SimulatedServer server : cluster.servers()) {
            (dice.nextBoolean() ? here : there).add(server.number);
        }
        cut(Fault.PARTITION, here, there, true);
    }

    private void oneWay(SimulatedServer victim) {
        List<Integer> deaf = new ArrayList<>();
        for (SimulatedServer server : cluster.servers()) {
            if (server != victim && dice.nextInt(3) > 0) {
                deaf.add(server.number);
            }
        }
        if (dice.nextBoolean()) {
            cut(Fault.ONE_WAY, List.of(victim.number), deaf, false);
        } else {
            cut(Fault.ONE_WAY, deaf, List.of(victim.number), false);
        }
    }

    /** Everybody hears the bridge, and nobody hears the other side. */
    private void bridge() {
        int size = cluster.servers().size();
        int bridge = dice.nextInt(size);
        int half = 1 + dice.nextInt(Math.max(1, size - 2));
        List<Integer> others = new ArrayList<>(IntStream.range(0, size)
                .filter(number -> number != bridge)
                .boxed()
                .toList());
        int end = Math.min(half, others.size());
        cut(Fault.BRIDGE, others.subList(0, end), others.subList(end, others.size()), true);
    }

    private void cut(Fault kind, List<Integer> here, List<Integer> there, boolean bothWays) {
        if (here.isEmpty() || there.isEmpty()) {
            return;
        }
        story(kind + " " + here + (bothWays ? " <> " : " > ") + there);
        cluster.faults().count(kind);
        cluster.network().cut(here, there, bothWays);
        cluster.timeline().in(shortTime(60_000), () -> {
            if (!stopped) {
                story("mended " + here + " " + there);
                cluster.network().mend(here, there, bothWays);
            }
        });
    }

    // ---- processes

    /** A process ends, and is started again after a while. */
    private void down(SimulatedServer victim, Runnable how) {
        how.run();
        cluster.timeline().in(shortTime(30_000), () -> {
            if (!stopped) {
                victim.start();
            }
        });
    }

    /** Pauses do not add up: a request would wait for longer than {@link Churn} reckons with. */
    private void pause(SimulatedServer victim) {
        long nanos = shortTime(15_000);
        if (victim.isPaused()) {
            return;
        }
        story("pause " + victim.number + " for " + nanos / MILLIS + " ms");
        cluster.faults().count(Fault.PAUSE);
        victim.pause(nanos);
    }

    private void clockRate(SimulatedServer victim) {
        cluster.faults().count(Fault.CLOCK_RATE);
        victim.clockRate(0.8 + 0.4 * dice.nextDouble());
    }

    // ---- disks

    private void slowDisk(SimulatedServer victim) {
        long until = cluster.timeline().now() + shortTime(30_000);
        long nanos = shortTime(3_000);
        story("slow disk " + victim.number + ", a write takes " + nanos / MILLIS + " ms");
        victim.slowDisk(until, nanos);
    }

    /** A server whose disk was full has halted; somebody makes room and starts it again. */
    private void fullDisk(SimulatedServer victim) {
        long nanos = shortTime(20_000);
        story("full disk " + victim.number);
        victim.fullDisk(cluster.timeline().now() + nanos);
        cluster.timeline().in(nanos + shortTime(10_000), () -> {
            if (!stopped && !victim.isWell()) {
                victim.crash();
                victim.start();
            }
        });
    }

    /** Never so many that no majority could remember what was committed. */
    private void wipe(SimulatedServer victim) {
        if (churn.isUnderWay() || !canDoWithout(List.of(victim))) {
            return;
        }
        story("wipe " + victim.number);
        cluster.faults().count(Fault.WIPE);
        down(victim, victim::wipe);
    }

    /** Never so many that what was committed has no majority that still votes. */
    private void regress(SimulatedServer victim) {
        if (churn.isUnderWay() || !canDoWithout(List.of(victim))) {
            return;
        }
        int writes = 1 + dice.nextInt(SimulatedJournal.MAX_FORGOTTEN);
        story("regress " + victim.number + " by up to " + writes + " writes");
        cluster.faults().count(Fault.REGRESSION);
        down(victim, () -> {
            victim.crash();
            victim.disk().forget(writes);
        });
    }

    private boolean canDoWithout(List<SimulatedServer> victims) {
        List<ServerId> intact = cluster.servers().stream()
                .filter(server -> !victims.contains(server) && !server.disk().isRegressed())
                .map(server -> server.disk().self())
                .toList();
        return cluster.servers().stream()
                .flatMap(server -> server.disk().newestConfigurations(2).stream())
                .map(configuration -> votersSoon(configuration, intact))
                .allMatch(voters -> Majority.of(voters, intact::contains));
    }

    /** A learner that is gone may still be promoted, by what it said before; others need not be. */
    static List<ServerId> votersSoon(Configuration configuration, List<ServerId> intact) {
        return configuration.members().stream()
                .filter(member -> member.voter() || !intact.contains(member.id()))
                .map(Member::id)
                .toList();
    }

    // ---- operators

    private void handOver() {
        SimulatedServer leader = cluster.leader();
        if (leader != null) {
            story("hand over from " + leader.number);
            cluster.faults().count(Fault.HAND_OVER);
            leader.input(new Input.HandOver(new CompletableFuture<>()));
        }
    }
}
