package org.hraft.raft;

import java.util.List;

/**
 * The outline of a log on disk: enough to start without reading it.
 *
 * @param lastIndex 0 if the log is empty
 * @param terms where each run of entries of equal term begins, ascending; the first begins at 1
 * @param configurations every entry that holds a {@link Configuration}, ascending
 */
public record StoredLog(long lastIndex, List<TermStart> terms, List<Entry> configurations) {

    /** The entry at {@code index} is the first one of {@code term}. */
    public record TermStart(long index, long term) {}

    /** A log without entries. */
    public static final StoredLog EMPTY = new StoredLog(0, List.of(), List.of());

    public StoredLog {
        terms = List.copyOf(terms);
        configurations = List.copyOf(configurations);
    }
}
