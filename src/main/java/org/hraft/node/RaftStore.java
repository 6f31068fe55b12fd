package org.hraft.node;

import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.LogReader;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
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
     * Saves everything in ONE transaction, durable on return: first removes the entries from {@code
     * truncateFrom} on, then adds {@code entries}, replaces term and vote, and saves the rows of the
     * state machine that have changed since the last call together with {@code lastApplied}.
     */
    void persist(Update update);

    /** Remembers which cluster this server belongs to; durable on return. At most once in a life. */
    void adoptCluster(String clusterId);

    @Override
    void close();

    /**
     * @param truncateFrom remove all entries at or above this index first; 0: none
     * @param entries to add, contiguous with what is left
     * @param hardState null if unchanged
     * @param lastApplied the state machine has applied everything up to here; its changed rows
     *     belong to exactly this index
     */
    record Update(
            long truncateFrom,
            List<Entry> entries,
            @Nullable HardState hardState,
            long lastApplied) {}

    /**
     * @param self the name and the incarnation that were minted with the data directory
     * @param clusterId null until the server has founded or joined a cluster
     * @param log the outline of the log; its entries are read when they are needed
     * @param lastApplied what the state machine's saved rows contain; the log goes on from there
     */
    record Recovered(
            ServerId self,
            @Nullable String clusterId,
            HardState hardState,
            StoredLog log,
            long lastApplied) {}
}
