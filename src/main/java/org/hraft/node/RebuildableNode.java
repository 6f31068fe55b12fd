package org.hraft.node;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The node on the store of a data directory, and another one when that store had to be made anew. A
 * damaged store is no reason to fail: the server refuses everything, and says so, until somebody
 * asks for the {@link #rebuild}.
 *
 * <p>Who asks has to know that the others can do without this server. Not thread-safe, but for the
 * questions of {@link Node}, {@link #rebuild} and {@link #explain}.
 */
final class RebuildableNode implements Node {

    private static final System.Logger LOG = System.getLogger(RebuildableNode.class.getName());

    private final DataDirectory directory;
    private final Function<RaftStore, RaftNode> recovery;
    private final String raftAddress;
    private final String httpAddress;
    private final Executor completions;
    private volatile Node node;
    private volatile @Nullable CompletableFuture<Boolean> asked;
    private volatile String outlook = "";

    /**
     * Recovers from the store.
     *
     * @param recovery the node on a store that can be opened
     * @param raftAddress of this server
     * @param httpAddress of this server
     * @param completions runs the completions of the futures that a damaged server fails
     * @throws StorageException if the store cannot be used, and is not damaged
     */
    RebuildableNode(
            DataDirectory directory,
            Function<RaftStore, RaftNode> recovery,
            String raftAddress,
            String httpAddress,
            Executor completions) {
        this.directory = directory;
        this.recovery = recovery;
        this.raftAddress = raftAddress;
        this.httpAddress = httpAddress;
        this.completions = completions;
        this.node = open();
    }

    private Node open() {
        try {
            return recover(directory.open());
        } catch (DamagedStoreException e) {
            return stranded(e);
        }
    }

    private RaftNode recover(RaftStore store) {
        try {
            return recovery.apply(store);
        } catch (RuntimeException e) {
            try {
                store.close();
            } catch (StorageException atTheEnd) {
                e.addSuppressed(atTheEnd);
            }
            throw e;
        }
    }

    private DamagedNode stranded(StorageException e) {
        LOG.log(System.Logger.Level.ERROR, "the store cannot be used: " + e, e);
        Roster roster = directory.roster();
        Identity identity = new Identity(
                roster == null ? "" : roster.id(),
                "",
                roster == null ? null : roster.clusterId(),
                raftAddress,
                httpAddress);
        return new DamagedNode(identity, String.valueOf(e.getMessage()), completions);
    }

    /** What the server remembers of its cluster beside its store, or null; from any thread. */
    @Nullable
    Roster roster() {
        return directory.roster();
    }

    /**
     * At the next turn a damaged store is put aside, and the server goes on with an empty one, as a
     * new server to the others. Nothing happens if the store is not damaged. From any thread.
     *
     * @return completed by the loop: false if the store is damaged, still or again
     */
    CompletionStage<Boolean> rebuild() {
        var future = new CompletableFuture<Boolean>();
        asked = future;
        return future;
    }

    /**
     * What becomes of a damaged store, for the operator; from any thread.
     *
     * @param sentence follows the one that says what is damaged
     */
    void explain(String sentence) {
        outlook = sentence;
    }

    @Override
    public void turn(List<Input> inputs, long now) {
        CompletableFuture<Boolean> rebuilding = asked;
        if (rebuilding != null) {
            asked = null;
            if (node.status().damaged()) {
                startAnew();
            }
            rebuilding.complete(!node.status().damaged());
        }
        node.turn(inputs, now);
    }

    private void startAnew() {
        try {
            node.close();
            String where = directory.putAside();
            LOG.log(System.Logger.Level.WARNING, "the damaged store lies in " + where + " now");
            node = open();
        } catch (StorageException e) {
            node = stranded(e);
        }
    }

    @Override
    public NodeStatus status() {
        NodeStatus status = node.status();
        return status.damaged() ? status.explained(outlook) : status;
    }

    @Override
    public Identity identity() {
        return node.identity();
    }

    @Override
    public @Nullable String claim() {
        return node.claim();
    }

    @Override
    public long ageNanos(long now) {
        return node.ageNanos(now);
    }

    @Override
    public void close() {
        node.close();
    }
}
