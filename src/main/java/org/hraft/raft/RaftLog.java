package org.hraft.raft;

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
    private final TreeMap<Long, Long> termByFirstIndex = new TreeMap<>();
    private Configurations configurations;

    /** Everything that is not saved is in here. */
    private final LogTail tail;

    private long baseIndex;
    private long baseHash;
    private long lastIndex;
    private long savedIndex;

    /** The lowest index removed since the last save, or 0. */
    private long truncatedFrom;

    /** The end that was answered for and is not reached again yet, see {@link Saved#promised}. */
    private LogPosition promised;

    RaftLog(StoredLog stored, LogPosition promised, LogReader reader, long tailBytesMax) {
        this.promised = promised;
        this.reader = reader;
        this.baseIndex = stored.base().index();
        this.baseHash = stored.base().hash();
        this.lastIndex = stored.lastIndex();
        this.savedIndex = stored.lastIndex();
        this.tail = new LogTail(lastIndex + 1, tailBytesMax);
        this.configurations = new Configurations(stored.base());
        termByFirstIndex.put(baseIndex, stored.base().term());
        stored.terms().forEach(start -> termByFirstIndex.put(start.index(), start.term()));
        stored.configurations().forEach(configurations::appended);
    }

    /**
     * Entries up to here are gone: they were committed and applied, and only the term of this last
     * one is remembered. 0: the log is whole.
     */
    long baseIndex() {
        return baseIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastTerm() {
        return termByFirstIndex.lastEntry().getValue();
    }

    LogPosition end() {
        return new LogPosition(lastTerm(), lastIndex);
    }

    /**
     * The disk has lost entries for which this server had answered, and no leader has brought them
     * back yet. One that does has every committed entry, and a log that ends like its own or later
     * than what was promised has all of them that the promise was about.
     */
    boolean isRegressed() {
        return end().compareTo(promised) < 0;
    }

    /** All entries up to here are on this server's disk. */
    long savedIndex() {
        return savedIndex;
    }

    Configurations configurations() {
        return configurations;
    }

    /** The term of the entry at {@code index}, from baseIndex to lastIndex. */
    long term(long index) {
        Invariant.check(
                baseIndex <= index && index <= lastIndex, "only entries of the log have a term");
        return termByFirstIndex.floorEntry(index).getValue();
    }

    /** The {@link ChainHash} at {@code index}, from baseIndex to lastIndex. */
    long hash(long index) {
        Invariant.check(
                baseIndex <= index && index <= lastIndex, "only entries of the log have a hash");
        if (index == baseIndex) {
            return baseHash;
        }
        return tail.holds(index) ? tail.hash(index) : reader.hash(index);
    }

    /**
     * The consistency check of AppendEntries (section 5.3). What is gone was committed, so it is the
     * same on every leader (hazard 15).
     */
    boolean contains(long index, long term) {
        return index < baseIndex || (index <= lastIndex && term(index) == term);
    }

    /** First index of the run of entries to which {@code index} belongs, as far as it is here. */
    long firstIndexOfTermAt(long index) {
        return Math.max(baseIndex + 1, termByFirstIndex.floorKey(index));
    }

    /** Last index of {@code term}, 0 if the log has no such entry any more. */
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
        tail.append(entry, ChainHash.of(hash(lastIndex), entry));
        lastIndex = entry.index();
    }

    /**
     * Adds what is missing of a leader's entries; an entry of ours goes only if the leader's one at
     * its index has another term, and everything behind it goes with it (Figure 2, rules 3 and 4).
     */
    void merge(List<Entry> entries, long commitIndex) {
        for (Entry entry : entries) {
            if (entry.index() <= lastIndex) {
                if (contains(entry.index(), entry.term())) {
                    continue;
                }
                Invariant.check(entry.index() > commitIndex, "a committed entry is never replaced");
                truncateFrom(entry.index());
            }
            append(entry);
        }
    }

    private void truncateFrom(long index) {
        tail.truncateFrom(index);
        termByFirstIndex.tailMap(index, true).clear();
        configurations.truncatedFrom(index);
        lastIndex = index - 1;
        if (index <= savedIndex) {
            savedIndex = index - 1;
            truncatedFrom = truncatedFrom == 0 ? index : Math.min(truncatedFrom, index);
        }
    }

    /** False: the entry has to be read back from the disk. */
    boolean isInMemory(long index) {
        return tail.holds(index);
    }

    /** Up to {@code maxBytes} of entries from {@code from} to {@code to}; at least one. */
    List<Entry> slice(long from, long to, long maxBytes) {
        Invariant.check(
                baseIndex < from && from <= to && to <= lastIndex, "a slice lies in the log");
        return tail.holds(from)
                ? tail.slice(from, to, maxBytes)
                : reader.read(from, Math.min(to, tail.firstIndex() - 1), maxBytes);
    }

    /** Entries that the store does not have yet. */
    List<Entry> unsaved() {
        return savedIndex == lastIndex ? List.of() : tail.behind(savedIndex);
    }

    /** What is to be applied next; a snapshot that comes with it may have replaced the beginning. */
    List<Entry> committed(long lastApplied, long commitIndex, long maxBytes) {
        long from = Math.max(lastApplied, baseIndex) + 1;
        return from > commitIndex ? List.of() : slice(from, commitIndex, maxBytes);
    }

    long truncatedFrom() {
        return truncatedFrom;
    }

    /** The store has everything now, and may have removed the oldest; so may memory. */
    void saved() {
        savedIndex = lastIndex;
        truncatedFrom = 0;
        promised = isRegressed() ? promised : LogPosition.START; // once kept, it is kept for good
        compactedTo(reader.firstIndex() - 1);
        tail.forgetOldest();
    }

    /** The store has removed everything up to {@code index}. */
    private void compactedTo(long index) {
        Invariant.check(index <= savedIndex, "only what is saved is ever removed");
        if (index > baseIndex) {
            long term = term(index);
            baseHash = hash(index);
            termByFirstIndex.headMap(index, true).clear();
            termByFirstIndex.put(index, term);
            configurations.compactedTo(index);
            baseIndex = index;
        }
    }

    /** What the state as of {@code index} stands for, from baseIndex to lastIndex. */
    SnapshotMetadata metadata(long index) {
        Map.Entry<Long, Configuration> inForce = configurations.at(index);
        return new SnapshotMetadata(
                index, term(index), hash(index), inForce.getKey(), inForce.getValue());
    }

    /** A snapshot takes the place of the whole log (Figure 13, rule 7; hazard 18). */
    void replaceBy(SnapshotMetadata snapshot) {
        tail.clear(snapshot.index() + 1);
        truncatedFrom = 0;
        termByFirstIndex.clear();
        termByFirstIndex.put(snapshot.index(), snapshot.term());
        configurations = new Configurations(snapshot);
        baseIndex = snapshot.index();
        baseHash = snapshot.hash();
        lastIndex = baseIndex;
        savedIndex = baseIndex;
    }

    /** For messages about broken invariants. */
    @Override
    public String toString() {
        return "log from behind " + baseIndex + " up to " + lastIndex + " of term " + lastTerm()
                + ", saved " + savedIndex;
    }
}
