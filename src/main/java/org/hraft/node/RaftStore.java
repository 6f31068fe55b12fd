package org.hraft.node;

import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogReader;
import org.hraft.raft.Saved;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Durable memory of one server: its identity, its term and vote, its log and how far the state
 * machine's rows have been saved. Port of the engine; Derby is one implementation, the tests' disk
 * another, and one contract suite holds for both.
 *
 * <p>Only the loop's thread calls. Every method may block on the disk. Any failure is a {@link
 * StorageException}; after the first one the store must not be used again, because memory may be
 * ahead of the disk (hazard 38).
 */
public interface RaftStore extends LogReader, AutoCloseable {

    /** What a boot finds. Called once, before anything else. */
    Recovered recover();

    /**
     * Saves everything, durable on return. In ONE transaction: puts the chunks of a snapshot aside;
     * removes the entries from {@code truncateFrom} on; adds {@code entries}; replaces term and
     * vote; saves {@code lastApplied}, and with it the rows of the state machine that have changed,
     * if it is not that of the call before.
     *
     * <p>With the last chunk of a snapshot, all in the same transaction, the rows that were put
     * aside take the place of the saved ones, which are forgotten together with those of the state
     * machine that were not saved yet; the log becomes empty, with the snapshot as its base; and on
     * return the state machine has been restored from these rows.
     */
    void persist(Update update);

    /** Remembers which cluster this server belongs to; durable on return. At most once in a life. */
    void adoptCluster(String clusterId);

    /**
     * Reads the next piece of what is saved, a bounded amount, and checks that it is what was
     * written. The next call goes on where this one ends, round and round, whatever is saved in
     * between. May be asked ten times a second; does nothing now and then, if a piece was a large
     * one.
     *
     * @throws DamagedStoreException if it is something else, or gone (hazard 37)
     */
    void scrub();

    /** True if the disk has no more room than what is to be kept free; may be asked each second. */
    boolean isLowOnSpace();

    @Override
    void close();

    /**
     * @param chunks of snapshots, in order, taken before everything else. One at the beginning of a
     *     snapshot drops what was put aside before; any other continues exactly that
     * @param truncateFrom remove all entries at or above this index; 0: none
     * @param entries to add, contiguous with what is left
     * @param hardState null if unchanged
     * @param lastApplied either that of the call before, then the rows that have changed stay
     *     unsaved; or the index up to which the state machine has applied everything, to which its
     *     rows belong. With the last chunk of a snapshot that is its index
     * @param compactTo entries up to here are needed by nobody any more. The store removes them, or
     *     a part of them, when it likes, but none that its saved rows do not contain; what is left
     *     begins at {@link #firstIndex}
     */
    record Update(
            List<InstallSnapshot.Request> chunks,
            long truncateFrom,
            List<Entry> entries,
            @Nullable HardState hardState,
            long lastApplied,
            long compactTo) {

        /**
         * Nothing to save but rows of the state machine. Nothing is removed either: the core learns
         * where the log begins only when it is told that a {@code Ready} was saved.
         */
        public static Update ofRows(long lastApplied) {
            return new Update(List.of(), 0, List.of(), null, lastApplied, 0);
        }
    }

    /**
     * @param self the name and the incarnation that were minted with the data directory
     * @param clusterId null until the server has founded or joined a cluster
     * @param saved everything that Raft remembers; the state machine has been restored as of its
     *     lastApplied
     */
    record Recovered(ServerId self, @Nullable String clusterId, Saved saved) {}
}
