package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.Input;
import org.hraft.node.Transport;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.RequestVote;
import org.hraft.raft.ServerId;
import org.hraft.raft.TimeoutNow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nobody raises a term unless a majority would elect it (pre-vote, section 9.6 of the dissertation)
 * or the leader told it to (section 3.10), and nobody leads without the votes of a majority (5.2,
 * hazards 3, 5, 6 and 34). What counts is what the process itself was told in its turns. One thread.
 */
final class ElectionChecker {

    /** What one process has been told, by the terms that it may start. */
    private static final class Told {
        final Map<Long, Set<ServerId>> preVotes = new HashMap<>();
        final Map<Long, Set<ServerId>> votes = new HashMap<>();
        final Set<Long> orders = new HashSet<>();

        /** The newest term in which it leads by right. */
        long leadsIn;
    }

    private final MembershipChecker members;
    private final PerServer<Told> told = new PerServer<>(Told::new);

    /** @param members who knows by which configuration a server goes */
    ElectionChecker(MembershipChecker members) {
        this.members = members;
    }

    /** A process begins and knows of no vote but its own. */
    void started(SimulatedServer server) {
        told.begin(server);
    }

    void turnBegins(SimulatedServer server, Input input) {
        if (input instanceof Input.Ended ended
                && ended.request() instanceof RequestVote.Request asked
                && ended.outcome() instanceof Transport.Answered answered
                && answered.response() instanceof RequestVote.Response answer
                && answer.voteGranted()) {
            Told mine = told.of(server);
            (asked.preVote() ? mine.preVotes : mine.votes)
                    .computeIfAbsent(asked.term(), term -> new HashSet<>())
                    .add(ended.to());
        } else if (input instanceof Input.Received received
                && received.envelope().request() instanceof TimeoutNow.Request order) {
            told.of(server).orders.add(order.term() + 1);
        }
    }

    /** A request for votes leaves a server. */
    void requested(SimulatedServer server, RequestVote.Request vote) {
        if (vote.preVote()) {
            return;
        }
        Told mine = told.of(server);
        if (vote.leadershipTransfer()) {
            unless(
                    mine.orders.contains(vote.term()),
                    "An election by order needs the order",
                    () -> server.number + " was not told to start term " + vote.term());
            return;
        }
        // Whoever has asked for pre-votes goes by the same configuration as long as it does so.
        Set<ServerId> consenting = mine.preVotes.getOrDefault(vote.term(), Set.of());
        List<ServerId> voters = members.votersBefore(server);
        unless(
                isMajority(server, consenting, voters),
                "No election without the consent of a majority",
                () -> String.format(
                        "%d starts term %d, and only %s of %s would elect it",
                        server.number, vote.term(), consenting, voters));
    }

    /** A leader's request leaves a server. */
    void requested(SimulatedServer server, AppendEntries.Request append) {
        Told mine = told.of(server);
        if (append.term() <= mine.leadsIn) {
            return;
        }
        Set<ServerId> electing = mine.votes.getOrDefault(append.term(), Set.of());
        List<ServerId> voters = votersAtElection(server, append.term());
        unless(
                isMajority(server, electing, voters),
                "A leader has the votes of a majority",
                () -> String.format(
                        "%d leads in term %d, and only %s of %s have elected it",
                        server.number, append.term(), electing, voters));
        mine.leadsIn = append.term();
    }

    /** A leader's log has not changed since its election, but for the entries of its own term. */
    private static List<ServerId> votersAtElection(SimulatedServer server, long term) {
        for (Entry entry : server.disk().configurationEntries(Integer.MAX_VALUE)) {
            if (entry.term() < term && entry.payload() instanceof Configuration configuration) {
                return configuration.voters();
            }
        }
        return List.of();
    }

    private static boolean isMajority(
            SimulatedServer server, Set<ServerId> agreeing, List<ServerId> voters) {
        ServerId self = server.disk().self();
        return Majority.of(voters, voter -> voter.equals(self) || agreeing.contains(voter));
    }
}
