package org.hraft.node;

import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Whole servers in one thread and in virtual time: the real loop and core, on disks and a network
 * that obey one seed. After every turn it checks what must hold at any moment: a term has one
 * leader, and no two servers ever apply different commands at an index.
 */
final class SimulatedCluster {

    private static final long MILLIS = 1_000_000;
    private static final long TICK = 20 * MILLIS;

    /** Something that happens at a moment of virtual time; equal moments keep their order. */
    private record Event(long atNanos, long order, Runnable action) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final Random dice;
    private final List<Server> servers = new ArrayList<>();
    private final TreeMap<Long, String> leaders = new TreeMap<>();
    private final TreeMap<Long, String> applied = new TreeMap<>();
    private final TreeSet<Integer> cutOff = new TreeSet<>();
    private long nowNanos;
    private long order;

    /** Of all messages, each way. */
    private double lossRate;

    private long maxDelayNanos = MILLIS;

    SimulatedCluster(long seed, int size) {
        dice = new Random(seed);
        for (int i = 0; i < size; i++) {
            servers.add(new Server(i));
        }
        at(0, this::tickAll);
        server(0).input(new Input.Bootstrap("simulated", new CompletableFuture<>()));
        for (int i = 1; i < size; i++) {
            Member member = servers.get(i).member;
            CompletableFuture<Boolean> joined = new CompletableFuture<>();
            server(0).input(new Input.Join(member, joined));
            advanceUntil(joined::isDone, "a server joins");
        }
        advanceUntil(() -> servers.stream().allMatch(Server::isVoter), "all servers become voters");
    }

    // ---- the story

    Server server(int number) {
        return servers.get(number);
    }

    List<Server> servers() {
        return servers;
    }

    /** The number of the only live server that leads in the newest term, or -1. */
    int leader() {
        int found = -1;
        long term = 0;
        for (Server server : servers) {
            NodeStatus status = server.status();
            if (status != null && status.role() == NodeStatus.Role.LEADER && status.term() > term) {
                found = server.number;
                term = status.term();
            }
        }
        return found;
    }

    void network(double loss, long maxDelayMillis) {
        lossRate = loss;
        maxDelayNanos = maxDelayMillis * MILLIS;
    }

    /** No message reaches the server or comes from it. */
    void cutOff(int number) {
        cutOff.add(number);
    }

    void heal() {
        cutOff.clear();
        network(0, 1);
        servers.forEach(Server::start);
    }

    void advance(long millis) {
        long end = nowNanos + millis * MILLIS;
        while (!events.isEmpty() && events.peek().atNanos() <= end) {
            step();
        }
        nowNanos = end;
    }

    /** Goes on until the condition holds, for a minute of virtual time at most. */
    void advanceUntil(BooleanSupplier condition, String what) {
        long end = nowNanos + 60_000 * MILLIS;
        while (!condition.getAsBoolean()) {
            if (nowNanos > end) {
                throw new AssertionError("it does not happen in a minute: " + what);
            }
            step();
        }
    }

    private void step() {
        Event event = events.remove();
        nowNanos = event.atNanos();
        event.action().run();
        for (Server server : servers) {
            server.turnIfNeeded();
        }
    }

    private void at(long delayNanos, Runnable action) {
        events.add(new Event(nowNanos + delayNanos, order++, action));
    }

    private void tickAll() {
        servers.forEach(server -> server.input(new Input.Tick()));
        at(TICK, this::tickAll);
    }

    // ---- the network

    private boolean lost() {
        return dice.nextDouble() < lossRate;
    }

    private long delay() {
        return 1 + (long) (dice.nextDouble() * maxDelayNanos);
    }

    private void carry(
            Server from, Envelope envelope, Consumer<Transport.Outcome> ended, Server to) {
        if (to.node == null || isCut(from, to)) {
            at(delay(), () -> ended.accept(new Transport.NotDelivered("nobody is there")));
        } else if (lost()) {
            at(1_000 * MILLIS, () -> ended.accept(new Transport.Unanswered("lost on the way")));
        } else {
            at(delay(), () -> deliver(from, envelope, ended, to));
        }
    }

    private void deliver(
            Server from, Envelope envelope, Consumer<Transport.Outcome> ended, Server to) {
        CompletableFuture<Rpc.Response> answer = new CompletableFuture<>();
        boolean[] told = {false};
        Consumer<Transport.Outcome> once = outcome -> {
            if (!told[0]) {
                told[0] = true;
                ended.accept(outcome);
            }
        };
        CompletableFuture<Void> passedOn = answer.handle((response, refusal) -> {
            if (refusal != null) {
                at(delay(), () -> once.accept(new Transport.NotDelivered("refused")));
            } else if (!lost() && !isCut(from, to)) {
                at(delay(), () -> once.accept(new Transport.Answered(response)));
            }
            return null;
        });
        at(2_000 * MILLIS, () -> once.accept(new Transport.Unanswered("no answer " + passedOn)));
        to.input(new Input.Received(envelope, answer));
    }

