package org.hraft.raft;

import java.util.List;
import java.util.TreeMap;

/**
 * Brings a leader's log to everybody else (section 5.3), or its state to those who need entries that
 * are gone (section 7), and knows how far each of them is.
 */
final class Replication {

    private final Raft raft;
    private final RaftOptions options;
    private final TreeMap<ServerId, Progress> progress = new TreeMap<>();

    Replication(Raft raft) {
        this.raft = raft;
        this.options = raft.options();
        follow(raft.configuration(), raft.log().lastIndex() + 1);
    }

    /** Keeps one progress for every other member; that of a new one begins at nextIndex. */
    void follow(Configuration configuration, long nextIndex) {
        progress.keySet().removeIf(id -> configuration.member(id) == null);
        for (Member member : configuration.members()) {
            if (!member.id().equals(raft.self())) {
                progress.computeIfAbsent(member.id(), id -> new Progress(nextIndex, options));
            }
        }
    }

    /** A peer's clients wait for {@code index} to be committed: it is told without delay. */
    void commitWantedBy(ServerId peer, long index) {
        Progress wanting = progress.get(peer);
        if (wanting != null) {
            wanting.wantedCommit = Math.max(wanting.wantedCommit, index);
        }
    }

    /** The log has become longer by an entry of this weight. */
    void appended(long weight) {
        progress.values().forEach(peer -> peer.appended(weight));
    }

    // ---- time

    void tick(long elapsedNanos) {
        progress.values().forEach(peer -> {
            peer.tick(elapsedNanos);
            peer.giveUpTransfer(options);
        });
    }

    /** Everybody is to hear from the leader now. */
    void heartbeat() {
        progress.values().forEach(peer -> peer.heartbeatDue = true);
    }

    // ---- how far everybody is

    /** A server that answered within the longest election timeout, or this one. */
    boolean isLive(ServerId id) {
        Progress peer = progress.get(id);
        return id.equals(raft.self())
                || (peer != null && peer.answeredWithin(options.electionTimeoutMaxNanos()));
    }

    /** Since the last answer; 0 for this server, -1 if there was none in this term. */
    long silentMillis(ServerId id) {
        Progress peer = progress.get(id);
        long silent = peer == null ? 0 : peer.silentNanos;
        return silent < 0 ? -1 : silent / 1_000_000;
    }

    /** The highest entry that is known to be on the server's disk, as far as that is believed. */
    long match(ServerId id) {
        Progress peer = progress.get(id);
        if (id.equals(raft.self())) {
            return raft.log().savedIndex();
        }
        return peer == null || peer.regressed ? 0 : peer.matchIndex;
    }

    /** After this entry the server has had the same state as this one. */
    long equalIndex(ServerId id) {
        Progress peer = progress.get(id);
        if (id.equals(raft.self())) {
            return raft.states().newest().index();
        }
        return peer == null ? 0 : peer.equalIndex;
    }

    /** Up to this entry the server should have what this one has, and has not; 0: nothing known. */
    long differsAt(ServerId id) {
        Progress peer = progress.get(id);
        return peer == null ? 0 : peer.differsAt;
    }

    /** The newest read round that the peer has answered. */
    long ackedRound(ServerId id) {
        Progress peer = progress.get(id);
        return peer == null ? 0 : peer.ackedRound;
    }

    /** The first entry behind a snapshot that is on its way. */
    long keptFrom() {
        long from = Long.MAX_VALUE;
        for (Progress peer : progress.values()) {
            from = peer.transfer == null ? from : Math.min(from, peer.transfer.index() + 1);
        }
        return from;
    }

    // ---- what is sent

    /** Everything that should be under way now. */
    void send(long round) {
        progress.forEach((id, peer) -> {
            if (mayReceive(peer)) {
                sendNext(id, peer, round);
            } else if (peer.heartbeatDue
                    || peer.sentRound < round
                    || peer.waitsForCommit(raft.commitIndex())) {
                long prev = Math.max(peer.matchIndex, raft.log().baseIndex());
                send(id, peer, prev, List.of(), round);
            }
        });
    }

    private void sendNext(ServerId id, Progress peer, long round) {
        if (peer.nextIndex <= raft.log().baseIndex()) {
            sendChunk(id, peer);
            return;
        }
        peer.transfer = null;
        do {
            sendEntries(id, peer, round);
        } while (mayReceive(peer));
    }

