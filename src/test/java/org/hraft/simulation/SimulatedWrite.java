package org.hraft.simulation;

import org.hraft.raft.Entry;
import org.hraft.raft.Promises.Testimony;

import java.util.ArrayDeque;
import java.util.List;

/** A transaction, and how to take it back: its steps' opposites, the last one first. */
final class SimulatedWrite {
    final long finishedAtNanos;
    final ArrayDeque<Runnable> undo = new ArrayDeque<>();

    /** Entries up to here were on the disk before. */
    long keptIndex;

    /** The log that a snapshot has replaced, behind this index. */
    List<Entry> replaced = List.of();

    long replacedBase;

    /** What the witness says before it and after it. */
    Testimony before = Testimony.NONE;

    Testimony after = Testimony.NONE;

    /** The server is regressed after it. */
    boolean regressed;

    SimulatedWrite(long finishedAtNanos, long keptIndex) {
        this.finishedAtNanos = finishedAtNanos;
        this.keptIndex = keptIndex;
    }

    /** If the write is taken back, the entry is there all the same. */
    boolean keeps(long index, long term) {
        int at = (int) (index - replacedBase - 1);
        return index <= keptIndex || (at < replaced.size() && replaced.get(at).term() == term);
    }
}
