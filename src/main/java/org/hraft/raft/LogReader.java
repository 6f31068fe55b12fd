package org.hraft.raft;

import java.util.List;

/** Reads back entries that the log no longer holds in memory. Implemented by the store. */
public interface LogReader {

    /**
     * Entries from {@code fromIndex} on, contiguous, all of them saved before. Stops after the entry
     * with which the sum of {@link Entry#weight()} passes {@code maxBytes}, so that at least one
     * entry is returned.
     *
     * @param fromIndex first index, at most toIndex
     * @param toIndex last index, inclusive
     */
    List<Entry> read(long fromIndex, long toIndex, long maxBytes);

    /**
     * The {@link ChainHash} at a saved entry.
     *
     * @param index from the one before {@link #firstIndex} to the last
     */
    long hash(long index);

    /** The lowest index that can be read, one past the end of the log if that holds no entries. */
    long firstIndex();
}
