package org.hraft.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a server must remember beside its log before it answers anybody (Figure 2, persistent state).
 * Both fields are saved together: a vote without its term could be given twice (hazard 1).
 */
public record HardState(long currentTerm, @Nullable ServerId votedFor) {

    /** A server that has never heard of any term. */
    public static final HardState INITIAL = new HardState(0, null);
}
