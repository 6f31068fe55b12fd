package org.hraft.scenario;

import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * {@code expect 1 leader term 2 commit 5}: what must be true of a server now. A {@code log} is the
 * terms of the entries that are there, a {@code state}, which comes last, the keys of the map.
 */
final class Expectations {

    void check(Cluster cluster, Arguments words) {
        List<Server> servers = words.numbers().stream()
                .map(number -> cluster.server(number.intValue()))
                .toList();
        if (servers.isEmpty() || words.isEmpty()) {
            throw new IllegalArgumentException("say which servers, and what is expected of them");
        }
        List<String> rest = words.rest();
        for (Server server : servers) {
            Arguments wanted = new Arguments(String.join(" ", rest));
            while (!wanted.isEmpty()) {
                check(server, wanted.next(), wanted);
            }
        }
    }

    private void check(Server server, String what, Arguments words) {
        Raft raft = server.raft();
        switch (what) {
            case "leader" -> is(server, "leads", raft.isLeader(), true);
            case "not-leader" -> is(server, "leads", raft.isLeader(), false);
            case "follows" -> is(server, "follows", name(raft.leaderId()), words.next());
            case "term" -> is(server, "term", raft.currentTerm(), words.number());
            case "commit" -> is(server, "commit", raft.commitIndex(), words.number());
            case "applied" -> is(server, "applied", raft.lastApplied(), words.number());
            case "last" -> is(server, "last", last(raft), words.next());
            case "first" -> is(server, "first", raft.firstIndex(), words.number());
            case "log" -> is(server, "log", terms(raft), words.numbers());
            case "state" -> is(server, "state", keys(server), words.rest());
            case "vote" ->
                is(server, "vote", name(server.disk().hardState().votedFor()), words.next());
            case "voters" ->
                is(server, "voters", names(raft.configuration().voters()), words.numbers());
            case "members" -> is(server, "members", members(raft), words.numbers());
            default -> throw new IllegalArgumentException("no such expectation: " + what);
        }
    }

    private static void is(Server server, String what, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("server " + server.number + ", " + what + ": expected "
                    + expected + ", it is " + actual);
        }
    }

    private static String name(@Nullable ServerId id) {
        return id == null ? "nobody" : id.name();
    }

    private static String last(Raft raft) {
        return raft.lastIndex() + "/" + raft.term(raft.lastIndex());
    }

    private static List<Long> terms(Raft raft) {
        return LongStream.rangeClosed(raft.firstIndex(), raft.lastIndex())
                .mapToObj(raft::term)
                .toList();
    }

    private static List<String> keys(Server server) {
        return List.copyOf(server.state().rows().keySet());
    }

    private static List<Long> names(List<ServerId> ids) {
        return ids.stream().map(id -> Long.parseLong(id.name())).toList();
    }

    private static List<Long> members(Raft raft) {
        return names(raft.configuration().members().stream().map(Member::id).toList());
    }
}
