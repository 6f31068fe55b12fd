package org.hraft.search;

import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where a search begins.
 *
 * @param servers by place
 * @param history what they have applied
 * @param ordered see {@link Network}
 * @param maxPackets under way at a time; no step is taken that would send more
 * @param changes of the members that an operator may ask a leader for
 * @param budget of the whole search
 */
record Cluster(
        List<Server> servers,
        String history,
        boolean ordered,
        int maxPackets,
        List<Input> changes,
        Budget budget) {

    /** Of packets under way: no limit. */
    static final int ANY_NUMBER = 1_000;

    /** Writes that a disk forgets at most. */
    static final int MAX_FORGOTTEN = 2;

    /**
     * Servers that know each other, and nothing has happened since.
     *
     * @param size how many there are
     * @param voters how many of them are members, all voters; the others are new
     */
    static Cluster of(
            int size,
            int voters,
            boolean ordered,
            int maxPackets,
            List<Input> changes,
            Budget budget) {
        List<Member> members = new ArrayList<>();
        for (int place = 0; place < voters; place++) {
            members.add(member(place, Suffrage.VOTER));
        }
        var founded = new Entry(1, 1, new Configuration(members));
        boolean forgets = Budget.left(budget.bits(), Budget.Kind.REGRESSION) > 0;
        int forgettable = forgets ? MAX_FORGOTTEN : 0; // to remember more makes more states
        List<Server> servers = new ArrayList<>();
        for (int place = 0; place < size; place++) {
            boolean isMember = place < voters;
            servers.add(new Server(
                    id(place),
                    new Disk(
                            Contents.of(
                                    isMember ? new HardState(1, null) : HardState.INITIAL,
                                    isMember ? List.of(founded) : List.of()),
                            forgettable)));
        }
        return new Cluster(
                servers, servers.get(0).disk().state(), ordered, maxPackets, changes, budget);
    }

    /** The same after the server at place 0 was elected, and everybody has heard of its first commit. */
    Cluster led() {
        List<Server> now = new ArrayList<>(servers);
        ArrayDeque<Packet> underWay = new ArrayDeque<>();
        happens(now, underWay, 0, new Input.TimesOut());
        happens(now, underWay, 0, new Input.Heartbeat());
        return new Cluster(now, now.get(0).disk().state(), ordered, maxPackets, changes, budget);
    }

    /** Until nothing is under way any more. */
    private void happens(List<Server> now, ArrayDeque<Packet> underWay, int place, Input input) {
        takes(now, underWay, place, input);
        while (!underWay.isEmpty()) {
            Packet next = underWay.remove();
            takes(now, underWay, place(next.to()), new Input.Arrives(next, false));
        }
    }

    private static void takes(
            List<Server> now, ArrayDeque<Packet> underWay, int place, Input input) {
        Server.Outcome outcome = Objects.requireNonNull(now.get(place).take(input));
        now.set(place, outcome.after());
        underWay.addAll(outcome.sent());
    }

    static Member member(int place, Suffrage suffrage) {
        return new Member(id(place), "raft:" + place, "", suffrage);
    }

    static ServerId id(int place) {
        return new ServerId("s" + place, "i");
    }

    /** What has happened so far: whoever leads now is the first who ever has. */
    Ghost past() {
        long term = servers.get(0).raft().currentTerm();
        Ghost past = Ghost.NOTHING.withHistory(history, term);
        return servers.get(0).raft().isLeader()
                ? past.withLeader(term, servers.get(0).self())
                : past;
    }

    /** The place of a server, -1 if it is not in this search. */
    int place(ServerId id) {
        for (int place = 0; place < servers.size(); place++) {
            if (servers.get(place).self().equals(id)) {
                return place;
            }
        }
        return -1;
    }
}
