package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What has been said since the last {@link Ready}, by when it may leave. Whoever sends chooses the
 * side; nothing that promises durability can leave early (hazard 45).
 */
final class Outbox {

    private List<Ready.Message> beforePersist = new ArrayList<>();
    private List<InstallSnapshot.Request> chunks = new ArrayList<>();
    private List<Ready.Message> afterPersist = new ArrayList<>();
    private List<Ready.Reply> replies = new ArrayList<>();
    private List<Ready.ReadState> reads = new ArrayList<>();

    void sendBeforePersist(ServerId to, Rpc.Request request) {
        beforePersist.add(new Ready.Message(to, request));
    }

    void save(InstallSnapshot.Request chunk) {
        chunks.add(chunk);
    }

    void sendAfterPersist(ServerId to, Rpc.Request request) {
        afterPersist.add(new Ready.Message(to, request));
    }

    void reply(long callId, Rpc.Response response) {
        replies.add(new Ready.Reply(callId, response));
    }

    /** A read may be served at {@code readIndex}, wherever it came from. */
    void readGranted(ReadRounds.Waiting read, long term, long readIndex) {
        if (read.callId() > 0) {
            reply(read.callId(), new ReadIndex.Response(term, true, readIndex));
        } else {
            reads.add(new Ready.ReadState(read.token(), readIndex));
        }
    }

    /** A read cannot be granted by this server. */
    void readRefused(ReadRounds.Waiting read, long term) {
        if (read.callId() > 0) {
            reply(read.callId(), new ReadIndex.Response(term, false, 0));
        } else {
            reads.add(new Ready.ReadState(read.token(), -1));
        }
    }

    boolean isEmpty() {
        return beforePersist.isEmpty()
                && chunks.isEmpty()
                && afterPersist.isEmpty()
                && replies.isEmpty()
                && reads.isEmpty();
    }

    /** Hands everything over, together with what else has to be done, and starts anew. */
    Ready take(RaftLog log, @Nullable HardState changed, List<Entry> committed) {
        Ready ready = new Ready(
                beforePersist,
                chunks,
                log.truncatedFrom(),
                log.unsaved(),
                changed,
                afterPersist,
                replies,
                committed,
                reads);
        beforePersist = new ArrayList<>();
        chunks = new ArrayList<>();
        afterPersist = new ArrayList<>();
        replies = new ArrayList<>();
        reads = new ArrayList<>();
        return ready;
    }
}
