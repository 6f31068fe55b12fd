package org.hraft.raft;

import java.util.ArrayList;

/**
 * The hashes of the state after each of the newest entries that were applied, so that servers of
 * which one is a little ahead can compare theirs. Not thread-safe.
 */
public final class StateHashes {

    /** More than a follower is ever behind or ahead by while it keeps up. */
    static final int KEPT = 4096;

    /** That of entry {@code firstIndex + i} at {@code i}, and later ones in their places again. */
    private final ArrayList<Long> ring = new ArrayList<>();

    private long firstIndex = 1;
    private StateHash newest = StateHash.NONE;

    /**
     * The state is what it is after an entry.
     *
     * @param index the one after that of the last call; another one if the state was replaced
     * @param hash of the state, see {@link StateHash}
     */
    public void applied(long index, long hash) {
        if (index != newest.index() + 1) {
            ring.clear();
            firstIndex = index;
        }
        if (ring.size() < KEPT) {
            ring.add(hash);
        } else {
            ring.set(at(index), hash);
        }
        newest = new StateHash(index, hash);
    }

    private int at(long index) {
        return (int) ((index - firstIndex) % KEPT);
    }

    /** {@link StateHash#NONE} before the first one. */
    StateHash newest() {
        return newest;
    }

    /** One that is still remembered. */
    boolean holds(long index) {
        return newest.index() - ring.size() < index && index <= newest.index();
    }

    /** True if the state was the same after this entry, which is one that {@link #holds}. */
    boolean agreeWith(StateHash other) {
        return ring.get(at(other.index())) == other.hash();
    }
}
