package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of one peer (Figure 2, volatile state on leaders), and whether more may be sent
 * to it. At first it is <em>probed</em>: one small request with entries at a time, until one of them
 * succeeds. From then on requests follow each other without waiting, as far as the {@link Window}
 * allows, each beginning where the last one ended; a rejection or a failure leads back to probing. A
 * snapshot goes one chunk at a time. Requests without entries go beside all this.
 */
final class Progress {

    /** What is under way with entries. */
    final Window window;

    /** Index of the next entry to send. */
    long nextIndex;

    /** Highest entry known to be on the peer's disk. Falls within a term only if that lost it. */
    long matchIndex;

    /** The peer's disk has lost entries that it had acknowledged: it takes entries, and counts not. */
    boolean regressed;

    /** After this entry the peer has had the leader's state. */
    long equalIndex;

    /** Up to this entry the peer should have what the leader has, and has not; 0: not known. */
    long differsAt;

    /** It is not known whether nextIndex is right. */
    boolean probing = true;

    /** The last request failed: nothing but heartbeats until the peer answers again. */
    boolean paused;

    /** Entries were read back from the disk for it since it answered, or time passed. */
    boolean wasReadFor;

    /** The snapshot that it is being sent, because the entries that it needs are gone. */
    @Nullable
    SnapshotTransfer transfer;

    /** The part of it that has not come back yet. */
    InstallSnapshot.@Nullable Request chunk;

    /** The newest read round that the peer has answered. */
    long ackedRound;

    /** Since the peer's last answer in this term; negative until the first. */
    long silentNanos = -1;

    /** leaderCommit of the newest request to the peer. */
    long sentCommit;

    /** The peer has clients that wait for this commit index. */
    long wantedCommit;

    /** The newest read round that was sent to the peer. */
    long sentRound;

    /** It is time for a heartbeat. */
    boolean heartbeatDue = true;

    Progress(long nextIndex, RaftOptions options) {
        this.window = new Window(options);
        this.nextIndex = nextIndex;
    }

    void answered() {
        wasReadFor = false;
        silentNanos = 0;
        paused = false;
    }

    void tick(long elapsedNanos) {
        window.tick(elapsedNanos);
        wasReadFor = false;
        if (silentNanos >= 0) {
            silentNanos += elapsedNanos;
        }
    }

    /** The log was made longer, which it is behind a snapshot on its way. */
    void appended(long bytes) {
        if (transfer != null) {
            transfer.appended(bytes);
        }
    }

    /** Nothing is kept for ever for a peer that does not get along. */
    void giveUpTransfer(RaftOptions options) {
        if (transfer != null
                && (silentNanos > options.keptSilentNanos()
                        || transfer.appendedBytes() > options.maxKeptBytes())) {
            transfer = null;
        }
    }

    boolean answeredWithin(long nanos) {
        return silentNanos >= 0 && silentNanos < nanos;
    }

    /** Entries may be sent, or a chunk, that it does not have. */
    boolean mayReceiveEntries(long lastIndex) {
        boolean room = probing ? window.isEmpty() && chunk == null : window.hasRoom();
        return room && !paused && nextIndex <= lastIndex;
    }

    /** Somebody at the peer waits for a commit index that it has not been told, but could be. */
    boolean waitsForCommit(long commitIndex) {
        return Math.min(Math.min(wantedCommit, commitIndex), matchIndex) > sentCommit;
    }

    void sent(AppendEntries.Request request) {
        if (!request.entries().isEmpty()) {
            window.sent(request);
            nextIndex = probing ? nextIndex : request.lastIndex() + 1;
        }
        heartbeatDue = false;
        sentRound = request.round();
        sentCommit = Math.max(sentCommit, Math.min(request.leaderCommit(), request.lastIndex()));
    }

    /** The peer said yes to a request. */
    void accepted(AppendEntries.Request request) {
        window.answered(request);
        probing &= request.entries().isEmpty();
        matches(request.lastIndex());
    }

    /** The peer has everything up to {@code index}. */
    void matches(long index) {
        matchIndex = Math.max(matchIndex, index);
        nextIndex = Math.max(nextIndex, matchIndex + 1);
    }

    /**
     * The consistency check failed. The next attempt is strictly lower, so the search ends (hazard
     * 14), and never below what is known to match (hazard 10). What was under way is not there, also
     * when the entry before it has arrived meanwhile; an answer that came twice says nothing new.
     *
     * @param hint where the peer's log may go on
     */
    void rejected(AppendEntries.Request request, long hint) {
        boolean awaited = window.answered(request);
        matchIndex = regressed ? 0 : matchIndex; // that was before its disk lost it
        long prev = request.prevLogIndex();
        long next = Math.max(matchIndex + 1, Math.min(hint, prev));
        if ((awaited || prev > matchIndex) && next < nextIndex) {
            nextIndex = next;
            probing = true;
        }
    }

    /** Nobody knows what became of a request with entries: back to what is certain. */
    void failed(AppendEntries.Request request) {
        if (window.failed(request)) {
            nextIndex = probing ? nextIndex : matchIndex + 1;
            probing = true;
            paused = true;
        }
    }

    /** Parts go one at a time, so nothing else goes with entries until this one has come back. */
    void chunkSent(InstallSnapshot.Request part) {
        probing = true;
        chunk = part;
    }

    /** A part has come back; false if it is not the one under way, but one that came twice. */
    boolean chunkEnded(InstallSnapshot.Request part) {
        boolean awaited = chunk != null
                && chunk.snapshot().equals(part.snapshot())
                && chunk.position().equals(part.position());
        chunk = awaited ? null : chunk;
        return awaited;
    }

    /** Nobody knows what became of a part. */
    void chunkFailed(InstallSnapshot.Request part) {
        paused |= chunkEnded(part);
    }
}
