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
 * @param promised where the log ended when this server last answered for it. If the disk has less
 *     it has lost something, and the server is <em>regressed</em> until a leader has brought that
 *     back (hazard 37)
 */
public record Saved(
        HardState hardState,
        StoredLog log,
        long lastApplied,
        @Nullable StagedSnapshot staged,
        LogPosition promised) {

    /** A server that is new. */
    public static final Saved NOTHING =
            new Saved(HardState.INITIAL, StoredLog.EMPTY, 0, null, LogPosition.START);
}
