package org.hraft.simulation;

import static org.hraft.simulation.Violation.unless;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What servers tell each other about their logs is on disks already, or a crash could take it back
 * (hazards 1, 13 and 45). One thread.
 */
final class DurabilityChecker {

    /**
     * A leader has told somebody that an entry is committed.
     *
     * @param holders on whose disks the entry was at that moment
     */
    private record Told(long index, long term, Set<ServerId> holders) {}

    private final SimulatedCluster cluster;
    private final Map<SimulatedServer, Told> told = new HashMap<>();

    DurabilityChecker(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** A process begins, and has told nobody anything. */
    void started(SimulatedServer server) {
        told.remove(server);
    }

    /**
     * A leader tells of a commit of which nobody knew. By which members it has counted is known when
     * its turn has ended: it may have appended them just now, and goes by them before its own disk
     * has them. That is safe, for every majority of theirs meets all majorities of those before.
     */
    void told(SimulatedServer server, long index, long term) {
        Told before = told.get(server);
        if (before == null || before.index() < index) {
            told.put(server, new Told(index, term, holders(index, term)));
        }
    }

    void turnEnded(SimulatedServer server) {
        Told last = told.isEmpty() ? null : told.remove(server);
        if (last != null) {
            check(server, last, possiblyCounted(server, last.index()));
        }
    }

    /**
     * A server knows that an entry is committed, and nobody knew it before.
     *
     * @param leader who told it, perhaps in a turn that has not ended, and has counted by the members
     *     that its own log names
     */
    void committed(
            SimulatedServer server, @Nullable SimulatedServer leader, long index, long term) {
        List<Configuration> possible = possiblyCounted(server, index);
        if (leader != null) {
            possible.addAll(possiblyCounted(leader, index));
        }
        check(server, new Told(index, term, holders(index, term)), possible);
    }

    private void check(SimulatedServer server, Told commit, List<Configuration> possible) {
        unless(
                possible.stream()
                        .anyMatch(members ->
                                Majority.of(members.voters(), commit.holders()::contains)),
                "Committed means durable on a majority",
                () -> String.format(
                        "%d commits %d of term %d, which is on the disks of %s only, by %s",
                        server.number, commit.index(), commit.term(), commit.holders(), possible));
    }

    /** It was committed under the configuration before it, or under one behind it in the log. */
    private static List<Configuration> possiblyCounted(SimulatedServer server, long index) {
        List<Configuration> possible = new ArrayList<>();
        for (Entry entry : server.disk().configurationEntries(Integer.MAX_VALUE)) {
            possible.add((Configuration) entry.payload());
            if (entry.index() <= index) {
                break;
            }
        }
        return possible;
    }

    private Set<ServerId> holders(long index, long term) {
        Set<ServerId> holders = new HashSet<>();
        for (SimulatedServer server : cluster.servers()) {
            for (SimulatedDisk disk : server.disks()) { // one that was lost may have acknowledged
                if (disk.isPromised(index, term, cluster.timeline().now())) {
                    holders.add(disk.self());
                }
            }
        }
        return holders;
    }

    /** A server answers that it has what was sent. */
    void acknowledged(SimulatedServer server, AppendEntries.Request sent) {
        List<Entry> sentEntries = sent.entries();
        Entry last = sentEntries.isEmpty() ? null : sentEntries.get(sentEntries.size() - 1);
        long index = last == null ? sent.prevLogIndex() : last.index();
        long term = last == null ? sent.prevLogTerm() : last.term();
        unless(
                index == 0
                        || server.disk().hardState().currentTerm() > sent.term()
                        || server.disk()
                                .isDurable(index, term, cluster.timeline().now()),
                "Acknowledged means durable",
                () -> String.format(
                        "%d acknowledges %d of term %d, which is not on its disk: %s",
                        server.number, index, term, server.disk()));
    }
}
