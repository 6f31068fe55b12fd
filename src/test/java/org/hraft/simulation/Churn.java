package org.hraft.simulation;

import org.hraft.node.Input;
import org.hraft.node.Leadership;
import org.hraft.node.MembersOutlook;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.ChangeMember.Change;
import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Operators who change the members at bad moments: they remove servers and demote them, the leader
 * not excepted, and take them back after a while, some with an empty disk; and they name who is to
 * lead. Never so many at a time that too few voters would be left. One thread.
 */
final class Churn {

    private static final long MILLIS = 1_000_000;

    /** Two pauses, of whoever is asked and of the leader, and the network in between, take less. */
    private static final long LONGEST_WAY = 60_000 * MILLIS;

    private final SimulatedCluster cluster;
    private final SplittableRandom dice;
    private final Consumer<SimulatedServer> wipe;
    private boolean stopped;

    /** Until then a request of which nobody has heard may still be carried out. */
    private long underWayUntil;

    /** @param wipe takes a server's disk away, unless that is too dangerous */
    Churn(SimulatedCluster cluster, SplittableRandom dice, Consumer<SimulatedServer> wipe) {
        this.cluster = cluster;
        this.dice = dice;
        this.wipe = wipe;
    }

    void start() {
        takeBack();
    }

    /** From now on everybody is to be a voter. */
    void stop() {
        stopped = true;
        cluster.servers().forEach(server -> server.retired = false);
    }

    // ---- what they do

    void remove() {
        SimulatedServer victim = anybody();
        if (mayRetire(victim)) {
            retire(victim, Change.REMOVE, Fault.REMOVE_MEMBER, () -> {
                if (dice.nextBoolean()) {
                    wipe.accept(victim);
                }
            });
        }
    }

    void demote() {
        SimulatedServer victim = anybody();
        if (mayRetire(victim)) {
            retire(victim, Change.DEMOTE, Fault.DEMOTE_MEMBER, () -> {});
        }
    }

    void transfer() {
        SimulatedServer target = anybody();
        SimulatedServer asked = anybody();
        story("asks " + asked.number + " to make " + target.number + " the leader");
        var done = new CompletableFuture<Leadership>();
        var unused = done.thenAccept(leadership -> cluster.faults().count(Fault.TRANSFER));
        asked.input(new Input.TransferLeadership(name(target), done));
    }

    private boolean mayRetire(SimulatedServer victim) {
        int size = cluster.servers().size();
        long retired = cluster.servers().stream().filter(s -> s.retired).count();
        return !victim.retired
                && size > 1
                && retired < Math.max(1, (size - 1) / 2)
                && !isUnderWay()
                && canBeSpared(victim);
    }

    /** The others remember what is committed: a leader may not have noticed yet that a disk is lost. */
    private boolean canBeSpared(SimulatedServer victim) {
        List<ServerId> intact = cluster.servers().stream()
                .filter(server -> !server.disk().isRegressed())
                .map(server -> server.disk().self())
                .toList();
        return cluster.servers().stream()
                .flatMap(server -> server.disk().newestConfigurations(2).stream())
                .map(members -> Nemesis.votersSoon(members, intact).stream()
                        .filter(voter -> !voter.name().equals(name(victim)))
                        .toList())
                .allMatch(left -> left.isEmpty() || Majority.of(left, intact::contains));
    }

    /** A voter may lose its vote at any moment. */
    boolean isUnderWay() {
        return cluster.timeline().now() < underWayUntil;
    }

    private void retire(SimulatedServer victim, Change change, Fault fault, Runnable after) {
        victim.retired = true;
        underWayUntil = cluster.timeline().now() + LONGEST_WAY;
        ask(victim, change, fault, () -> underWayUntil = 0);
        cluster.timeline().in(shortTime(60_000), () -> {
            if (!stopped) {
                victim.retired = false;
                after.run();
            }
        });
    }

    // ---- and undo

    /** By what the leader knows: who is removed need not have heard of it. */
    private void takeBack() {
        SimulatedServer leader = cluster.leader();
        if (leader != null) {
            List<Configuration> newest = leader.disk().newestConfigurations(1);
            newest.forEach(members -> cluster.servers().stream()
                    .filter(server -> server.isUp() && !server.retired)
                    .forEach(server -> takeBack(server, members)));
        }
        cluster.timeline().in(500 * MILLIS, this::takeBack);
    }

    private void takeBack(SimulatedServer server, Configuration members) {
        ServerId self = server.disk().self();
        Member member = members.member(self);
        if (member == null) {
            anybody().input(new Input.Join(server.member(), new CompletableFuture<>()));
        } else if (member.suffrage() == Suffrage.LEARNER) {
            ask(server, Change.PROMOTE, Fault.PROMOTE_MEMBER, () -> {});
        }
    }

    // ---- how they ask

    private void ask(SimulatedServer subject, Change change, Fault fault, Runnable whenDecided) {
        SimulatedServer asked = anybody();
        story("asks " + asked.number + " to " + change + " " + subject.number);
        var done = new CompletableFuture<MembersOutlook>();
        var unused = done.thenAccept(after -> {
            whenDecided.run();
            if (after.changes()) {
                story(change + " " + subject.number + " at " + after.index());
                cluster.faults().count(fault);
            }
        });
        var request = new ChangeMember.Request(name(subject), change, 0, false);
        asked.input(new Input.ChangeMember(request, done));
    }

    private SimulatedServer anybody() {
        return cluster.server(dice.nextInt(cluster.servers().size()));
    }

    private static String name(SimulatedServer server) {
        return server.disk().self().name();
    }

    /** Mostly short, sometimes as long as {@code maxMillis}. */
    private long shortTime(long maxMillis) {
        return MILLIS * (long) Math.pow((double) maxMillis, dice.nextDouble());
    }

    private void story(String line) {
        cluster.trace().tell(() -> "operator: " + line);
    }
}
