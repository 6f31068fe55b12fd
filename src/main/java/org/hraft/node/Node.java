package org.hraft.node;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the loop turns: a server that takes part, or one that cannot, because its store is damaged. */
interface Node {

    /**
     * Takes everything that has happened and brings it to an end.
     *
     * @param now in nanoseconds, never less than in the call before
     */
    void turn(List<Input> inputs, long now);

    /** This server after the last turn; from any thread. */
    NodeStatus status();

    /** Who this server is; from any thread. */
    Identity identity();

    /**
     * Which server of which cluster has called this one by its name, but meant what it was with
     * another data directory; null if none has. From any thread.
     */
    @Nullable
    String claim();

    /**
     * How long ago the state machine had certainly applied all that the leader had; from any thread.
     *
     * @param now of the clock that {@link #turn} is given
     * @return {@link Long#MAX_VALUE} if that was never so since the start
     */
    long ageNanos(long now);

    /** Answers everything that waits; the node must not be used any more. */
    void close();
}
