package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * All that a server remembers when it starts again (Figure 2, persistent state, and section 7).
 *
 * @param hardState term and vote
 * @param log the outline of the log; its entries are read when they are needed
 * @param lastApplied the saved state contains everything up to here, so it is committed; the log
 *     goes on from there at the latest
 * @param staged a snapshot that was being received, null: none
 */
public record Saved(
        HardState hardState,
        StoredLog log,
        long lastApplied,
        @Nullable StagedSnapshot staged) {

    /** A server that is new. */
    public static final Saved NOTHING = new Saved(HardState.INITIAL, StoredLog.EMPTY, 0, null);
}
