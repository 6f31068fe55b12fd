package org.hraft.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log: its newest entries in memory, the term of every entry, and a reader for the rest.
 *
 * <p>Terms never fall along a log, so the first index of each run of equal terms says the term of
 * every entry; the consistency check needs no disk.
 */
final class RaftLog {

    private final LogReader reader;
    private final long tailBytesMax;
    private final Configurations configurations = new Configurations();
    private final TreeMap<Long, Long> termByFirstIndex = new TreeMap<>();

    /** The newest entries, contiguous up to lastIndex; everything that is not saved is in here. */
    private final ArrayList<Entry> tail = new ArrayList<>();

    private long tailFirstIndex;
    private long tailBytes;
    private long lastIndex;
    private long savedIndex;

    /** The lowest index removed since the last save, or 0. */
    private long truncatedFrom;

    RaftLog(StoredLog stored, LogReader reader, long tailBytesMax) {
        this.reader = reader;
        this.tailBytesMax = tailBytesMax;
        this.lastIndex = stored.lastIndex();
        this.savedIndex = stored.lastIndex();
        this.tailFirstIndex = lastIndex + 1;
        termByFirstIndex.put(0L, 0L); // the empty log ends at index 0 of term 0
        stored.terms().forEach(start -> termByFirstIndex.put(start.index(), start.term()));
        stored.configurations().forEach(configurations::appended);
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastTerm() {
        return termByFirstIndex.lastEntry().getValue();
    }

    /** All entries up to here are on this server's disk. */
    long savedIndex() {
        return savedIndex;
    }

    Configurations configurations() {
        return configurations;
    }

    /** The term of the entry at {@code index}, from 0 to lastIndex. */
    long term(long index) {
        Invariant.check(0 <= index && index <= lastIndex, "only entries of the log have a term");
        return termByFirstIndex.floorEntry(index).getValue();
    }

    /** The consistency check of AppendEntries (section 5.3). */
    boolean contains(long index, long term) {
        return index <= lastIndex && term(index) == term;
    }

    /** First index of the run of entries to which {@code index} belongs. */
    long firstIndexOfTermAt(long index) {
        return Math.max(1, termByFirstIndex.floorKey(index));
    }

    /** Last index of {@code term}, 0 if the log has no such entry. */
    long lastIndexOfTerm(long term) {
        long runEnd = lastIndex;
        for (Map.Entry<Long, Long> run : termByFirstIndex.descendingMap().entrySet()) {
            if (run.getValue() <= term) {
                return run.getValue() == term ? runEnd : 0;
            }
            runEnd = run.getKey() - 1;
        }
        return 0;
    }

    /** The voting rule of section 5.4.1: is a log that ends like this at least as new as ours? */
    boolean isUpToDate(long otherLastIndex, long otherLastTerm) {
        return otherLastTerm > lastTerm()
                || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex);
    }

    /** Adds one entry behind the last. */
    void append(Entry entry) {
        Invariant.check(entry.index() == lastIndex + 1, "the log has no gap");
        Invariant.check(entry.term() >= lastTerm(), "terms never fall along the log");
        if (entry.term() > lastTerm()) {
            termByFirstIndex.put(entry.index(), entry.term());
        }
        configurations.appended(entry);
        tail.add(entry);
        tailBytes += entry.weight();
        lastIndex = entry.index();
    }

    /**
     * Adds what is missing of a leader's entries; an entry of ours goes only if the leader's one at
     * its index has another term, and everything behind it goes with it (Figure 2, rules 3 and 4).
     */
    void merge(List<Entry> entries, long commitIndex) {
        for (Entry entry : entries) {
            if (entry.index() <= lastIndex) {
                if (term(entry.index()) == entry.term()) {
                    continue;
                }
                Invariant.check(entry.index() > commitIndex, "a committed entry is never replaced");
                truncateFrom(entry.index());
            }
            append(entry);
        }
    }

    private void truncateFrom(long index) {
        int keep = (int) Math.max(0, index - tailFirstIndex);
        List<Entry> gone = tail.subList(Math.min(keep, tail.size()), tail.size());
        tailBytes -= gone.stream().mapToLong(Entry::weight).sum();
        gone.clear();
        tailFirstIndex = Math.min(tailFirstIndex, index);
        termByFirstIndex.tailMap(index, true).clear();
        configurations.truncatedFrom(index);
        lastIndex = index - 1;
        if (index <= savedIndex) {
            savedIndex = index - 1;
            truncatedFrom = truncatedFrom == 0 ? index : Math.min(truncatedFrom, index);
        }
    }

    /** Up to {@code maxBytes} of entries from {@code from} to {@code to}; at least one. */
    List<Entry> slice(long from, long to, long maxBytes) {
        Invariant.check(1 <= from && from <= to && to <= lastIndex, "a slice lies in the log");
        if (from < tailFirstIndex) {
            return reader.read(from, Math.min(to, tailFirstIndex - 1), maxBytes);
        }
        List<Entry> slice = new ArrayList<>();
        long bytes = 0;
        for (long index = from; index <= to && bytes <= maxBytes; index++) {
            Entry entry = tail.get((int) (index - tailFirstIndex));
            slice.add(entry);
            bytes += entry.weight();
        }
        return slice;
    }

    /** Entries that the store does not have yet. */
    List<Entry> unsaved() {
        return savedIndex == lastIndex
                ? List.of()
                : List.copyOf(tail.subList((int) (savedIndex + 1 - tailFirstIndex), tail.size()));
    }

    long truncatedFrom() {
        return truncatedFrom;
    }

    /** The store has everything now; memory may forget old entries. */
    void saved() {
        savedIndex = lastIndex;
        truncatedFrom = 0;
        if (tailBytes > tailBytesMax) {
            forgetOldest();
        }
    }

    /** Halves the tail, so that the cost of moving the rest is paid seldom. */
    private void forgetOldest() {
        int gone = 0;
        while (tailBytes > tailBytesMax / 2 && gone < tail.size()) {
            tailBytes -= tail.get(gone++).weight();
        }
        tail.subList(0, gone).clear();
        tailFirstIndex += gone;
    }

    /** For messages about broken invariants. */
    @Override
    public String toString() {
        return "log up to " + lastIndex + " of term " + lastTerm() + ", saved " + savedIndex;
    }
}
