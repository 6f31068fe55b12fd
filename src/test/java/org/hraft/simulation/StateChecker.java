package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.kv.KvState;
import org.hraft.raft.Entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state machines of all servers take the same steps: every command once, in the order of the
 * log, and equal states at equal indices (State Machine Safety). One thread.
 */
final class StateChecker {

    /** A command, and the map after it. */
    private record Step(long index, Entry.Command command, int stateHash) {}

    /** Steps of one process: those of its present turn may still be taken back by a crash. */
    private static final class Steps {
        final List<Step> ofThisTurn = new ArrayList<>();
        long lastIndex;
    }

    private final Map<Long, Step> known = new HashMap<>();
    private final PerServer<Steps> steps = new PerServer<>(Steps::new);

    /** All steps up to here are known. */
    private long knownUpTo;

    /** A process found this state on its disk. */
    void started(SimulatedServer server, long lastApplied, KvState state) {
        steps.begin(server).lastIndex = lastApplied;
        if (lastApplied <= knownUpTo) {
            compare(server, lastApplied, state);
        }
    }

    private void compare(SimulatedServer server, long lastApplied, KvState state) {
        long index = lastApplied;
        while (index > 0 && !known.containsKey(index)) {
            index--; // entries without a command leave the state as it is
        }
        Step expected = known.get(index);
        int hash = expected == null ? KvState.EMPTY.rows().hashCode() : expected.stateHash();
        unless(
                state.rows().hashCode() == hash,
                "Equal states at equal indices",
                () -> server.number + " begins with another state than others at " + lastApplied);
    }

    /** A command was applied; {@code state} is the map after it. */
    void applied(SimulatedServer server, long index, byte[] command, KvState state) {
        Steps mine = steps.of(server);
        unless(
                index > mine.lastIndex,
                "Applied once, in order",
                () -> server.number + " applies " + index + " after " + mine.lastIndex);
        mine.lastIndex = index;
        mine.ofThisTurn.add(
                new Step(index, new Entry.Command(command), state.rows().hashCode()));
    }

    void turnEnded(SimulatedServer server, long lastApplied) {
        settle(server, Long.MAX_VALUE);
        knownUpTo = Math.max(knownUpTo, lastApplied);
    }

    /** In this turn a snapshot took the place of the state. */
    void installed(SimulatedServer server, long lastApplied, KvState state) {
        settle(server, Long.MAX_VALUE);
        if (lastApplied <= knownUpTo) { // else the turn of its sender has not ended yet
            compare(server, lastApplied, state);
        }
    }

    /** A crash took back the steps of the turn, except for those that had reached the disk. */
    void crashed(SimulatedServer server) {
        settle(server, server.disk().lastApplied());
    }

    private void settle(SimulatedServer server, long upTo) {
        List<Step> taken = steps.of(server).ofThisTurn;
        for (Step step : taken) {
            if (step.index() <= upTo) {
                compare(server, step);
            }
        }
        taken.clear();
    }

    private void compare(SimulatedServer server, Step step) {
        Step first = known.putIfAbsent(step.index(), step);
        unless(
                first == null || first.command().equals(step.command()),
                "State Machine Safety",
                () -> server.number + " applies another command at " + step.index());
        unless(
                first == null || first.stateHash() == step.stateHash(),
                "Equal states at equal indices",
                () -> server.number + " has another state at " + step.index());
    }
}
