package org.hraft.raft;

/**
 * A snapshot on its way to one peer, one chunk at a time (section 7). The log behind it is kept until
 * the peer has it, or else the peer would need the next one at once.
 */
final class SnapshotTransfer {

    private final SnapshotMetadata metadata;
    private final Snapshot snapshot;
    private String position = "";
    private long appendedBytes;

    SnapshotTransfer(SnapshotMetadata metadata, Snapshot snapshot) {
        this.metadata = metadata;
        this.snapshot = snapshot;
    }

    /** The last entry that the snapshot contains. */
    long index() {
        return metadata.index();
    }

    /** The chunk that the peer is known to want; the same again as long as it did not answer. */
    InstallSnapshot.Request next(long term, ServerId leaderId, long maxBytes) {
        return new InstallSnapshot.Request(
                term, leaderId, metadata, position, snapshot.chunk(position, maxBytes));
    }

    /** The peer wants another chunk. Answers that were overtaken change nothing (hazard 20). */
    void answered(InstallSnapshot.Request sent, String wanted) {
        if (sent.snapshot().isOf(metadata) && sent.position().equals(position)) {
            position = wanted;
        }
    }

    /** The log has become longer by an entry of this weight, which it keeps for the peer. */
    void appended(long bytes) {
        appendedBytes += bytes;
    }

    /** How much log is kept because of this transfer, in bytes. */
    long appendedBytes() {
        return appendedBytes;
    }
}
