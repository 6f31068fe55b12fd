package org.hraft.simulation;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.StateMachine;
import org.hraft.node.StateSnapshot;

/** The map of a server, whose every step is checked. */
final class CheckedMachine implements StateMachine {

    private final SimulatedServer server;
    private final KvStateMachine machine;
    private final StateChecker checker;

    CheckedMachine(SimulatedServer server, KvStateMachine machine, StateChecker checker) {
        this.server = server;
        this.machine = machine;
        this.checker = checker;
    }

    @Override
    public Object apply(long index, byte[] command) {
        Object result = machine.apply(index, command);
        checker.applied(server, index, command, machine.state());
        return result;
    }

    @Override
    public StateSnapshot snapshot() {
        return machine.snapshot();
    }

    @Override
    public long hash() {
        return machine.hash();
    }

    @Override
    public int unsavedRows() {
        return machine.unsavedRows();
    }
}
