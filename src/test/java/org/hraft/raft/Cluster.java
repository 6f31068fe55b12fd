package org.hraft.raft;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Some cores and a network that delivers at once, except from and to servers that are cut off. */
final class Cluster {

    private final TreeMap<ServerId, Core> cores = new TreeMap<>();
    private final TreeSet<ServerId> cutOff = new TreeSet<>();

    Cluster(List<Core> cores) {
        cores.forEach(core -> this.cores.put(core.raft.self(), core));
    }

    Cluster(Core... cores) {
        this(List.of(cores));
    }

    Core core(ServerId id) {
        Core core = cores.get(id);
        if (core == null) {
            throw new AssertionError("no server " + id);
        }
        return core;
    }

    List<Core> cores() {
        return List.copyOf(cores.values());
    }

    void cutOff(ServerId... ids) {
        cutOff.addAll(List.of(ids));
    }

    void heal() {
        cutOff.clear();
    }

    /** Delivers until nothing is under way; returns how many requests that took. */
    int deliver() {
        int delivered = 0;
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (Core core : cores.values()) {
                for (Ready.Message message : core.takes()) {
                    quiet = false;
                    delivered++;
                    Invariant.check(delivered < 10_000, "servers are quiet at some time");
                    deliver(core, message);
                }
            }
        }
        return delivered;
    }

    private void deliver(Core from, Ready.Message message) {
        Core to = cores.get(message.to());
        ServerId sender = from.raft.self();
        if (to == null || cutOff.contains(sender) || cutOff.contains(message.to())) {
            from.fails(message.to(), message.request());
        } else {
            from.answers(message.to(), message.request(), to.ask(sender, message.request()));
        }
    }

    /** Time passes everywhere, in small steps. */
    void passes(long millis) {
        for (long passed = 0; passed < millis; passed += Core.HEARTBEAT / 2) {
            cores.values().forEach(core -> core.passes(Core.HEARTBEAT / 2));
            deliver();
        }
    }

    /** Time passes until the condition holds; a second is more than enough for anything here. */
    void passesUntil(BooleanSupplier condition, String what) {
        for (int i = 0; i < 1_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            passes(1);
        }
        throw new AssertionError("it does not happen: " + what);
    }

    /** The server that leads in the newest term; waits for it. */
    Core leader() {
        passesUntil(() -> cores.values().stream().anyMatch(this::leads), "somebody leads");
        return cores.values().stream().filter(this::leads).findFirst().orElseThrow();
    }

    private boolean leads(Core core) {
        long newest = cores.values().stream()
                .mapToLong(c -> c.raft.currentTerm())
                .max()
                .orElse(0);
        return core.raft.isLeader() && core.raft.currentTerm() == newest;
    }
}
