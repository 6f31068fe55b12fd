package org.hraft.raft;

/**
 * Every number of the core. Times are nanoseconds, sizes are bytes as counted by {@link
 * Entry#weight()}.
 *
 * @param heartbeatNanos between two heartbeats of a leader
 * @param electionTimeoutMinNanos a server that heard from a leader this recently elects nobody else
 * @param electionTimeoutMaxNanos timeouts are drawn anew for each election from min (inclusive) to
 *     max (exclusive)
 * @param maxAppendBytes of entries in one AppendEntries; a single larger entry still travels
 * @param minInFlightBytes of entries under way to a peer that is slow, or was not tried yet
 * @param maxInFlightBytes of entries under way to a peer that keeps up; since every entry counts for
 *     some bytes, this bounds their number too
 * @param maxInFlightRequests with entries under way to a peer; no more than the transport takes
 * @param maxUncommittedBytes a leader appends no more commands while this much is not committed
 * @param maxApplyBytes of committed entries handed out in one {@link Ready}
 * @param logTailBytes of the newest entries that are kept in memory; older ones are read back
 * @param maxChunkBytes of a snapshot in one InstallSnapshot, or of entries read back from the disk
 *     for one AppendEntries: so much of a turn of the loop a peer that is far behind may cost; a
 *     single larger row or entry still travels
 * @param maxKeptBytes of entries that are appended, and kept, while a snapshot travels; when there
 *     are more the transfer begins anew with a newer one
 * @param keptSilentNanos a transfer to a peer that is silent for longer is given up
 */
public record RaftOptions(
        long heartbeatNanos,
        long electionTimeoutMinNanos,
        long electionTimeoutMaxNanos,
        long maxAppendBytes,
        long minInFlightBytes,
        long maxInFlightBytes,
        int maxInFlightRequests,
        long maxUncommittedBytes,
        long maxApplyBytes,
        long logTailBytes,
        long maxChunkBytes,
        long maxKeptBytes,
        long keptSilentNanos) {

    private static final long MILLIS = 1_000_000;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** For a local network, where a leader's death may cost about a second. */
    public static final RaftOptions DEFAULT = new RaftOptions(
            100 * MILLIS,
            600 * MILLIS,
            1_200 * MILLIS,
            MIB,
            64 * KIB,
            4 * MIB,
            16,
            16 * MIB,
            4 * MIB,
            16 * MIB,
            64 * KIB,
            256 * MIB,
            60_000 * MILLIS);

    public RaftOptions {
        Invariant.check(
                0 < heartbeatNanos && heartbeatNanos * 2 <= electionTimeoutMinNanos,
                "an election timeout outlasts two heartbeats");
        Invariant.check(
                electionTimeoutMinNanos < electionTimeoutMaxNanos,
                "election timeouts are drawn from a range");
    }
}
