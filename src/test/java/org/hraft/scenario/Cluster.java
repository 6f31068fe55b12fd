package org.hraft.scenario;

import org.hraft.raft.AddServer;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Entry;
import org.hraft.raft.Propose;
import org.hraft.raft.Raft;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Ready;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.TransferLeadership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Servers that run the real core, each inside the loop that production has: send, save, send and
 * answer, apply, advance. Everything visible goes into the transcript, and after every step the
 * rules that always hold are checked.
 */
final class Cluster {

    private static final long MILLIS = 1_000_000;
    private static final long TICK = 10 * MILLIS;
    private static final int MAX_DELIVERIES = 2_000;

    private final Transcript transcript;
    private final Network network;
    private final Safety safety = new Safety(this);
    private final TreeMap<Integer, Server> servers = new TreeMap<>();
    private final TreeMap<Long, Network.Call> received = new TreeMap<>();
    private final List<Read> reads = new ArrayList<>();
    private final RaftOptions options;
    private long lastCallId;

    /** A local read, and what its server does to it if it can. */
    private record Read(String verb, String name) {}

    Cluster(Transcript transcript, RaftOptions options) {
        this.transcript = transcript;
        this.network = new Network(transcript);
        this.options = options;
    }

    // ---- servers

    Server add(int number) {
        Server server = new Server(number);
        servers.put(number, server);
        return server;
    }

    Server server(int number) {
        Server server = servers.get(number);
        if (server == null) {
            throw new IllegalArgumentException("there is no server " + number);
        }
        return server;
    }

    Collection<Server> servers() {
        return servers.values();
    }

    Network network() {
        return network;
    }

    RaftOptions options() {
        return options;
    }

    void start(Server server) {
        server.start(options);
        safety.started(server);
        safety.check();
        safety.holds(server, server.raft().lastApplied());
    }

    void crash(Server server, boolean loseUnsynced) {
        server.raft(); // a server that is down cannot crash
        server.crash(loseUnsynced);
        received.values().removeIf(call -> {
            boolean broken = call.to() == server.number;
            if (broken) {
                network.unanswered(call);
            }
            return broken;
        });
        safety.check();
    }

    // ---- inputs

    /** Time passes for these servers, side by side. */
    void advance(List<Server> passing, long nanos) {
        for (long left = nanos; left > 0; left -= TICK) {
            long elapsed = Math.min(left, TICK);
            passing.forEach(server -> act(server, raft -> raft.tick(elapsed)));
        }
    }

    /** As much time passes for the server alone as it takes to ask for votes. */
    void campaign(Server server) {
        if (server.raft().isLeader()) {
            throw new IllegalArgumentException("a leader does not campaign");
        }
        int before = server.campaigns;
        for (long left = options.electionTimeoutMaxNanos(); left > 0; left -= TICK) {
            act(server, raft -> raft.tick(TICK));
            if (server.campaigns > before || server.raft().isLeader()) {
                return;
            }
        }
        transcript.say(server.number + " does not ask for votes");
    }

    void propose(Server server, List<String> values) {
        act(server, raft -> {
            Propose.Response answer = raft.propose(Words.commandsOf(values));
            transcript.say(server.number + " " + Words.propose(answer));
        });
    }

    void read(Server server, String name, boolean confirmed) {
        reads.add(new Read(confirmed ? "confirm" : "grant", name));
        act(server, raft -> raft.readIndex(reads.size(), confirmed));
    }

    void addServer(Server server, int newcomer) {
        if (!servers.containsKey(newcomer)) {
            start(add(newcomer));
        }
        act(server, raft -> {
            AddServer.Response answer = raft.addServer(Server.member(newcomer, false));
            transcript.say(server.number + " " + Words.addServer(answer));
        });
    }

    void change(Server server, ChangeMember.Request request) {
        act(server, raft -> {
            ChangeMember.Response answer = raft.changeMember(request);
            transcript.say(server.number + " " + Words.changeMember(answer));
        });
    }

    /** @param target its name, or empty */
    void transfer(Server server, String target) {
        act(server, raft -> {
            TransferLeadership.Response answer = raft.transferLeadership(target);
            transcript.say(server.number + " " + Words.transfer(answer, target));
        });
    }

    // ---- the network

    /** Until nothing is under way that anybody could take. */
    void deliverAll() {
        for (int deliveries = 0; deliverRound(); deliveries++) {
            if (deliveries > MAX_DELIVERIES) {
                throw new AssertionError("the servers never stop talking");
            }
        }
    }

    /** What is under way now, not what is said because of it. False if nothing was taken. */
    boolean deliverRound() {
        boolean any = false;
        for (Network.Packet packet : network.underWay()) {
            any |= deliver(packet);
        }
        return any;
    }

