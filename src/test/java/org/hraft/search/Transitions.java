package org.hraft.search;

import org.hraft.raft.Entry;
import org.hraft.raft.RequestVote;
import org.hraft.raft.ServerId;
import org.hraft.search.Budget.Kind;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Which states follow a state. Servers, inputs, packets and histories are known by numbers, and what a
 * server does with an input is computed once. Thread-safe.
 *
 * <p>Without an order of the packets a loss needs no step: what can happen without a packet can happen
 * while it is under way for ever. For the same reason there is no step for a packet that changes
 * nothing when it arrives.
 */
final class Transitions {

    private static final int[] NOTHING = {};
    private static final Input TIMES_OUT = new Input.TimesOut();
    private static final Input LOST = new Input.Lost();

    private final Cluster cluster;
    private final Network network;
    private final Numbers<Long, Server> servers = new Numbers<>(Server::fingerprint);
    private final Numbers<Packet, Arrivals> packets =
            new Numbers<>(arrivals -> ObjectGraph.fingerprint(arrivals.packet()));
    private final Numbers<Input, Input> inputs = new Numbers<>(ObjectGraph::fingerprint);
    private final Numbers<Ghost, Ghost> ghosts = new Numbers<>(ObjectGraph::fingerprint);
    private final ConcurrentHashMap<Long, Turn> turns = new ConcurrentHashMap<>();
    private final AtomicInteger turnsSoFar = new AtomicInteger();

    /** What has happened after a turn, by what had happened before it. */
    private final ConcurrentHashMap<Long, Integer> pasts = new ConcurrentHashMap<>();

    // Numbers of inputs that come from no packet.
    private final int timesOut = number(TIMES_OUT);
    private final int diesInTimeout = number(new Input.CrashesIn(TIMES_OUT));
    private final int heartbeat = number(new Input.Heartbeat());
    private final int crashes = number(new Input.Crashes());
    private final int compacts = number(new Input.Compacts());
    private final int transfers = number(new Input.Transfers());
    private final int[] forgets = IntStream.rangeClosed(1, Cluster.MAX_FORGOTTEN)
            .map(writes -> number(new Input.Forgets(writes)))
            .toArray();
    private final int[] commands = IntStream.rangeClosed(0, Budget.MAX)
            .map(left -> number(command(left)))
            .toArray();
    private final int[] reads = IntStream.rangeClosed(0, Budget.MAX)
            .map(token -> number(new Input.Read(token)))
            .toArray();
    private final int[] changes;

    /** A step breaks a rule, or the core notices itself that something is wrong. */
    static final class Find extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String rule;

        Find(int place, Input input, RuntimeException broken) {
            super("server " + place + ", when " + input + ": " + ruleOf(broken), broken);
            this.rule = ruleOf(broken);
        }

        private static String ruleOf(RuntimeException broken) {
            return Objects.requireNonNullElse(broken.getMessage(), broken.toString());
        }

