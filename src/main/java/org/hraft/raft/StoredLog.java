package org.hraft.raft;

import java.util.List;

/**
 * The outline of a log on disk: enough to start without reading it.
 *
 * @param base what was before the first entry and is no longer in the log
 * @param lastIndex index of {@code base} if there are no entries behind it
 * @param terms where each run of entries of equal term begins behind the base, ascending; a run that
 *     goes on from the base is not among them
 * @param configurations every entry behind the base that holds a {@link Configuration}, ascending
 */
public record StoredLog(
        SnapshotMetadata base, long lastIndex, List<TermStart> terms, List<Entry> configurations) {

    /** The entry at {@code index} is the first one of {@code term}. */
    public record TermStart(long index, long term) {}

    /** A log without entries. */
    public static final StoredLog EMPTY = behind(SnapshotMetadata.NONE);

    /** A log without entries, to which everything up to {@code base} is known all the same. */
    public static StoredLog behind(SnapshotMetadata base) {
        return new StoredLog(base, base.index(), List.of(), List.of());
    }

    public StoredLog {
        terms = List.copyOf(terms);
        configurations = List.copyOf(configurations);
    }
}
