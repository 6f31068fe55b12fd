package org.hraft.simulation;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.Input;
import org.hraft.node.RefusedException;
import org.hraft.node.Transport;
import org.hraft.raft.AddServer;
import org.hraft.raft.Member;
import org.hraft.raft.Propose;
import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Carries calls between servers, and loses, repeats, delays and reorders them. A call ends exactly
 * once, as {@link Transport} says; what its receiver sees is another matter. One thread.
 */
final class SimulatedNetwork {

    /** As in the real transport. */
    private static final long CALL_TIMEOUT_NANOS = 2_000_000_000;

    private static final long MICROS = 1_000;

    /** One call, from its beginning to its one end. */
    private static final class Call {
        final SimulatedServer from;
        final SimulatedServer to;
        final Envelope envelope;
        final Consumer<Transport.Outcome> ended;
        final long expiresAt;
        boolean over;

        Call(
                SimulatedServer from,
                SimulatedServer to,
                Envelope envelope,
                Consumer<Transport.Outcome> ended,
                long expiresAt) {
            this.from = from;
            this.to = to;
            this.envelope = envelope;
            this.ended = ended;
            this.expiresAt = expiresAt;
        }

        void end(Transport.Outcome outcome) {
            if (!over) {
                over = true;
                ended.accept(outcome);
            }
        }
    }

    /** How bad it is; rates are per message. */
    record Quality(
            double loss, double duplication, double lateness, boolean reorders, long lateNanos) {
        static final Quality GOOD = new Quality(0, 0, 0, false, 0);
    }

    private final SimulatedCluster cluster;
    private final Timeline timeline;
    private final SplittableRandom dice;
    private final int[][] cuts;
    private final long[][] lastArrival;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private boolean awaitsExpiry;
    private Quality quality = Quality.GOOD;

    SimulatedNetwork(SimulatedCluster cluster, int servers, SplittableRandom dice) {
        this.cluster = cluster;
        this.timeline = cluster.timeline();
        this.dice = dice;
        this.cuts = new int[servers][servers];
        this.lastArrival = new long[servers][servers];
    }

    void quality(Quality now) {
        quality = now;
    }

    /** Nothing passes from here to there until {@link #mend} is called with the same servers. */
    void cut(List<Integer> here, List<Integer> there, boolean bothWays) {
        addCuts(here, there, 1);
        if (bothWays) {
            addCuts(there, here, 1);
        }
    }

    void mend(List<Integer> here, List<Integer> there, boolean bothWays) {
        addCuts(here, there, -1);
        if (bothWays) {
            addCuts(there, here, -1);
        }
    }

    private void addCuts(List<Integer> here, List<Integer> there, int change) {
        here.forEach(from -> there.forEach(to -> cuts[from][to] += change));
    }

    /** All cuts are mended, and everything arrives at once, in order. */
    void heal() {
        quality = Quality.GOOD;
        for (int[] row : cuts) {
            Arrays.fill(row, 0);
        }
    }

    Transport transportOf(SimulatedServer from) {
        return new Transport() {
            @Override
            public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
                SimulatedServer target = cluster.serverAt(to.raftAddress());
                from.say(() -> begin(from, target, envelope, ended));
            }

            @Override
            public void identify(String address, Consumer<@Nullable Identity> answered) {
                answered.accept(null);
            }
        };
    }

    // ---- calls

    private void begin(
            SimulatedServer from,
            SimulatedServer to,
            Envelope envelope,
            Consumer<Transport.Outcome> ended) {
        Call call = new Call(from, to, envelope, ended, timeline.now() + CALL_TIMEOUT_NANOS);
        cluster.checker().requested(from, envelope.request());
        calls.add(call);
        awaitExpiry();
        carry(from, to, false, () -> arrive(call));
        if (mayRepeat(envelope.request()) && dice.nextDouble() < quality.duplication()) {
            cluster.faults().count(Fault.DUPLICATION);
            carry(from, to, quality.reorders(), () -> arrive(call));
        }
    }

    /** What clients want is never repeated, as {@link Transport} says; Raft itself does not mind. */
    private static boolean mayRepeat(Rpc.Request request) {
        return !(request instanceof Propose.Request) && !(request instanceof AddServer.Request);
    }

    /** Comes when the oldest call has to end, if it has not ended before. */
    private void awaitExpiry() {
        if (!awaitsExpiry && !calls.isEmpty()) {
            awaitsExpiry = true;
            timeline.at(calls.peek().expiresAt, this::expire);
        }
    }

    /** Ends calls that nobody has answered. */
    private void expire() {
        awaitsExpiry = false;
        while (!calls.isEmpty()
                && (calls.peek().over || calls.peek().expiresAt <= timeline.now())) {
            calls.remove().end(new Transport.Unanswered("no answer in time"));
        }
        awaitExpiry();
    }

    private void arrive(Call call) {
        SimulatedServer to = call.to;
        if (!to.isUp()) {
            back(call, new Transport.NotDelivered("nobody listens"));
            return;
        }
        CompletableFuture<Rpc.Response> answer = new CompletableFuture<>();
        Runnable gone = () -> back(call, new Transport.Unanswered("the connection broke"));
        to.connect(gone);
        // On the timeline: what a check throws inside a future would be lost.
        var unused = answer.whenComplete((response, refusal) -> to.whenWritten(() -> {
            to.disconnect(gone);
            answered(call, outcome(response, refusal));
        }));
        to.input(new Input.Received(call.envelope, answer));
    }

    private static Transport.Outcome outcome(
            Rpc.@Nullable Response response, @Nullable Throwable refusal) {
        if (response != null) {
            return new Transport.Answered(response);
        }
        return refusal instanceof RefusedException
                ? new Transport.NotDelivered("refused")
                : new Transport.Unanswered("the server ended");
    }

    private void answered(Call call, Transport.Outcome outcome) {
        if (outcome instanceof Transport.Answered answered) {
            cluster.checker().promised(call.to, call.envelope.request(), answered.response());
        }
        back(call, outcome);
    }

    private void back(Call call, Transport.Outcome outcome) {
        if (!call.over) {
            carry(call.to, call.from, false, () -> call.end(outcome));
        }
    }

    // ---- messages

    /** @param late in any case: what comes twice does harm only if much has happened in between */
    private void carry(SimulatedServer from, SimulatedServer to, boolean late, Runnable arrival) {
        if (cuts[from.number][to.number] > 0) {
            return;
        }
        if (quality.loss() > 0 && dice.nextDouble() < quality.loss()) {
            cluster.faults().count(Fault.LOSS);
            return;
        }
        timeline.at(arrivalTime(from.number, to.number, late), arrival);
    }

    private long arrivalTime(int from, int to, boolean late) {
        long arrival = timeline.now() + 100 * MICROS + dice.nextLong(900 * MICROS);
        if (late || (quality.lateness() > 0 && dice.nextDouble() < quality.lateness())) {
            cluster.faults().count(Fault.DELAY);
            arrival += dice.nextLong(quality.lateNanos());
        }
        if (arrival < lastArrival[from][to]) {
            if (quality.reorders()) {
                cluster.faults().count(Fault.REORDERING);
                return arrival;
            }
            arrival = lastArrival[from][to];
        }
        lastArrival[from][to] = arrival;
        return arrival;
    }
}
