package org.hraft.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short names for what the paper's figures show: servers, logs as rows of terms, requests. */
final class Notation {

    static final ServerId A = new ServerId("a", "1");
    static final ServerId B = new ServerId("b", "1");
    static final ServerId C = new ServerId("c", "1");
    static final ServerId D = new ServerId("d", "1");
    static final ServerId E = new ServerId("e", "1");

    /** In no configuration of any test. */
    static final ServerId STRANGER = new ServerId("stranger", "1");

    /** The logs before are the same, see {@link Core}: most tests have nothing to say of that. */
    static final long ANY_HASH = ChainHash.START;

    static Member voter(ServerId id) {
        return learner(id).promoted();
    }

    static Member learner(ServerId id) {
        String name = id.name();
        return new Member(id, name + ":9090", name + ":8080", Suffrage.STAGING);
    }

    static Configuration voters(ServerId... ids) {
        return new Configuration(Arrays.stream(ids).map(Notation::voter).toList());
    }

    /** The first {@code size} servers of the alphabet. */
    static ServerId[] servers(int size) {
        return List.of(A, B, C, D, E).subList(0, size).toArray(ServerId[]::new);
    }

    static Entry.Command command(String text) {
        return new Entry.Command(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An entry that a client has caused. */
    static Entry written(long index, long term, String text) {
        return new Entry(index, term, command(text));
    }

    /** A command that differs from any other term's at the index, and equals its own term's. */
    static Entry entry(long index, long term) {
        return new Entry(index, term, command("entry " + index + " of term " + term));
    }

    /** A row of the paper's figures, from {@code firstIndex} on. */
    static List<Entry> entries(long firstIndex, long... terms) {
        List<Entry> row = new ArrayList<>();
        for (long term : terms) {
            row.add(entry(firstIndex + row.size(), term));
        }
        return row;
    }

    /** The terms of a row. */
    static List<Long> terms(List<Entry> row) {
        return row.stream().map(Entry::term).toList();
    }

    static AppendEntries.Request append(
            long term,
            ServerId leader,
            long prevLogIndex,
            long prevLogTerm,
            long leaderCommit,
            List<Entry> entries) {
        return append(term, leader, prevLogIndex, prevLogTerm, leaderCommit, 0, entries);
    }

    /** One that opens or repeats a read round. */
    static AppendEntries.Request append(
            long term,
            ServerId leader,
            long prevLogIndex,
            long prevLogTerm,
            long leaderCommit,
            long round,
            List<Entry> entries) {
        return new AppendEntries.Request(
                term,
                leader,
                prevLogIndex,
                prevLogTerm,
                ANY_HASH,
                entries,
                ChainHash.of(ANY_HASH, entries),
                leaderCommit,
                round,
                StateHash.NONE,
                0);
    }

    /** The same with another hash of the entry before. */
    static AppendEntries.Request behind(long prevLogHash, AppendEntries.Request request) {
        return new AppendEntries.Request(
                request.term(),
                request.leaderId(),
                request.prevLogIndex(),
                request.prevLogTerm(),
                prevLogHash,
                request.entries(),
                ChainHash.of(prevLogHash, request.entries()),
                request.leaderCommit(),
                request.round(),
                request.state(),
                request.equalIndex());
    }

    /** Says nothing but that {@code leader} leads. */
    static AppendEntries.Request heartbeat(long term, ServerId leader) {
        return append(term, leader, 0, 0, 0, List.of());
    }

    static AppendEntries.Response appended(long term) {
        return new AppendEntries.Response(term, true, 0, 0, false, 0, 0);
    }

    static AppendEntries.Response conflict(long term, long conflictTerm, long conflictIndex) {
        return new AppendEntries.Response(term, false, conflictTerm, conflictIndex, false, 0, 0);
    }

    /** Has appended what was sent, and lacks something that it once had. */
    static AppendEntries.Response regressed(long term) {
        return new AppendEntries.Response(term, true, 0, 0, true, 0, 0);
    }

    /** Lacks the entry before what was sent, which it may once have had. */
    static AppendEntries.Response regressedAt(long term, long conflictIndex) {
        return new AppendEntries.Response(term, false, 0, conflictIndex, true, 0, 0);
    }

    static RequestVote.Request vote(
            long term, ServerId candidate, long lastLogIndex, long lastLogTerm) {
        return new RequestVote.Request(term, candidate, lastLogIndex, lastLogTerm, false, false);
    }

    static RequestVote.Request preVote(
            long term, ServerId candidate, long lastLogIndex, long lastLogTerm) {
        return new RequestVote.Request(term, candidate, lastLogIndex, lastLogTerm, true, false);
    }

    /** The vote of a candidate that was sent into the election by its leader. */
    static RequestVote.Request transferVote(
            long term, ServerId candidate, long lastLogIndex, long lastLogTerm) {
        return new RequestVote.Request(term, candidate, lastLogIndex, lastLogTerm, false, true);
    }

    static RequestVote.Response granted(long term) {
        return new RequestVote.Response(term, true);
    }

    static RequestVote.Response denied(long term) {
        return new RequestVote.Response(term, false);
    }

    /** A third of any state, see {@link Given}: "a", "b" or "c", the last. */
    static Snapshot.Chunk chunk(String name) {
        return new Snapshot.Chunk(name.getBytes(StandardCharsets.UTF_8), name, name.equals("c"));
    }

    private Notation() {}
}
