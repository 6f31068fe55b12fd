package org.hraft.scenario;

import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Everything that is under way, oldest first. Nothing moves by itself: the scenario says what
 * arrives, what is lost, and when somebody gives up waiting.
 */
final class Network {

    /** A question of one process to another server, from its sending to its end. */
    record Call(int from, int fromLife, int to, Rpc.Request request) {}

    /** A direction: {@code from>to}. */
    record Link(int from, int to) {
        @Override
        public String toString() {
            return from + ">" + to;
        }
    }

    /** A call, or its answer, on its way. */
    record Packet(Call call, Rpc.@Nullable Response response) {
        Link link() {
            return response == null
                    ? new Link(call.from(), call.to())
                    : new Link(call.to(), call.from());
        }

        /** {@code 1>2 RequestVote ...}. */
        String words() {
            return link() + " " + said();
        }

        String said() {
            return response == null
                    ? Words.request(call.request())
                    : Words.response(call.request(), response);
        }
    }

    private final Transcript transcript;
    private final List<Packet> underWay = new ArrayList<>();
    private final List<Packet> delayed = new ArrayList<>();
    private final List<Call> unanswered = new ArrayList<>();
    private final TreeSet<String> cut = new TreeSet<>();

    Network(Transcript transcript) {
        this.transcript = transcript;
    }

    void send(Packet packet) {
        if (cut.contains(packet.link().toString())) {
            lose(packet);
        } else {
            transcript.say(packet.words());
            underWay.add(packet);
        }
    }

    /** A call that can no longer be answered; the caller hears of it when it gives up. */
    void unanswered(Call call) {
        unanswered.add(call);
    }

    private void lose(Packet packet) {
        transcript.say(packet.link() + " lost: " + packet.said());
        unanswered(packet.call());
    }

    // ---- what is under way

    List<Packet> underWay() {
        return List.copyOf(underWay);
    }

    List<Packet> on(Link link) {
        return underWay.stream().filter(packet -> packet.link().equals(link)).toList();
    }

    void remove(Packet packet) {
        underWay.remove(packet);
    }

    /** Takes out the calls that {@code which} selects, for their callers to give up. */
    List<Call> takeUnanswered(Predicate<Call> which) {
        List<Call> taken = unanswered.stream().filter(which).toList();
        unanswered.removeAll(taken);
        return taken;
    }

    // ---- what may happen to it

    void drop(Packet packet) {
        remove(packet);
        lose(packet);
    }

    /** A copy of everything on the link follows behind. */
    void duplicate(Link link) {
        for (Packet packet : on(link)) {
            transcript.say(packet.link() + " twice: " + packet.said());
            underWay.add(packet);
        }
    }

    /** What was said last arrives first. */
    void reorder(Link link) {
        List<Packet> reversed = new ArrayList<>(on(link));
        Collections.reverse(reversed);
        underWay.removeAll(reversed);
        reversed.forEach(packet -> transcript.say(packet.link() + " now: " + packet.said()));
        underWay.addAll(reversed);
    }

    /** Sets everything on the link aside until {@link #release}. */
    void delay(Link link) {
        for (Packet packet : on(link)) {
            transcript.say(packet.link() + " late: " + packet.said());
            remove(packet);
            delayed.add(packet);
        }
    }

    void release(Link link) {
        List<Packet> late = delayed.stream().filter(p -> p.link().equals(link)).toList();
        delayed.removeAll(late);
        underWay.addAll(late);
    }

    void cut(Link link) {
        cut.add(link.toString());
        on(link).forEach(this::drop);
    }

    void heal() {
        cut.clear();
    }
}
