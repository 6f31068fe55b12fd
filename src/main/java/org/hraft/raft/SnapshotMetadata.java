package org.hraft.raft;

/**
 * What stands in the place of a log's beginning (section 7): the state machine's state contains
 * everything up to an entry, and the servers know the members as of that entry.
 *
 * @param index lastIncludedIndex of Figure 13; 0: nothing is left out
 * @param term lastIncludedTerm, the term of that entry
 * @param hash the {@link ChainHash} at that entry, so that the log that follows can be compared
 * @param configurationIndex of the entry that holds the configuration, at most {@code index}
 * @param configuration in force at {@code index}; without it a restored server would follow an old
 *     one (hazard 19)
 */
public record SnapshotMetadata(
        long index, long term, long hash, long configurationIndex, Configuration configuration) {

    /** The beginning of a log that is whole. */
    public static final SnapshotMetadata NONE =
            new SnapshotMetadata(0, 0, ChainHash.START, 0, Configuration.NONE);

    public SnapshotMetadata {
        Invariant.check(
                0 <= configurationIndex && configurationIndex <= index,
                "a snapshot contains its configuration");
    }

    /** The same entries have led to it: then the states are the same, too. */
    boolean isOf(SnapshotMetadata other) {
        return index == other.index && term == other.term && hash == other.hash;
    }
}
