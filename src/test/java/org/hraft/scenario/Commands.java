package org.hraft.scenario;

import org.hraft.raft.ChangeMember;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.Member;
import org.hraft.raft.Propose;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.ReadIndex;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The commands of a scenario. Each is a word, then servers ({@code 1}) or links ({@code 1>2}). */
final class Commands {

    private final TreeMap<String, Consumer<Arguments>> commands = new TreeMap<>();
    private final Transcript transcript;
    private final Expectations expectations;
    private RaftOptions options = RaftOptions.DEFAULT;
    private @Nullable Cluster cluster;

    Commands(Transcript transcript) {
        this.transcript = transcript;
        this.expectations = new Expectations();
        setUps();
        inputs();
        network();
        processes();
    }

    void run(String line) {
        Arguments words = new Arguments(line);
        if (words.take("quietly")) {
            transcript.quietly(() -> run(words));
        } else {
            run(words);
        }
    }

    private void run(Arguments words) {
        String name = words.next();
        Consumer<Arguments> command = commands.get(name);
        if (command == null) {
            throw new IllegalArgumentException("no such command: " + name);
        }
        command.accept(words);
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("too many words: " + words.rest());
        }
    }

    // ---- how it begins

    private void setUps() {
        commands.put("limits", this::limits);
        commands.put("nodes", this::nodes);
        commands.put("log", this::log);
        commands.put("term", words -> {
            Server server = server(words);
            format(server, server.disk().log(), words.number(), 1);
        });
    }

    /** Sizes in bytes; an entry weighs 64 and its command, a row of a snapshot 16 and its key. */
    private void limits(Arguments words) {
        long append = options.maxAppendBytes();
        int requests = options.maxInFlightRequests();
        long uncommitted = options.maxUncommittedBytes();
        long tail = options.logTailBytes();
        long chunk = options.maxChunkBytes();
        long kept = options.maxKeptBytes();
        while (!words.isEmpty()) {
            String limit = words.next();
            switch (limit) {
                case "append" -> append = words.number();
                case "requests" -> requests = (int) words.number();
                case "uncommitted" -> uncommitted = words.number();
                case "tail" -> tail = words.number();
                case "chunk" -> chunk = words.number();
                case "kept" -> kept = words.number();
                default -> throw new IllegalArgumentException("no such limit: " + limit);
            }
        }
        options = new RaftOptions(
                options.heartbeatNanos(),
                options.electionTimeoutMinNanos(),
                options.electionTimeoutMaxNanos(),
                append,
                options.minInFlightBytes(),
                options.maxInFlightBytes(),
                requests,
                uncommitted,
                options.maxApplyBytes(),
                tail,
                chunk,
                kept,
                options.keptSilentNanos());
    }

    /** All agree on the first entry: who they are. */
    private void nodes(Arguments words) {
        List<Member> members = new ArrayList<>();
        long voters = words.number();
        for (int number = 1; number <= voters; number++) {
            members.add(Server.member(number, true));
        }
        if (words.take("learners")) {
            words.numbers().forEach(n -> members.add(Server.member(n.intValue(), false)));
        }
        Cluster founded = new Cluster(transcript, options);
        cluster = founded;
        Entry first = new Entry(1, 1, new Configuration(members));
        for (Member member : members) {
            Server server = founded.add(Integer.parseInt(member.id().name()));
            format(server, List.of(first), 1, 1);
        }
    }

    /** {@code log 1 terms 1 1 4 applied 2}: the entries' terms (the first is the members'). */
    private void log(Arguments words) {
        Server server = server(words);
        List<Entry> log = new ArrayList<>(server.disk().log().subList(0, 1));
        words.take("terms");
        List<Long> terms = words.numbers();
        terms.subList(1, terms.size()).forEach(term -> log.add(entry(log.size() + 1L, term)));
        long applied = words.take("applied") ? words.number() : 1;
        format(server, log, log.get(log.size() - 1).term(), applied);
    }

    private static Entry entry(long index, long term) {
        String value = (char) ('a' + index - 1) + "" + term;
        return new Entry(index, term, Words.commandsOf(List.of(value)).get(0));
    }

    private void format(Server server, List<Entry> log, long term, long applied) {
        server.format(log, new HardState(term, null), applied);
        cluster().start(server);
    }

    // ---- what happens to a server

    private void inputs() {
        commands.put("campaign", words -> cluster().campaign(server(words)));
        commands.put("advance", words -> {
            List<Server> servers = servers(words);
            cluster().advance(servers, words.nanos());
        });
        commands.put("propose", words -> {
            if (words.isLink()) {
                Network.Link link = words.link();
                var request = new Propose.Request(Words.commandsOf(words.rest()));
                cluster().send(cluster().server(link.from()), link.to(), request);
            } else {
                cluster().propose(server(words), words.rest());
            }
        });
        commands.put("read", words -> {
            if (words.isLink()) {
                Network.Link link = words.link();
                var request = new ReadIndex.Request(!words.take("unconfirmed"));
                cluster().send(cluster().server(link.from()), link.to(), request);
            } else {
                cluster().read(server(words), words.next(), !words.take("unconfirmed"));
            }
        });
        commands.put("add", words -> {
            Server server = server(words);
            cluster().addServer(server, (int) words.number());
        });
        commands.put("remove", words -> change(words, ChangeMember.Change.REMOVE));
        commands.put("promote", words -> change(words, ChangeMember.Change.PROMOTE));
        commands.put("demote", words -> change(words, ChangeMember.Change.DEMOTE));
        commands.put("transfer", words -> {
            Server server = server(words);
            cluster().transfer(server, words.take("to") ? words.next() : "");
        });
        commands.put("elect", words -> elect(server(words)));
        commands.put("expect", words -> expectations.check(cluster(), words));
    }

    /** {@code remove 1 3 dry-run}: server 1 is asked to remove the member 3. */
    private void change(Arguments words, ChangeMember.Change change) {
        Server server = server(words);
        String name = words.next();
        long basedOn = words.take("based-on") ? words.number() : 0;
        boolean dryRun = words.take("dry-run");
        cluster().change(server, new ChangeMember.Request(name, change, basedOn, dryRun));
    }

    /** An election that goes as it should, and a heartbeat; the reader sees the result. */
    private void elect(Server server) {
        transcript.quietly(() -> {
            cluster().campaign(server);
            cluster().deliverAll();
            if (server.raft().isLeader()) {
                cluster().advance(List.of(server), options.heartbeatNanos());
                cluster().deliverAll();
            }
        });
        if (!server.raft().isLeader()) {
            throw new AssertionError(server.number + " was not elected");
        }
        transcript.say(server.number + " is elected in term " + server.raft().currentTerm()
                + " and has committed up to " + server.raft().commitIndex());
    }

    // ---- what happens to messages

    private void network() {
        commands.put("deliver", this::deliver);
        commands.put(
                "drop",
                words -> onLink(words, link -> packets(words, link)
                        .forEach(packet -> cluster().network().drop(packet))));
        commands.put("duplicate", words -> onLink(words, cluster().network()::duplicate));
        commands.put("reorder", words -> onLink(words, cluster().network()::reorder));
        commands.put("delay", words -> onLink(words, cluster().network()::delay));
        commands.put("release", words -> onLink(words, cluster().network()::release));
        commands.put(
                "fail",
                words -> onLink(words, link -> packets(words, link).forEach(packet -> {
                    cluster().network().remove(packet);
                    cluster().fail(packet.call());
                })));
        commands.put("timeout", words -> onLink(words, link -> giveUp(link.from(), link.to())));
        commands.put("cut", words -> {
            if (words.isLink()) {
                cluster().network().cut(words.link());
            } else {
                servers(words).forEach(this::isolate);
            }
        });
        commands.put("heal", words -> {
            cluster().network().heal();
            cluster().network().takeUnanswered(call -> true).forEach(cluster()::fail);
        });
    }

    private static void onLink(Arguments words, Consumer<Network.Link> action) {
        action.accept(words.link());
    }

    private List<Network.Packet> packets(Arguments words, Network.Link link) {
        List<Network.Packet> packets = cluster().network().on(link);
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("nothing is under way there");
        }
        return words.take("one") ? packets.subList(0, 1) : packets;
    }

    private void deliver(Arguments words) {
        if (words.take("all")) {
            cluster().deliverAll();
        } else if (words.take("round")) {
            cluster().deliverRound();
        } else {
            packets(words, words.link()).forEach(packet -> {
                if (!cluster().deliver(packet)) {
                    throw new IllegalArgumentException("the receiver waits for its disk");
                }
            });
        }
    }

    private void giveUp(int from, int to) {
        List<Network.Call> calls =
                cluster().network().takeUnanswered(call -> call.from() == from && call.to() == to);
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("no call from there was lost");
        }
        calls.forEach(cluster()::fail);
    }

    private void isolate(Server server) {
        for (Server other : cluster().servers()) {
            if (other != server) {
                cluster().network().cut(new Network.Link(server.number, other.number));
                cluster().network().cut(new Network.Link(other.number, server.number));
            }
        }
    }

    // ---- what happens to processes

    private void processes() {
        commands.put("crash", words -> {
            List<Server> servers = servers(words);
            boolean lose = words.take("lose-unsynced");
            servers.forEach(server -> cluster().crash(server, lose));
        });
        commands.put("restart", words -> servers(words).forEach(server -> {
            if (server.isUp()) {
                cluster().crash(server, false);
            }
            cluster().start(server);
        }));
        commands.put("compact", words -> {
            Server server = server(words);
            server.compactTo = words.take("to") ? words.number() : Long.MAX_VALUE;
        });
        commands.put("slow", words -> server(words).slow = true);
        commands.put("fast", words -> server(words).slow = false);
        commands.put("gather", words -> server(words).gathering = true);
        commands.put("turn", words -> cluster().turn(server(words)));
        commands.put("persist", words -> cluster().persist(server(words)));
    }

    private Cluster cluster() {
        Cluster current = cluster;
        if (current == null) {
            throw new IllegalArgumentException("the first command is nodes");
        }
        return current;
    }

    private Server server(Arguments words) {
        return cluster().server((int) words.number());
    }

    private List<Server> servers(Arguments words) {
        return words.numbers().stream()
                .map(number -> cluster().server(number.intValue()))
                .toList();
    }
}
