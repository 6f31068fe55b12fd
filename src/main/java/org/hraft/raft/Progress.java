package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of one peer (Figure 2, volatile state on leaders). At most one request with
 * entries or with a part of a snapshot is under way to a peer, so answers cannot overtake each other;
 * requests without entries go beside it.
 */
final class Progress {

    /** Index of the next entry to send. */
    long nextIndex;

    /** Highest entry known to be on the peer's disk. Never falls within a term. */
    long matchIndex;

    /** A request with entries, or a part of a snapshot, has not come back yet. */
    boolean inFlight;

    /** The snapshot that it is being sent, because the entries that it needs are gone. */
    @Nullable
    SnapshotTransfer transfer;

    /** The last request failed: nothing but heartbeats until the peer answers again. */
    boolean paused;

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

    Progress(long nextIndex) {
        this.nextIndex = nextIndex;
    }

    void answered() {
        silentNanos = 0;
        paused = false;
    }

    void silent(long elapsedNanos) {
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

    /** Entries may be sent that it does not have. */
    boolean mayReceiveEntries(long lastIndex) {
        return !inFlight && !paused && nextIndex <= lastIndex;
    }

    /** Somebody at the peer waits for a commit index that it has not been told, but could be. */
    boolean waitsForCommit(long commitIndex) {
        return Math.min(Math.min(wantedCommit, commitIndex), matchIndex) > sentCommit;
    }

    void sent(AppendEntries.Request request) {
        inFlight |= !request.entries().isEmpty();
        heartbeatDue = false;
        sentRound = request.round();
        sentCommit = Math.max(sentCommit, Math.min(request.leaderCommit(), request.lastIndex()));
    }

    /** The peer has everything up to {@code index}. */
    void matches(long index) {
        matchIndex = Math.max(matchIndex, index);
        nextIndex = Math.max(nextIndex, matchIndex + 1);
    }

    /**
     * The consistency check failed at {@code prevLogIndex}. The next attempt is strictly lower, so
     * the search ends (hazard 14), and never below what is known to match (hazard 10).
     */
    void mismatched(long prevLogIndex, long hint) {
        if (prevLogIndex > matchIndex && prevLogIndex == nextIndex - 1) {
            nextIndex = Math.max(matchIndex + 1, Math.min(hint, prevLogIndex));
        }
    }
}
