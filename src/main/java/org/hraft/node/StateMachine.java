package org.hraft.node;

/**
 * What is replicated. The loop's thread applies every committed command once, in the order of the
 * log; the result must depend on nothing but the state and the arguments (hazard 21).
 */
public interface StateMachine {

    /**
     * @param index of the log entry, greater than in any call before
     * @param command as it was proposed; may be bytes of a newer or a broken writer, which must be
     *     answered the same way on every server
     * @return what the proposer gets; only the owner of the state machine knows the type
     */
    Object apply(long index, byte[] command);

    /** The state as it is now: it contains everything that was applied, and never changes. */
    StateSnapshot snapshot();

    /**
     * Of the whole state as it is now: two servers with the same rows have the same, whatever way they
     * came there. Takes no longer for a large state than for a small one.
     */
    long hash();

    /** How many rows have changed that {@link RaftStore#persist} has not saved yet. */
    int unsavedRows();
}
