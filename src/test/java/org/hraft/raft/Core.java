package org.hraft.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * One server's core, driven by hand. After each input it does at once all that the core wants done,
 * in the order of {@link Ready}; what was sent waits in {@link #sent} until a test takes it.
 *
 * <p>Of the hashes a test need not speak: those of a leader's requests, see {@link Notation#append},
 * are taken for those that the server has itself, and those that it sends are left out.
 */
final class Core {

    /** Milliseconds, as everything in tests. */
    static final long HEARTBEAT = 10;

    static final long TIMEOUT_MIN = 100;
    static final long TIMEOUT_MAX = 200;
    static final long KEPT_SILENT = 1_000;

    private static final long MILLIS = 1_000_000;

    final Raft raft;
    final Disk disk;

    /** What was applied, in order. */
    final List<Entry> applied = new ArrayList<>();

    /** What became of local reads, in order. */
    final List<Ready.ReadState> reads = new ArrayList<>();

    /** What was sent and not taken yet, in order. */
    final List<Ready.Message> sent = new ArrayList<>();

    private final Given given;
    private final TreeMap<Long, Rpc.Response> replies = new TreeMap<>();
    private long lastCallId;

    Core(Given given, Raft raft, Disk disk) {
        this.given = given;
        this.raft = raft;
        this.disk = disk;
    }

    /** The same server after a crash: what was on disk is all that it knows. */
    Core restarted() {
        given.applied(Math.max(given.applied(), disk.firstIndex() - 1));
        return given.starts(disk);
    }

    // ---- inputs

    /** Time passes, in one step. */
    void passes(long millis) {
        raft.tick(millis * MILLIS);
        settle();
    }

    /** Somebody asks, and gets the answer. */
    Rpc.Response ask(ServerId from, Rpc.Request request) {
        long callId = call(from, request);
        Rpc.Response response = replies.remove(callId);
        if (response == null) {
            throw new AssertionError("no answer to " + request);
        }
        return response;
    }

    /** Somebody asks, and the answer may take its time, see {@link #repliesTo}. */
    long call(ServerId from, Rpc.Request request) {
        receives(++lastCallId, from, request);
        settle();
        return lastCallId;
    }

    /** Somebody asks, and nothing is done yet of what the core then wants done. */
    void receives(long callId, ServerId from, Rpc.Request request) {
        boolean anyHash = request instanceof AppendEntries.Request append
                && append.prevLogHash() == Notation.ANY_HASH;
        raft.receive(callId, from, anyHash ? hashed((AppendEntries.Request) request) : request);
    }

    private AppendEntries.Request hashed(AppendEntries.Request request) {
        RaftLog log = raft.log();
        long prev = request.prevLogIndex();
        boolean here = log.baseIndex() <= prev && prev <= log.lastIndex();
        return Notation.behind(here ? log.hash(prev) : disk.lastHashAt(prev), request);
    }

    /** The answers so far to a call: none or one. */
    List<Rpc.Response> repliesTo(long callId) {
        Rpc.Response reply = replies.get(callId);
        return reply == null ? List.of() : List.of(reply);
    }

    boolean votes(RequestVote.Request request) {
        return ask(request.candidateId(), request) instanceof RequestVote.Response response
                && response.voteGranted();
    }

    AppendEntries.Response appends(AppendEntries.Request request) {
        return (AppendEntries.Response) ask(request.leaderId(), request);
    }

    void answers(ServerId from, Rpc.Request request, Rpc.Response response) {
        raft.onAnswer(from, request, response);
        settle();
    }

    void fails(ServerId to, Rpc.Request request) {
        raft.onFailure(to, request);
        settle();
    }

    /** A client's commands arrive, and leave for the peers. */
    Propose.Response proposes(String... commands) {
        Propose.Response response =
                raft.propose(Arrays.stream(commands).map(Notation::command).toList());
        settle();
        return response;
    }

    /** A local read arrives. */
    void reads(long token) {
        raft.readIndex(token, true);
        settle();
    }

    /** A local read arrives that needs no majority. */
    void readsUnconfirmed(long token) {
        raft.readIndex(token, false);
        settle();
    }

    // ---- outputs

    /** Does what the core wants done until it wants nothing more. */
    void settle() {
        for (int round = 0; raft.hasReady(); round++) {
            Invariant.check(round < 1_000, "a core wants nothing more at some time");
            work(raft.ready());
        }
    }

    /** One round of {@link #settle}. */
    void work(Ready ready) {
        ready.beforePersist().forEach(message -> sent.add(unhashed(message)));
        disk.save(ready);
        sent.addAll(ready.afterPersist());
        ready.replies().forEach(reply -> replies.put(reply.callId(), reply.response()));
        applied.addAll(ready.committed());
        reads.addAll(ready.reads());
        raft.advance(ready);
    }

    private static Ready.Message unhashed(Ready.Message message) {
        return message.request() instanceof AppendEntries.Request append
                ? new Ready.Message(message.to(), Notation.behind(Notation.ANY_HASH, append))
                : message;
    }

    /** Takes what was sent. */
    List<Ready.Message> takes() {
        List<Ready.Message> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** Takes the requests of one type that were sent to one peer. */
    <T extends Rpc.Request> List<T> takes(ServerId to, Class<T> type) {
        List<T> taken = sent.stream()
                .filter(message -> message.to().equals(to))
                .map(Ready.Message::request)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        sent.removeIf(m -> m.to().equals(to) && type.isInstance(m.request()));
        return taken;
    }

    List<AppendEntries.Request> takesAppends(ServerId to) {
        return takes(to, AppendEntries.Request.class);
    }

    /** Takes the only AppendEntries that was sent to a peer. */
    AppendEntries.Request takesAppend(ServerId to) {
        List<AppendEntries.Request> appends = takesAppends(to);
        if (appends.size() != 1) {
            throw new AssertionError("not one request to " + to + ": " + appends);
        }
        return appends.get(0);
    }

    /** The terms of the whole log, which is on disk by now. */
    List<Long> terms() {
        return Notation.terms(disk.log());
    }

    // ---- a whole scene in one step

    /** All requests for votes under way are answered with yes. */
    void getsVotes() {
        for (Ready.Message message : takes()) {
            if (message.request() instanceof RequestVote.Request request) {
                long term = request.preVote() ? raft.currentTerm() : request.term();
                answers(message.to(), request, Notation.granted(term));
            } else {
                sent.add(message);
            }
        }
    }

    /** The peer has saved all that is under way to it. */
    void acknowledged(ServerId peer) {
        for (AppendEntries.Request request : takesAppends(peer)) {
            answers(peer, request, Notation.appended(request.term()));
        }
    }

    /** Everybody has saved everything, and knows that it is committed. */
    void acknowledged() {
        while (!sent.isEmpty()) {
            acknowledged(sent.get(0).to());
        }
    }
}
