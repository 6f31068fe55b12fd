package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.node.NodeStatus;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * How members change (chapter 4 of the dissertation, hazards 22 to 26): one voter at a time, a new
 * one only after it was a learner, and every server goes by the newest configuration of its log. It
 * looks at a disk when a turn has ended. One thread.
 */
final class MembershipChecker {

    /** What one process goes by. */
    private static final class InForce {
        @Nullable
        Entry entry;

        Configuration configuration = Configuration.NONE;
        List<ServerId> voters = List.of();
        List<NodeStatus.Peer> shown = List.of();
    }

    private final PerServer<InForce> inForce = new PerServer<>(InForce::new);

    /** A process begins with what its disk holds. */
    void started(SimulatedServer server) {
        InForce mine = inForce.begin(server);
        Entry newest = server.disk().newestConfigurationEntry();
        if (newest != null) {
            goBy(mine, newest);
        }
    }

    private static void goBy(InForce mine, Entry entry) {
        mine.entry = entry;
        mine.configuration = (Configuration) entry.payload();
        mine.voters = mine.configuration.voters();
    }

    /** The voters by whom a server went when its present turn began. */
    List<ServerId> votersBefore(SimulatedServer server) {
        return inForce.of(server).voters;
    }

    /**
     * @param termOfCommit term of the newest entry that the server knows to be committed, 0 if none
     */
    void turnEnded(SimulatedServer server, NodeStatus status, long termOfCommit) {
        InForce mine = inForce.of(server);
        Entry newest = server.disk().newestConfigurationEntry();
        boolean changed = newest != null && !newest.equals(mine.entry);
        if (newest != null && changed) {
            goBy(mine, newest);
            checkChange(server, status, termOfCommit);
        }
        if (changed || !status.members().equals(mine.shown)) {
            checkShown(server, status, mine.configuration);
            mine.shown = status.members();
        }
    }

    private static void checkChange(SimulatedServer server, NodeStatus status, long termOfCommit) {
        List<Entry> newest = server.disk().configurationEntries(2);
        if (newest.size() < 2) {
            return;
        }
        checkVoters((Configuration) newest.get(1).payload(), (Configuration)
                newest.get(0).payload());
        if (status.role() == NodeStatus.Role.LEADER && newest.get(0).term() == status.term()) {
            checkMoment(server, status, termOfCommit, newest.get(1));
        }
    }

    private static void checkVoters(Configuration before, Configuration after) {
        List<ServerId> changed = new ArrayList<>(before.voters());
        changed.removeAll(after.voters());
        for (ServerId voter : after.voters()) {
            Member known = before.member(voter);
            if (known == null) {
                throw new Violation(
                        "A newcomer learns before it votes",
                        voter + " is new in " + after + ", after " + before);
            }
            if (!known.voter()) {
                changed.add(voter);
            }
        }
        unless(changed.size() <= 1, "One voter at a time", () -> "from " + before + " to " + after);
    }

    /** No change before the term has committed something, and one at a time (hazard 22). */
    private static void checkMoment(
            SimulatedServer server, NodeStatus status, long termOfCommit, Entry before) {
        unless(
                before.index() <= status.commitIndex() && termOfCommit == status.term(),
                "One change of members at a time",
                () -> String.format(
                        "%d changes the members after %d in term %d, and has committed up to %d",
                        server.number, before.index(), status.term(), status.commitIndex()));
    }

    /** Also after a restart, and after an entry was taken away (hazards 23 and 24). */
    private static void checkShown(
            SimulatedServer server, NodeStatus status, Configuration configuration) {
        List<Member> members = configuration.members();
        boolean same = members.size() == status.members().size();
        for (int i = 0; same && i < members.size(); i++) {
            NodeStatus.Peer shown = status.members().get(i);
            same = members.get(i).id().name().equals(shown.id())
                    && members.get(i).voter() == shown.voter();
        }
        unless(
                same,
                "The newest configuration of the log is in force",
                () -> server.number + " goes by " + status.members() + ", and has " + members);
    }
}
