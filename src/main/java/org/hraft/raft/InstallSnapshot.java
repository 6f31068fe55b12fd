package org.hraft.raft;

/**
 * Invoked by the leader to send its state to a server that needs entries which the leader has no
 * more (Figure 13). A snapshot travels in chunks, one at a time.
 */
public final class InstallSnapshot {

    /**
     * @param term the leader's term
     * @param leaderId so that followers can forward
     * @param snapshot what the whole of it stands for
     * @param position of the chunk in the snapshot; in Figure 13 a byte offset
     * @param chunk from there
     */
    public record Request(
            long term,
            ServerId leaderId,
            SnapshotMetadata snapshot,
            String position,
            Snapshot.Chunk chunk)
            implements Rpc.Request {}

    /**
     * @param term currentTerm of the follower
     * @param installed the follower has everything up to the snapshot's index, by this chunk or
     *     without it
     * @param position otherwise: the chunk that the follower wants next. A leader that is told an
     *     unexpected one goes on from there, so a transfer survives lost and repeated requests,
     *     restarts of the follower and, for the same snapshot, another leader (hazard 20)
     */
    public record Response(long term, boolean installed, String position) implements Rpc.Response {}

    private InstallSnapshot() {}
}
