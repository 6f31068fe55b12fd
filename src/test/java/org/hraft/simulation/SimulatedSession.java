package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.Input;
import org.hraft.node.NodeStatus;
import org.hraft.node.ReadLevel;

import java.util.concurrent.CompletableFuture;

/**
 * A client's reads of states that may be old, but that may never be older than what it has seen:
 * monotonic reads and its own writes, on whichever server it asks (Terry and others 1994). They are
 * not linearizable and so in no history.
 */
final class SimulatedSession {

    private final SimulatedClient client;
    private long seen;

    SimulatedSession(SimulatedClient client) {
        this.client = client;
    }

    /** The client was told of a state that contains this entry. */
    void saw(long index) {
        seen = Math.max(seen, index);
    }

    /** Demands all that was seen so far, and looks whether it is there. */
    void read(SimulatedServer server, ReadLevel level) {
        long demanded = seen;
        CompletableFuture<Long> future = new CompletableFuture<>();
        client.ask(server, new Input.Read(level, demanded, future), future, (index, error) -> {
            if (index != null) {
                client.answered(server, index);
                long found = applied(server);
                unless(
                        found >= demanded,
                        "Reads never go back",
                        () -> server.number + " has applied " + found + ", and was asked for "
                                + demanded + " at the level " + level);
                saw(found);
            }
            client.start();
        });
    }

    private static long applied(SimulatedServer server) {
        NodeStatus status = server.status();
        return Math.max(server.state().index(), status == null ? 0 : status.lastApplied());
    }
}
