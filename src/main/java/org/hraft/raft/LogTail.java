package org.hraft.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The newest entries of a log, in memory: contiguous up to its end, each with its {@link ChainHash}.
 * May be empty.
 */
final class LogTail {

    private final long maxBytes;
    private final ArrayList<Entry> entries = new ArrayList<>();

    /** That of each entry, in the same place. */
    private final ArrayList<Long> hashes = new ArrayList<>();

    private long firstIndex;
    private long bytes;

    /**
     * @param firstIndex of the next entry
     * @param maxBytes of entries, by {@link Entry#weight}, that are kept
     */
    LogTail(long firstIndex, long maxBytes) {
        this.firstIndex = firstIndex;
        this.maxBytes = maxBytes;
    }

    /** False for an older entry; the log knows which is the last. */
    boolean holds(long index) {
        return index >= firstIndex;
    }

    long firstIndex() {
        return firstIndex;
    }

    /** The hash at an entry that it holds. */
    long hash(long index) {
        return hashes.get((int) (index - firstIndex));
    }

    void append(Entry entry, long hash) {
        entries.add(entry);
        hashes.add(hash);
        bytes += entry.weight();
    }

    /** The entries from here on go, also if it holds none of those. */
    void truncateFrom(long index) {
        int keep = (int) Math.min(Math.max(0, index - firstIndex), entries.size());
        List<Entry> gone = entries.subList(keep, entries.size());
        bytes -= gone.stream().mapToLong(Entry::weight).sum();
        gone.clear();
        hashes.subList(keep, hashes.size()).clear();
        firstIndex = Math.min(firstIndex, index);
    }

    /** Holds nothing; the next entry is this one. */
    void clear(long nextIndex) {
        entries.clear();
        hashes.clear();
        bytes = 0;
        firstIndex = nextIndex;
    }

    /** Up to {@code max} bytes of entries from {@code from} to {@code to}; at least one. */
    List<Entry> slice(long from, long to, long max) {
        List<Entry> slice = new ArrayList<>();
        long sliced = 0;
        for (long index = from; index <= to && sliced <= max; index++) {
            Entry entry = entries.get((int) (index - firstIndex));
            slice.add(entry);
            sliced += entry.weight();
        }
        return slice;
    }

    List<Entry> behind(long index) {
        return List.copyOf(entries.subList((int) (index + 1 - firstIndex), entries.size()));
    }

    /** If it is too long it is halved, so that the cost of moving the rest is paid seldom. */
    void forgetOldest() {
        if (bytes <= maxBytes) {
            return;
        }
        int gone = 0;
        while (bytes > maxBytes / 2) {
            bytes -= entries.get(gone++).weight();
        }
        entries.subList(0, gone).clear();
        hashes.subList(0, gone).clear();
        firstIndex += gone;
    }
}
