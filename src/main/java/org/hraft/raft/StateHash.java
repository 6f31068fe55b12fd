package org.hraft.raft;

/**
 * What the state machine's state comes to at one moment: servers that have applied the same entries
 * have the same one (hazard 21).
 *
 * @param index of the last entry that was applied; 0: nothing is said
 * @param hash any number, as the state machine computes it
 */
public record StateHash(long index, long hash) {

    /** Nothing is said. */
    static final StateHash NONE = new StateHash(0, 0);
}
