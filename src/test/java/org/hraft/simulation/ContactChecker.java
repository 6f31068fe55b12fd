package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.Envelope;
import org.hraft.node.Input;
import org.hraft.node.NodeOptions;
import org.hraft.node.NodeStatus;
import org.hraft.node.Transport;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who hears a leader elects nobody else (section 4.2.3 of the dissertation, hazard 6), who has no
 * reason to refuse a vote gives it (5.2, hazard 24), and who leads hears a majority (section 6.2,
 * hazard 42). Times are those of each process's own clock, as its turns see it. One thread.
 *
 * <p>A vote is judged if it was all that its turn took: only then is known what was known.
 */
final class ContactChecker {

    private static final long NEVER = Long.MIN_VALUE / 2;

    /** What one process has heard, and when. */
    private static final class Contact {
        /** Of all its turns together; a single one counts so much at most. */
        long clock;

        long lastNow = NEVER;

        // As a follower.
        long heardTerm;
        long heardAt = NEVER;
        /** A leader, or a candidate who got the vote: either is a reason to refuse others. */
        long perhapsHeardAt = NEVER;

        // As a leader.
        boolean leads;
        long leadsIn;
        long leadsSince;
        final Map<ServerId, Long> answeredAt = new HashMap<>();

        // The request that its present turn took, if it was the only input.
        RequestVote.@Nullable Request judged;
        boolean hearsLeader;
        boolean hasNoReason;
    }

    private final RaftOptions options;
    private final MembershipChecker members;
    private final PerServer<Contact> contacts = new PerServer<>(Contact::new);

    /** @param members who knows by which configuration a server goes */
    ContactChecker(RaftOptions options, MembershipChecker members) {
        this.options = options;
        this.members = members;
    }

    /** A process begins, and has heard nobody. */
    void started(SimulatedServer server) {
        contacts.begin(server);
    }

    // ---- what it hears

    /** @param now in nanoseconds of the process's clock */
    void turnBegins(SimulatedServer server, List<Input> inputs, long now) {
        Contact contact = contacts.of(server);
        if (contact.lastNow != NEVER) {
            long elapsed = now - contact.lastNow;
            contact.clock += Math.min(elapsed, NodeOptions.DEFAULT.maxElapsedNanos());
        }
        contact.lastNow = now;
        contact.judged = null;
        if (inputs.size() == 1
                && inputs.get(0) instanceof Input.Received received
                && received.envelope().request() instanceof RequestVote.Request asked) {
            judge(server, contact, asked);
        }
    }

    private void judge(SimulatedServer server, Contact contact, RequestVote.Request asked) {
        long min = options.electionTimeoutMinNanos();
        SimulatedDisk disk = server.disk();
        contact.judged = asked;
        contact.hearsLeader = contact.heardTerm == disk.hardState().currentTerm()
                && contact.clock - contact.heardAt < min;
        contact.hasNoReason = !contact.leads
                && contact.clock - contact.perhapsHeardAt >= min
                && !disk.isRegressed()
                && isFree(disk.hardState(), asked)
                && isUpToDate(disk, asked);
    }

    private static boolean isFree(HardState state, RequestVote.Request asked) {
        ServerId given = state.votedFor();
        return asked.term() > state.currentTerm()
                || (!asked.preVote()
                        && asked.term() == state.currentTerm()
                        && (given == null || given.equals(asked.candidateId())));
    }

    private static boolean isUpToDate(SimulatedDisk disk, RequestVote.Request asked) {
        long lastTerm = disk.term(disk.lastIndex());
        return asked.lastLogTerm() > lastTerm
                || (asked.lastLogTerm() == lastTerm && asked.lastLogIndex() >= disk.lastIndex());
    }

    /** It is among what the present turn takes. */
    void turnBegins(SimulatedServer server, Input input) {
        if (input instanceof Input.Received received) {
            Rpc.Request request = received.envelope().request();
            if (isLeadersWord(request)) {
                heard(server, received.envelope(), termOf(request));
            }
        } else if (input instanceof Input.Ended ended
                && isLeadersWord(ended.request())
                && ended.outcome() instanceof Transport.Answered) {
            Contact contact = contacts.of(server);
            contact.answeredAt.put(ended.to(), contact.clock);
        }
    }

    private static boolean isLeadersWord(Rpc.Request request) {
        return request instanceof AppendEntries.Request
                || request instanceof InstallSnapshot.Request;
    }

    private static long termOf(Rpc.Request leadersWord) {
        return leadersWord instanceof InstallSnapshot.Request install
                ? install.term()
                : ((AppendEntries.Request) leadersWord).term();
    }

    private void heard(SimulatedServer server, Envelope envelope, long term) {
        SimulatedDisk disk = server.disk();
        Contact contact = contacts.of(server);
        contact.perhapsHeardAt = contact.clock;
        if (term >= Math.max(contact.heardTerm, disk.hardState().currentTerm())
                && envelope.to().equals(disk.self())
                && envelope.clusterId().equals(disk.clusterId())) {
            contact.heardAt = contact.clock;
            contact.heardTerm = term;
        }
    }

    // ---- what it says

    /** The answer to a request for a vote leaves a server. */
    void promised(SimulatedServer server, RequestVote.Request asked, RequestVote.Response answer) {
        Contact contact = contacts.of(server);
        boolean granted = answer.voteGranted();
        if (asked.equals(contact.judged)) {
            unless(
                    !granted || !contact.hearsLeader || asked.leadershipTransfer(),
                    "Who hears a leader elects nobody else",
                    () -> server.number + " heard the leader and grants " + asked);
            unless(
                    granted || !contact.hasNoReason,
                    "A vote is refused for a reason only",
                    () -> server.number + " refuses " + asked);
        }
        if (granted && !asked.preVote()) {
            contact.perhapsHeardAt = contact.clock;
        }
    }

    /** Asked before {@link MembershipChecker#turnEnded}: a leader looks when a turn begins. */
    void turnEnded(SimulatedServer server, NodeStatus status) {
        Contact contact = contacts.of(server);
        boolean leads = status.role() == NodeStatus.Role.LEADER;
        if (leads && !(contact.leads && contact.leadsIn == status.term())) {
            contact.leadsIn = status.term();
            contact.leadsSince = contact.clock;
            contact.answeredAt.clear();
        }
        contact.leads = leads;
        if (leads) {
            checkQuorum(server, contact);
        }
    }

    /** Twice as long as a leader may wait, for what is rounded on the way. */
    private void checkQuorum(SimulatedServer server, Contact contact) {
        long since = contact.clock - 2 * options.electionTimeoutMaxNanos();
        if (since < contact.leadsSince) {
            return;
        }
        ServerId self = server.disk().self();
        List<ServerId> voters = members.votersBefore(server);
        unless(
                Majority.of(
                        voters,
                        voter -> voter.equals(self)
                                || contact.answeredAt.getOrDefault(voter, NEVER) >= since),
                "A leader hears a majority",
                () -> server.number + " leads " + voters + ", and too few answer");
    }
}
