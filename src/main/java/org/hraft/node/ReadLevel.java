package org.hraft.node;

/** How fresh a read must be. */
public enum ReadLevel {
    /** Sees every write that was answered before the read began; asks a majority. */
    LINEARIZABLE,
    /**
     * The leader's state, without asking a majority. A leader that was deposed and has not noticed,
     * for about an election timeout or because its process stands still, answers with an old one.
     */
    LEADER,
    /** What this server has, at once; may be arbitrarily old. */
    NONE
}
