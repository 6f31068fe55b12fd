package org.hraft.node;

import org.hraft.raft.Snapshot;

/**
 * The state of a {@link StateMachine} at one moment, see {@link Snapshot}: what its owner implements
 * without knowing of Raft. It never changes; for any thread.
 */
public interface StateSnapshot {

    /** See {@link Snapshot#chunk}. */
    Chunk chunk(String position, long maxBytes);

    /** See {@link Snapshot.Chunk}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never modified
    record Chunk(byte[] data, String end, boolean last) {}

    /** As the core takes it. */
    default Snapshot forRaft() {
        return (position, maxBytes) -> {
            Chunk chunk = chunk(position, maxBytes);
            return new Snapshot.Chunk(chunk.data(), chunk.end(), chunk.last());
        };
    }
}