    /** False if the receiver waits for its disk; then the packet stays under way. */
    boolean deliver(Network.Packet packet) {
        Network.Call call = packet.call();
        Server target = server(packet.link().to());
        if (target.isUp() && !target.isAwake()) {
            return false;
        }
        network.remove(packet);
        Rpc.Response response = packet.response();
        if (response != null) {
            answered(target, call, response);
        } else if (target.isUp()) {
            received.put(++lastCallId, call);
            long callId = lastCallId;
            act(target, raft -> raft.receive(callId, Server.idOf(call.from()), call.request()));
        } else {
            fail(call);
        }
        return true;
    }

    private void answered(Server caller, Network.Call call, Rpc.Response response) {
        boolean clients = call.request() instanceof Propose.Request
                || call.request() instanceof ReadIndex.Request;
        if (caller.isUp() && caller.life() == call.fromLife() && !clients) {
            ServerId from = Server.idOf(call.to());
            act(caller, raft -> raft.onAnswer(from, call.request(), response));
        }
    }

    /** The caller hears that its call has failed, if it still lives. */
    void fail(Network.Call call) {
        Server caller = server(call.from());
        if (caller.isUp() && caller.life() == call.fromLife()) {
            transcript.say(call.from() + " cannot reach " + call.to());
            act(caller, raft -> raft.onFailure(Server.idOf(call.to()), call.request()));
        }
    }

    /** A request; not all come from the core, some are clients' wishes that a server passes on. */
    void send(Server from, int to, Rpc.Request request) {
        var call = new Network.Call(from.number, from.life(), to, request);
        network.send(new Network.Packet(call, null));
    }

    private void send(Server from, Ready.Message message) {
        send(from, Integer.parseInt(message.to().name()), message.request());
    }

    // ---- the loop

    private void act(Server server, Consumer<Raft> input) {
        if (!server.isAwake()) {
            throw new IllegalArgumentException(server.number + " is down or waits for its disk");
        }
        input.accept(server.raft());
        observe(server);
        work(server);
    }

    /** Acts on what was gathered. */
    void turn(Server server) {
        server.gathering = false;
        work(server);
    }

    private void work(Server server) {
        while (server.isAwake() && !server.gathering && server.raft().hasReady()) {
            Ready ready = server.raft().ready();
            ready.beforePersist().forEach(message -> send(server, message));
            if (ready.mustSave() && server.slow) {
                transcript.say(server.number + " is still saving " + Words.saved(ready));
                server.saving = ready;
            } else {
                finish(server, ready);
            }
        }
    }

    /** A slow disk is done with its write. */
    void persist(Server server) {
        Ready ready = server.saving;
        if (ready == null) {
            throw new IllegalArgumentException(server.number + " saves nothing");
        }
        server.saving = null;
        finish(server, ready);
        work(server);
    }

    private void finish(Server server, Ready ready) {
        if (ready.mustSave()) {
            save(server, ready);
        }
        ready.afterPersist().forEach(message -> {
            server.campaigns += message.request() instanceof RequestVote.Request ? 1 : 0;
            send(server, message);
        });
        ready.replies().forEach(reply -> reply(server, reply));
        ready.committed().forEach(entry -> apply(server, entry));
        server.raft().advance(ready);
        observe(server);
        for (Ready.ReadState read : ready.reads()) {
            Read wish = reads.get((int) read.token() - 1);
            transcript.say(server.number
                    + (read.granted()
                            ? " " + wish.verb() + "s read " + wish.name() + " at "
                                    + read.readIndex()
                            : " cannot " + wish.verb() + " read " + wish.name()));
        }
    }

    private void save(Server server, Ready ready) {
        long baseBefore = server.disk().base().index();
        server.persist(ready);
        transcript.say(server.number + " saves " + Words.saved(ready));
        long base = server.disk().base().index();
        if (ready.installedIndex() > 0) {
            safety.holds(server, base);
        } else if (base > baseBefore) {
            transcript.say(server.number + " compacts its log up to " + base);
        }
    }

    private void reply(Server server, Ready.Reply reply) {
        Network.Call call = received.remove(reply.callId());
        if (call == null) {
            throw new AssertionError("an answer to nothing, or the second one: " + reply);
        }
        safety.promised(server, call.request(), reply.response());
        network.send(new Network.Packet(call, reply.response()));
    }

    private void apply(Server server, Entry entry) {
        safety.applied(server, entry);
        server.apply(entry);
        safety.holds(server, entry.index());
        if (entry.payload() instanceof Entry.Command command) {
            transcript.say(
                    server.number + " applies " + entry.index() + " " + Words.payload(command));
        }
    }

    private void observe(Server server) {
        server.sayChanges(transcript);
        safety.check();
    }
}