        /** What is broken. */
        String rule() {
            return rule;
        }
    }

    /** Takes the successors of a state. */
    interface Visitor {
        /** @param input what happened to the server at {@code place} */
        void visit(State next, int place, Input input);
    }

    Transitions(Cluster cluster) {
        this.cluster = cluster;
        this.network = new Network(cluster.ordered(), cluster.maxPackets());
        this.changes = cluster.changes().stream().mapToInt(this::number).toArray();
    }

    State start() {
        int[] numbers = cluster.servers().stream().mapToInt(this::number).toArray();
        int ghost = number(cluster.past());
        return new State(numbers, NOTHING, ghost, cluster.budget().bits());
    }

    private int number(Server server) {
        return servers.of(server.fingerprint(), print -> server);
    }

    private int number(Packet packet) {
        return packets.of(packet, this::arrivals);
    }

    private int number(Input input) {
        return inputs.of(input, Function.identity());
    }

    private int number(Ghost ghost) {
        return ghosts.of(ghost, Function.identity());
    }

    private int linkOf(int packet) {
        return packets.thing(packet).link();
    }

    int knownServers() {
        return servers.size();
    }

    /** The same for the same state in every process. */
    long fingerprint(State state) {
        long hash = ObjectGraph.mix(state.budget(), ghosts.fingerprint(state.ghost()));
        for (int server : state.servers()) {
            hash = ObjectGraph.mix(hash, servers.fingerprint(server));
        }
        return ObjectGraph.mix(hash, network.fingerprint(state.packets(), packets::fingerprint));
    }

    // ---- what can happen

    /** @throws Find if one of the steps breaks a rule */
    void successors(State state, Visitor visitor) {
        for (int i = 0; i < state.packets().length; i++) {
            ofPacket(state, i, visitor);
        }
        for (int place = 0; place < state.servers().length; place++) {
            ofServer(state, place, visitor);
        }
    }

    private void ofPacket(State state, int position, Visitor visitor) {
        Arrivals on = packets.thing(state.packets()[position]);
        State gone = state.withPackets(Network.without(state.packets(), position));
        switch (network.turn(state.packets(), position, this::linkOf)) {
            case FIRST -> {
                ofNext(state, gone, on, visitor);
                lose(gone, on, visitor);
            }
            case LATER -> spend(gone, Kind.REORDERING, on.place(), on.plain(), visitor);
            case SAME -> {} // as the one before it
        }
    }

    private void ofNext(State state, State gone, Arrivals on, Visitor visitor) {
        step(gone, on.place(), on.plain(), visitor);
        if (on.late() >= 0) {
            step(gone, on.place(), on.late(), visitor);
        }
        spend(state, Kind.DUPLICATE, on.place(), on.plain(), visitor);
        spend(gone, Kind.CRASH, on.place(), on.dying(), visitor);
        spend(state, Kind.FAILURE, on.asker(), on.failing(), visitor);
    }

    private static void lose(State gone, Arrivals on, Visitor visitor) {
        if (Budget.left(gone.budget(), Kind.LOSS) > 0) {
            long less = Budget.spend(gone.budget(), Kind.LOSS);
            visitor.visit(gone.with(gone.ghost(), less), on.place(), LOST);
        }
    }

    private Arrivals arrivals(Packet packet) {
        Input plain = new Input.Arrives(packet, false);
        boolean mayBeLate = packet instanceof Packet.Request request
                && request.request() instanceof RequestVote.Request vote
                && !vote.leadershipTransfer();
        Packet.Request request = packet instanceof Packet.Answer answer
                ? new Packet.Request(answer.to(), answer.from(), answer.request())
                : (Packet.Request) packet;
        return new Arrivals(
                packet,
                Network.link(cluster.place(packet.from()), cluster.place(packet.to())),
                cluster.place(packet.to()),
                number(plain),
                mayBeLate ? number(new Input.Arrives(packet, true)) : -1,
                number(new Input.CrashesIn(plain)),
                number(new Input.Fails(request)),
                cluster.place(request.from()));
    }

    private void ofServer(State state, int place, Visitor visitor) {
        Server server = servers.thing(state.servers()[place]);
        long budget = state.budget();
        spend(state, Kind.TIMEOUT, place, timesOut, visitor);
        spend(state, Kind.CRASH, place, crashes, visitor);
        spend(state, Kind.COMPACTION, place, compacts, visitor);
        for (int forgetting : forgets) {
            spend(state, Kind.REGRESSION, place, forgetting, visitor);
        }
        if (Budget.left(budget, Kind.TIMEOUT) > 0) {
            State less = state.with(state.ghost(), Budget.spend(budget, Kind.TIMEOUT));
            spend(less, Kind.CRASH, place, diesInTimeout, visitor);
        }
        if (!server.raft().isLeader()) {
            return;
        }
        spend(state, Kind.HEARTBEAT, place, heartbeat, visitor);
        spend(state, Kind.TRANSFER, place, transfers, visitor);
        int command = commands[Budget.left(budget, Kind.COMMAND)];
        spend(state, Kind.COMMAND, place, command, visitor);
        if (Budget.left(budget, Kind.READ) > 0) {
            read(state, place, visitor);
        }
        for (int change : changes) {
            spend(state, Kind.CHANGE, place, change, visitor);
        }
    }

    private static Input command(int left) {
        byte[] word = ("c" + left).getBytes(StandardCharsets.UTF_8);
        return new Input.Command(new Entry.Command(word));
    }

    /** From now on the client waits, also if nobody answers. */
    private void read(State state, int place, Visitor visitor) {
        int token = Budget.left(state.budget(), Kind.READ);
        int waiting = number(ghosts.thing(state.ghost()).withRead(token));
        State asked = state.with(waiting, state.budget());
        spend(asked, Kind.READ, place, reads[token], visitor);
    }

    // ---- steps

    private void spend(State state, Kind kind, int place, int input, Visitor visitor) {
        if (Budget.left(state.budget(), kind) > 0) {
            long less = Budget.spend(state.budget(), kind);
            step(state.with(state.ghost(), less), place, input, visitor);
        }
    }

    private void step(State state, int place, int input, Visitor visitor) {
        if (place < 0) {
            return; // addressed to somebody who is not here
        }
        try {
            checkedStep(state, place, input, visitor);
        } catch (RuntimeException e) { // a rule of ours, or whatever the core throws
            throw new Find(place, inputs.thing(input), e);
        }
    }

    private void checkedStep(State state, int place, int input, Visitor visitor) {
        int before = state.servers()[place];
        Turn turn = turnOf(before, input);
        if (turn.server() < 0) {
            return;
        }
        State next = state.withTurn(
                place, turn.server(), network.with(state.packets(), turn.sent(), this::linkOf));
        if (!turn.sameLog()) {
            checkLogs(next, place);
        }
        if (!turn.isQuiet()) {
            next = next.with(past(next, before, turn), next.budget());
            checkMajority(state.ghost(), next, place);
        }
        if (next.packets().length <= cluster.maxPackets()) { // the step was checked all the same
            visitor.visit(next, place, inputs.thing(input));
        }
    }

    private int past(State state, int before, Turn turn) {
        Long key = key(state.ghost(), turn.number());
        Integer known = pasts.get(key);
        return known != null
                ? known
                : pasts.computeIfAbsent(key, k -> pastAnew(state.ghost(), before, turn));
    }

    private int pastAnew(int ghost, int before, Turn turn) {
        return number(Rules.checkStep(
                ghosts.thing(ghost),
                servers.thing(before),
                servers.thing(turn.server()),
                turn.reads()));
    }

    private void checkMajority(int ghost, State next, int place) {
        if (ghost != next.ghost()) {
            Rules.checkMajority(
                    ghosts.thing(ghost),
                    ghosts.thing(next.ghost()),
                    servers.thing(next.servers()[place]),
                    (voters, index, term) -> copies(next, voters, index, term));
        }
    }

    private Turn turnOf(int server, int input) {
        Long key = key(server, input);
        Turn known = turns.get(key);
        return known != null ? known : turns.computeIfAbsent(key, k -> turn(server, input));
    }

    /** One for each two numbers, spread as a map likes it: that makes the whole search quicker. */
    private static long key(int one, int other) {
        return ObjectGraph.mix(1, ((long) one << Integer.SIZE) | other);
    }

    private Turn turn(int number, int inputNumber) {
        Server server = servers.thing(number);
        Input input = inputs.thing(inputNumber);
        Server.Outcome outcome = server.take(input);
        if (outcome == null) {
            return Turn.NONE;
        }
        Rules.checkTurn(server, input, outcome);
        int after = number(outcome.after());
        if (after == number
                && outcome.sent().isEmpty()
                && outcome.reads().isEmpty()
                && !(input instanceof Input.Arrives && network.mustArrive())) {
            return Turn.NONE;
        }
        return new Turn(
                turnsSoFar.getAndIncrement(),
                after,
                outcome.sent().stream().mapToInt(this::number).toArray(),
                outcome.reads(),
                Rules.isQuiet(server, outcome),
                server.log().equals(outcome.after().log()));
    }

    private int copies(State state, List<ServerId> voters, long index, long term) {
        int copies = 0;
        for (int number : state.servers()) {
            Server server = servers.thing(number);
            copies +=
                    voters.contains(server.self()) && server.disk().isPromised(index, term) ? 1 : 0;
        }
        return copies;
    }

    private void checkLogs(State state, int place) {
        LogView changed = servers.thing(state.servers()[place]).log();
        for (int number : state.servers()) {
            LogView other = servers.thing(number).log();
            if (!LogView.match(changed, other)) {
                throw new Rules.Broken("logs match (figure 3): " + changed + ", " + other);
            }
        }
    }
}
