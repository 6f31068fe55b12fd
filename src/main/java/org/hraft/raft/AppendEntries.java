package org.hraft.raft;

import java.util.List;

/** Invoked by the leader to replicate entries; also its heartbeat and its read round (Figure 2). */
public final class AppendEntries {

    /**
     * @param term the leader's term
     * @param leaderId so that followers can forward
     * @param prevLogIndex index of the entry right before the new ones
     * @param prevLogTerm its term
     * @param prevLogHash its {@link ChainHash}
     * @param entries to store, contiguous from {@code prevLogIndex + 1}; empty for a heartbeat
     * @param lastLogHash that of the last of them; of the entry before them if there are none
     * @param leaderCommit the leader's commitIndex
     * @param round the newest read round of the leader; any answer in the same term says that the
     *     sender was still the leader after the round was opened (section 6.4)
     * @param state of the leader, for comparison
     * @param equalIndex a majority is known to have had the leader's state after this entry
     */
    public record Request(
            long term,
            ServerId leaderId,
            long prevLogIndex,
            long prevLogTerm,
            long prevLogHash,
            List<Entry> entries,
            long lastLogHash,
            long leaderCommit,
            long round,
            StateHash state,
            long equalIndex)
            implements Rpc.Request {

        public Request {
            entries = List.copyOf(entries);
            for (int i = 0; i < entries.size(); i++) {
                Invariant.check(
                        entries.get(i).index() == prevLogIndex + 1 + i,
                        "entries follow prevLogIndex without a gap");
            }
            Invariant.check(
                    ChainHash.of(prevLogHash, entries) == lastLogHash,
                    "entries are those that were in the leader's log");
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
     * @param equalIndex after this entry the follower has had the leader's state, 0: not compared
     * @param differsAt up to this entry the follower should have the leader's log and state, and has
     *     not: this is a failure, whatever else it says; 0: no difference is known
     */
    public record Response(
            long term,
            boolean success,
            long conflictTerm,
            long conflictIndex,
            boolean regressed,
            long equalIndex,
            long differsAt)
            implements Rpc.Response {

        /** It says what the follower has, and that this is what the leader has. */
        boolean vouches() {
            return !regressed && differsAt == 0;
        }
    }

    private AppendEntries() {}
}
