package org.hraft.server;

import org.hraft.node.Identity;
import org.hraft.node.NodeStatus;
import org.hraft.node.Roster;
import org.hraft.server.ClusterClient.Answer;
import org.hraft.server.ClusterClient.Peer;
import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Brings a server that has just started into its cluster, and says so on the operator's screen:
 *
 * <ul>
 *   <li>Its store is damaged: {@link Rebuilding} comes first.
 *   <li>It has lost its store, and remembers its cluster: join that.
 *   <li>It belongs to a cluster already: nothing is to be done, except that a changed address is
 *       announced, once and as well as it goes.
 *   <li>{@code bootstrap-expect}: look at the others until exactly so many servers are there, then
 *       the one with the smallest id founds the cluster and the others join it. If one of them is
 *       in a cluster already, join that. Patient without end: the others may be started tomorrow.
 *   <li>{@code join}: ask each address in turn, once a second, for 30 seconds.
 *   <li>Neither: found a cluster of one, unless the members of another one call this server by its
 *       name: it is one of them, and has lost its data directory. Two clusters of the same servers
 *       would take writes then, and only the operator knows which one is meant.
 * </ul>
 *
 * <p>Runs once, on one thread that it may block; ends early when that is interrupted.
 */
final class Joining {

    /** What joining needs of the engine. */
    interface Node {
        Identity identity();

        NodeStatus status();

        CompletionStage<Boolean> bootstrap(String clusterId);

        /** True if a client's request is answered by this server; asks over HTTP. */
        boolean serves();

        /** See {@link org.hraft.node.Engine#claim}. */
        @Nullable
        String claim();

        /** See {@link org.hraft.node.Engine#roster}. */
        @Nullable
        Roster roster();

        /** See {@link org.hraft.node.Engine#rebuild}. */
        CompletionStage<Boolean> rebuild();

        /** See {@link org.hraft.node.Engine#explainDamage}. */
        void explainDamage(String sentence);
    }

    /** The passing of time, which tests do not wait for. */
    interface Clock {
        long nanoTime();

        void pause(long millis) throws InterruptedException;
    }

    private static final long TRY_MILLIS = 1_000;
    private static final long POLL_MILLIS = 100;
    private static final long LIMIT_SECONDS = 30;

    /** How long a founder listens first; whoever knows it calls ten times a second. */
    private static final long LISTEN_MILLIS = 1_000;

    private final ServerConfig config;
    private final Node node;
    private final ClusterClient client;
    private final Clock clock;
    private final Screen screen;
    private final Doors doors;
    private final long start;

    Joining(ServerConfig config, Node node, ClusterClient client, Clock clock, PrintStream screen) {
        this.config = config;
        this.node = node;
        this.client = client;
        this.clock = clock;
        this.screen = new Screen(screen, clock);
        this.doors = new Doors(config, client::look);
        this.start = clock.nanoTime();
    }

    /** True when the server serves; false if it was refused for good, and has said why. */
    boolean run() throws InterruptedException {
        do {
            var rebuilding = new Rebuilding(config.rebuild(), node, doors, clock, screen);
            if (!rebuilding.run() || !enter()) {
                return false;
            }
        } while (!awaitReady());
        return true;
    }

    private boolean enter() throws InterruptedException {
        Roster roster = node.roster();
        if (node.identity().clusterId() != null) {
            announceChangedAddress();
        } else if (roster != null) {
            return rejoin(roster);
        } else if (config.bootstrapExpect() > 0) {
            gather();
        } else if (config.join().isEmpty()) {
            return foundAlone();
        } else if (!joinInTime()) {
            return false;
        }
        return true;
    }

    private boolean foundAlone() throws InterruptedException {
        String claim = awaitClaim();
        if (claim == null) {
            found();
            return true;
        }
        screen.say(node.identity().id() + " founds no cluster, because " + claim
                + " takes it for a member that has another data directory. Bring that one back, or"
                + " start with -join and the client address of a member, or end that cluster");
        return false;
    }

    private @Nullable String awaitClaim() throws InterruptedException {
        isServing(); // nobody can call before
        for (long waited = 0; node.claim() == null && waited < LISTEN_MILLIS; ) {
            clock.pause(POLL_MILLIS);
            waited += POLL_MILLIS;
        }
        return node.claim();
    }

    private void found() {
        node.bootstrap(UUID.randomUUID().toString());
    }

    /** The log already says where this server was; it is right unless the operator moved it. */
    private void announceChangedAddress() throws InterruptedException {
        NodeStatus status = node.status();
        List<NodeStatus.Peer> members = status.members();
        boolean known = members.stream()
                .anyMatch(member -> member.id().equals(status.id())
                        && member.raftAddress().equals(config.raftAddress())
                        && member.httpAddress().equals(config.httpAddress()));
        if (known) {
            return;
        }
        TreeSet<String> doors = new TreeSet<>(config.join());
        members.stream()
                .filter(member -> !member.id().equals(status.id()))
                .map(NodeStatus.Peer::httpAddress)
                .filter(address -> !address.isEmpty())
                .forEach(doors::add);
        for (String address : doors) {
            Answer answer = client.join(address, node.identity());
            if (answer.accepted()) {
                return;
            }
            screen.say("the new address could not be announced through " + address + ": "
                    + answer.text());
        }
    }

