package org.hraft.simulation;

import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Promises;
import org.hraft.raft.Promises.Testimony;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * The transactions of a {@link SimulatedDisk} and how to take them back: those that are not finished,
 * which a crash may lose, and the last ones that are, which a bad disk may forget. One thread.
 */
final class SimulatedJournal {

    /** Finished transactions that can be forgotten at most. */
    static final int MAX_FORGOTTEN = 20;

    /**
     * What a crash did to the writes that were not finished.
     *
     * @param kept reached the disk, though nobody was told
     */
    record Crash(int kept, int lost) {}

    private final ArrayDeque<SimulatedWrite> unfinished = new ArrayDeque<>();
    private final ArrayDeque<SimulatedWrite> finished = new ArrayDeque<>();
    private Testimony witness = Testimony.NONE;
    private Promises promises = new Promises(Testimony.NONE, HardState.INITIAL, LogPosition.START);
    private SimulatedWrite writing = new SimulatedWrite(0, 0);
    private boolean regressed;
    private long writes;

    /** A process starts and finds this on the disk. */
    void boot(HardState onDisk, LogPosition end) {
        promises = new Promises(witness, onDisk, end);
        regressed = promises.isRegressed();
    }

    /** By the finished writes alone: a crash may lose what makes the server well again. */
    boolean isRegressed() {
        return regressed;
    }

    /** What the server has promised, as the disk and the witness remember it together. */
    Promises promises() {
        return promises;
    }

    /** Transactions since the disk was made. */
    long writes() {
        return writes;
    }

    int unfinished() {
        return unfinished.size();
    }

    /** A transaction begins; everything that is written before its end belongs to it. */
    void begin(long finishedAtNanos, long lastIndex) {
        writing = new SimulatedWrite(finishedAtNanos, lastIndex);
        writes++;
    }

    /** The present transaction. */
    SimulatedWrite writing() {
        return writing;
    }

    void undoable(Runnable undo) {
        writing.undo.push(undo);
    }

    /**
     * The transaction is complete.
     *
     * @param changed null if term and vote are as before
     * @param end of the log after it
     */
    void commit(@Nullable HardState changed, LogPosition end) {
        writing.before = promises.beforeCommit(changed, end);
        writing.after = promises.afterCommit(end);
        writing.regressed = promises.isRegressed();
        if (writing.finishedAtNanos > 0) {
            unfinished.add(writing);
        } else {
            finished(writing);
        }
    }

    private void finished(SimulatedWrite write) {
        witness = write.after;
        regressed = write.regressed;
        finished.add(write);
        if (finished.size() > MAX_FORGOTTEN) {
            finished.remove();
        }
    }

    /** No crash after {@code nowNanos} can take the entry away. */
    boolean keeps(long index, long term, long nowNanos) {
        for (SimulatedWrite write : unfinished) {
            if (write.finishedAtNanos > nowNanos && !write.keeps(index, term)) {
                return false;
            }
        }
        return true;
    }

    /** Writes that were finished by now are safe. */
    void finish(long nowNanos) {
        while (!unfinished.isEmpty() && unfinished.peek().finishedAtNanos <= nowNanos) {
            finished(unfinished.remove());
        }
    }

    /** The power fails: of the writes that are not finished some reach the disk, oldest first. */
    Crash crash(long nowNanos, RandomGenerator dice) {
        finish(nowNanos);
        int kept = dice.nextInt(unfinished.size() + 1);
        int lost = unfinished.size() - kept;
        SimulatedWrite firstLost = null;
        for (int i = 0; i < lost; i++) {
            firstLost = unfinished.removeLast();
            firstLost.undo.forEach(Runnable::run);
        }
        unfinished.forEach(this::finished);
        unfinished.clear();
        witness = firstLost == null ? witness : firstLost.before;
        return new Crash(kept, lost);
    }

    /** The last writes are gone, as if they had never been; the witness still speaks of them. */
    void forget(int count) {
        for (int i = 0; i < count && !finished.isEmpty(); i++) {
            finished.removeLast().undo.forEach(Runnable::run);
        }
    }
}