    private boolean isCut(Server from, Server to) {
        return cutOff.contains(from.number) || cutOff.contains(to.number);
    }

    // ---- a server

    /** One server: a disk that survives, and a process that may not be there. */
    final class Server {
        final int number;
        final Member member;
        private final InMemoryRaftStore.Disk disk;
        private final List<Input> inbox = new ArrayList<>();
        private @Nullable RaftNode node;
        private Log log = new Log();
        private int life;

        Server(int number) {
            this.number = number;
            ServerId id = new ServerId("s" + number, "first");
            this.member = new Member(id, "raft:" + number, "", false);
            this.disk = new InMemoryRaftStore.Disk(id);
            start();
        }

        void start() {
            if (node != null) {
                return;
            }
            log = new Log();
            int thisLife = ++life;
            node = new RaftNode(
                    RaftOptions.DEFAULT,
                    NodeOptions.DEFAULT,
                    new InMemoryRaftStore(disk, log),
                    log,
                    new Wire(this),
                    member.raftAddress(),
                    "",
                    new Random(dice.nextLong()),
                    input -> {
                        if (life == thisLife) {
                            input(input);
                        }
                    },
                    Runnable::run,
                    nowNanos);
        }

        /** Everything that is not on the disk is gone. */
        void crash() {
            node = null;
            life++;
            inbox.clear();
        }

        void input(Input input) {
            if (node != null) {
                inbox.add(input);
            }
        }

        CompletableFuture<Applied> propose(String command) {
            CompletableFuture<Applied> future = new CompletableFuture<>();
            input(new Input.Proposal(command.getBytes(StandardCharsets.UTF_8), future));
            return future;
        }

        CompletableFuture<Long> read() {
            CompletableFuture<Long> future = new CompletableFuture<>();
            input(new Input.Read(future));
            return future;
        }

        /** All commands that are in the state of this server. */
        List<String> commands() {
            return log.commands;
        }

        @Nullable
        NodeStatus status() {
            return node == null ? null : node.status();
        }

        boolean isVoter() {
            NodeStatus status = status();
            return status != null
                    && status.members().size() == servers.size()
                    && status.members().stream().allMatch(NodeStatus.Peer::voter);
        }

        private void turnIfNeeded() {
            RaftNode running = node;
            if (running == null || inbox.isEmpty()) {
                return;
            }
            List<Input> inputs = List.copyOf(inbox);
            inbox.clear();
            running.turn(inputs, nowNanos);
            check(running.status());
        }

        private void check(NodeStatus status) {
            if (status.lastError() != null) {
                throw new AssertionError(status.id() + " halted: " + status.lastError());
            }
            if (status.role() == NodeStatus.Role.LEADER) {
                String other = leaders.putIfAbsent(status.term(), status.id());
                if (other != null && !other.equals(status.id())) {
                    throw new AssertionError("two leaders in term " + status.term());
                }
            }
        }
    }

    /** A state machine that remembers every command, and its rows. */
    private final class Log implements StateMachine, InMemoryRaftStore.Rows {
        private final List<String> commands = new ArrayList<>();
        private List<String> unsaved = new ArrayList<>();

        @Override
        public Object apply(long index, byte[] bytes) {
            String command = new String(bytes, StandardCharsets.UTF_8);
            String other = applied.putIfAbsent(index, command);
            if (other != null && !other.equals(command)) {
                throw new AssertionError("at " + index + " both " + other + " and " + command);
            }
            commands.add(command);
            unsaved.add(command);
            return command;
        }

        @Override
        public boolean hasUnsavedRows() {
            return !unsaved.isEmpty();
        }

        @Override
        public boolean hasUnsaved() {
            return hasUnsavedRows();
        }

        @Override
        public Object takeUnsaved() {
            List<String> taken = unsaved;
            unsaved = new ArrayList<>();
            return taken;
        }

        @Override
        public void restore(long lastApplied, List<Object> saved) {
            for (Object rows : saved) {
                ((List<?>) rows).forEach(row -> commands.add((String) row));
            }
        }
    }

    private final class Wire implements Transport {
        private final Server from;

        Wire(Server from) {
            this.from = from;
        }

        @Override
        public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
            int number = Integer.parseInt(to.raftAddress().substring("raft:".length()));
            carry(from, envelope, ended, servers.get(number));
        }

        @Override
        public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
            answered.accept(null);
        }
    }
}