    /** A peer that is far behind does not hold up the others: see maxChunkBytes of the options. */
    private boolean mayReceive(Progress peer) {
        return peer.mayReceiveEntries(raft.log().lastIndex())
                && (raft.log().isInMemory(peer.nextIndex) || !peer.wasReadFor);
    }

    /** What the peer needs is gone: it gets the state instead (section 7). */
    private void sendChunk(ServerId id, Progress peer) {
        SnapshotTransfer transfer = peer.transfer;
        if (transfer == null) {
            transfer = raft.takeSnapshot();
            peer.transfer = transfer;
        }
        InstallSnapshot.Request chunk =
                transfer.next(raft.currentTerm(), raft.self(), options.maxChunkBytes());
        peer.chunkSent(chunk);
        raft.outbox().sendBeforePersist(id, chunk);
    }

    private void sendEntries(ServerId id, Progress peer, long round) {
        long bytes = peer.window.requestBytes();
        if (!raft.log().isInMemory(peer.nextIndex)) {
            peer.wasReadFor = true;
            bytes = Math.min(bytes, options.maxChunkBytes());
        }
        List<Entry> entries = raft.log().slice(peer.nextIndex, raft.log().lastIndex(), bytes);
        send(id, peer, peer.nextIndex - 1, entries, round);
    }

    private void send(
            ServerId id, Progress peer, long prevLogIndex, List<Entry> entries, long round) {
        var request = new AppendEntries.Request(
                raft.currentTerm(),
                raft.self(),
                prevLogIndex,
                raft.log().term(prevLogIndex),
                raft.log().hash(prevLogIndex),
                entries,
                raft.log().hash(prevLogIndex + entries.size()),
                raft.commitIndex(),
                round,
                raft.states().newest(),
                Quorum.reachedByMajority(raft.voters(), this::equalIndex));
        peer.sent(request);
        raft.outbox().sendBeforePersist(id, request);
    }

    // ---- what comes back

    /** False if the answer is none to what is replicated in this term. */
    boolean answered(ServerId from, Rpc.Request request, Rpc.Response response) {
        Progress peer = progress.get(from);
        if (peer == null || response.term() != raft.currentTerm()) {
            return false;
        }
        if (request instanceof AppendEntries.Request sent
                && response instanceof AppendEntries.Response answer
                && sent.term() == raft.currentTerm()) {
            onAppended(peer, sent, answer);
            return true;
        }
        if (request instanceof InstallSnapshot.Request sent
                && response instanceof InstallSnapshot.Response answer
                && sent.term() == raft.currentTerm()) {
            onChunkSaved(peer, sent, answer);
            return true;
        }
        return false;
    }

    private void onAppended(
            Progress peer, AppendEntries.Request sent, AppendEntries.Response answer) {
        peer.answered();
        peer.regressed = answer.regressed();
        peer.differsAt = answer.differsAt();
        peer.equalIndex = answer.equalIndex();
        if (answer.vouches()) {
            peer.ackedRound = Math.max(peer.ackedRound, sent.round());
        }
        if (answer.differsAt() > 0) {
            peer.failed(sent);
        } else if (answer.success()) {
            Invariant.check(sent.lastIndex() <= raft.log().lastIndex(), "a peer has what was sent");
            peer.accepted(sent);
        } else {
            peer.rejected(sent, hint(answer));
        }
    }

    private void onChunkSaved(
            Progress peer, InstallSnapshot.Request sent, InstallSnapshot.Response answer) {
        peer.answered();
        peer.chunkEnded(sent);
        if (answer.installed()) {
            peer.matches(sent.snapshot().index());
        } else if (peer.transfer != null) {
            peer.transfer.answered(sent, answer.position());
        }
    }

    /**
     * Where to search for the last entry that both logs share. If this log has the conflicting term,
     * it is not behind the end of that term here, otherwise not behind its start there (5.3).
     */
    private long hint(AppendEntries.Response answer) {
        long here = raft.log().lastIndexOfTerm(answer.conflictTerm());
        return here > 0 ? here + 1 : answer.conflictIndex();
    }

    /** A request got no answer: nothing but heartbeats until the peer answers again. */
    void failed(ServerId to, Rpc.Request request) {
        Progress peer = progress.get(to);
        if (peer == null) {
            return;
        }
        if (request instanceof AppendEntries.Request append
                && append.term() == raft.currentTerm()) {
            peer.failed(append);
        } else if (request instanceof InstallSnapshot.Request install
                && install.term() == raft.currentTerm()) {
            peer.chunkFailed(install);
        }
    }
}
