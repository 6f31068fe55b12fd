package org.hraft.raft;

import java.util.List;

/** Invoked by the leader to replicate entries; also its heartbeat and its read round (Figure 2). */
public final class AppendEntries {

    /**
     * @param term the leader's term
     * @param leaderId so that followers can forward
     * @param prevLogIndex index of the entry right before the new ones
     * @param prevLogTerm its term
     * @param entries to store, contiguous from {@code prevLogIndex + 1}; empty for a heartbeat
     * @param leaderCommit the leader's commitIndex
     * @param round the newest read round of the leader; any answer in the same term says that the
     *     sender was still the leader after the round was opened (section 6.4)
     */
    public record Request(
            long term,
            ServerId leaderId,
            long prevLogIndex,
            long prevLogTerm,
            List<Entry> entries,
            long leaderCommit,
            long round)
            implements Rpc.Request {

        public Request {
            entries = List.copyOf(entries);
            for (int i = 0; i < entries.size(); i++) {
                Invariant.check(
                        entries.get(i).index() == prevLogIndex + 1 + i,
                        "entries follow prevLogIndex without a gap");
            }
        }

        /** The last index that a successful answer to this request vouches for. */
        long lastIndex() {
            return prevLogIndex + entries.size();
        }
    }

    /**
     * @param term currentTerm of the follower
     * @param success true if the follower's log contained the entry at prevLogIndex, prevLogTerm
     * @param conflictTerm after a failure: the term of the follower's entry at prevLogIndex, 0 if
     *     its log is shorter (the optimisation at the end of section 5.3)
     * @param conflictIndex after a failure: the first index of that term, or one past the end
     * @param regressed the follower's disk has lost entries that it had acknowledged: this is a sign
     *     of life and says where its log ends, but it acknowledges nothing
     */
    public record Response(
            long term, boolean success, long conflictTerm, long conflictIndex, boolean regressed)
            implements Rpc.Response {}

    private AppendEntries() {}
}