    /** The store is a new one, and there was one before. Patient without end, like the founders. */
    private boolean rejoin(Roster roster) throws InterruptedException {
        while (true) {
            String obstacle = "no member of it answers at ";
            for (String address : doors.others(roster)) {
                Peer peer = doors.look(address, roster);
                if (peer != null && !peer.members().contains(roster.id())) {
                    screen.say(
                            roster.id() + " has lost its store and is not a member of its cluster"
                                    + " any more; move the data directory away to use it for something new");
                    return false;
                }
                Answer answer = peer == null ? null : client.join(address, node.identity());
                if (answer != null && answer.accepted()) {
                    return true;
                }
                obstacle = answer == null ? obstacle : answer.text() + ", says ";
            }
            screen.remind(roster.id() + " has lost its store and joins its cluster again: "
                    + obstacle + String.join(", ", doors.others(roster)));
            clock.pause(TRY_MILLIS);
        }
    }

    private boolean joinInTime() throws InterruptedException {
        for (int turn = 0; ; turn++) {
            String address = config.join().get(turn % config.join().size());
            Answer answer = client.join(address, node.identity());
            if (answer.accepted()) {
                return true;
            }
            long seconds = secondsSince(start);
            String tried = "join " + address + ": " + answer.text();
            if (seconds >= LIMIT_SECONDS) {
                screen.say(tried + ", giving up after " + LIMIT_SECONDS + " s");
                return false;
            }
            screen.say(tried + ", trying again (" + seconds + " s of " + LIMIT_SECONDS + ")");
            clock.pause(TRY_MILLIS);
        }
    }

    private void gather() throws InterruptedException {
        while (node.identity().clusterId() == null) {
            Map<String, Peer> servers = new TreeMap<>(); // by incarnation; this server is one
            Map<String, String> clusters = new LinkedHashMap<>(); // cluster to a door of it
            Identity self = node.identity();
            servers.put(
                    self.incarnation(),
                    new Peer(self.id(), self.incarnation(), null, null, List.of()));
            for (String address : config.join()) {
                Peer peer = client.look(address);
                if (peer != null) {
                    servers.put(peer.incarnation(), peer);
                    String cluster = peer.clusterId();
                    if (cluster != null) {
                        clusters.putIfAbsent(cluster, address);
                    }
                }
            }
            if (act(servers, clusters)) {
                return;
            }
            clock.pause(TRY_MILLIS);
        }
    }

    /** One look at everybody; true if this server is now founder or member of a cluster. */
    private boolean act(Map<String, Peer> servers, Map<String, String> clusters) {
        int expected = config.bootstrapExpect();
        if (clusters.size() > 1) {
            screen.remind("there are two clusters, at " + clusters.values()
                    + ": join one of them with -join");
        } else if (!clusters.isEmpty()) {
            String door = clusters.values().iterator().next();
            Answer answer = client.join(door, node.identity());
            if (answer.accepted()) {
                return true;
            }
            screen.remind("join " + door + ": " + answer.text() + ", trying again");
        } else if (servers.size() != expected) {
            screen.remind("found " + servers.size() + " of " + expected + " servers, waiting");
        } else {
            return foundIfFirst(servers);
        }
        return false;
    }

    private boolean foundIfFirst(Map<String, Peer> servers) {
        TreeSet<String> ids = new TreeSet<>();
        servers.values().forEach(peer -> ids.add(peer.id()));
        if (ids.size() < servers.size()) {
            screen.remind("two of the servers have the same id, of " + ids + ": give each its own");
            return false;
        }
        if (!ids.first().equals(node.identity().id())) {
            screen.remind("waiting for " + ids.first() + " to found the cluster");
            return false;
        }
        found();
        return true;
    }

    /** False if it has turned out that the store is damaged. */
    private boolean awaitReady() throws InterruptedException {
        NodeStatus status = node.status();
        while (!status.ready()) {
            if (status.damaged()) {
                return false;
            }
            String error = status.lastError();
            screen.remind(error == null ? "waiting for a leader" : "halted: " + error);
            clock.pause(POLL_MILLIS);
            status = node.status();
        }
        awaitServing();
        int members = status.members().size();
        screen.print("hraft " + status.id()
                + " is ready: http://"
                + config.httpAddress()
                + " (leader "
                + status.leader()
                + ", "
                + members
                + (members == 1 ? " member)" : " members)"));
        return true;
    }

    /**
     * The engine runs before the web module answers, and whoever reads that the server is ready will
     * use it. An address that only others can reach must not hide the line for ever.
     */
    private void awaitServing() throws InterruptedException {
        if (!isServing()) {
            screen.say(silence() + ": is -haddr right?");
        }
    }

    /** False after 30 seconds without. */
    private boolean isServing() throws InterruptedException {
        long since = clock.nanoTime();
        while (!node.serves()) {
            if (secondsSince(since) >= LIMIT_SECONDS) {
                return false;
            }
            screen.remind(silence() + " yet");
            clock.pause(POLL_MILLIS);
        }
        return true;
    }

    private String silence() {
        return "no answer from this server itself at http://" + config.httpAddress();
    }

    private long secondsSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - nanoTime);
    }
}
