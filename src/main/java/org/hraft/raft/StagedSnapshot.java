package org.hraft.raft;

/**
 * A snapshot of which a server has saved the beginning.
 *
 * @param snapshot what it will stand for when it is complete
 * @param position of the chunk that comes next
 */
public record StagedSnapshot(SnapshotMetadata snapshot, String position) {}
