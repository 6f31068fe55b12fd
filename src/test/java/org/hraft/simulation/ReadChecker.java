package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.Input;
import org.hraft.node.Transport;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Configuration;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A leader confirms a read of another server only if a majority has followed it since the read
 * arrived: they have answered requests that it sent in that turn or later (section 6.4 of the
 * dissertation, hazards 29 and 31). One thread.
 */
final class ReadChecker {

    /** What one process has asked and was asked, by the number of the turn. */
    private static final class Turns {
        long number;
        final IdentityHashMap<Rpc.Request, Long> sent = new IdentityHashMap<>();
        final IdentityHashMap<Rpc.Request, Long> arrived = new IdentityHashMap<>();

        /** The newest turn whose request a peer has answered. */
        final Map<ServerId, Long> answered = new HashMap<>();
    }

    private final PerServer<Turns> turns = new PerServer<>(Turns::new);

    /** A process begins, and nobody has answered it anything. */
    void started(SimulatedServer server) {
        turns.begin(server);
    }

    void turnBegins(SimulatedServer server) {
        turns.of(server).number++;
    }

    /** It is among what the present turn takes. */
    void turnBegins(SimulatedServer server, Input input) {
        if (input instanceof Input.Received received
                && received.envelope().request() instanceof ReadIndex.Request read
                && read.confirmed()) {
            Turns mine = turns.of(server);
            mine.arrived.putIfAbsent(read, mine.number); // it may be repeated
        } else if (input instanceof Input.Ended ended
                && ended.request() instanceof AppendEntries.Request sent) {
            ended(turns.of(server), ended, sent);
        }
    }

    /** An answer in the same term says that the sender still led when it asked. */
    private static void ended(Turns mine, Input.Ended ended, AppendEntries.Request sent) {
        Long turn = mine.sent.remove(sent);
        if (turn != null
                && ended.outcome() instanceof Transport.Answered answered
                && answered.response().term() == sent.term()) {
            mine.answered.merge(ended.to(), turn, Math::max);
        }
    }

    /** A leader's request leaves a server; nothing leaves later than before the next turn. */
    void requested(SimulatedServer server, AppendEntries.Request append) {
        Turns mine = turns.of(server);
        mine.sent.put(append, mine.number);
    }

    /** An answer to somebody who wants to read leaves a server. */
    void promised(SimulatedServer server, ReadIndex.Request read, ReadIndex.Response answer) {
        Turns mine = turns.of(server);
        Long arrived = mine.arrived.remove(read);
        if (arrived == null || !answer.granted()) {
            return;
        }
        // A change of members may have been appended after the read was confirmed, in one turn.
        unless(
                server.disk().newestConfigurations(2).stream()
                        .anyMatch(members -> haveAnswered(server, members, mine, arrived)),
                "A read is confirmed by a majority",
                () -> String.format(
                        "%d confirms a read of turn %d, answered were %s",
                        server.number, arrived, mine.answered));
    }

    private static boolean haveAnswered(
            SimulatedServer server, Configuration members, Turns mine, long since) {
        ServerId self = server.disk().self();
        return Majority.of(
                members.voters(),
                voter -> voter.equals(self) || mine.answered.getOrDefault(voter, 0L) >= since);
    }
}
