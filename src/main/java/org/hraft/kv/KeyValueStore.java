package org.hraft.kv;

import org.hraft.node.Applied;
import org.hraft.node.Engine;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a client may ask, on any server. All methods are safe from any thread and return at once;
 * the stages fail as those of {@link Engine} do: {@code NotAppliedException} if the request
 * certainly had no effect, {@code OutcomeUnknownException} if a write may or may not happen.
 *
 * <p>A key or value out of its {@link Limits} is refused by a {@link LimitException}, thrown by the
 * method itself, before anything is replicated. An array that is handed over must not be changed
 * afterwards.
 */
public final class KeyValueStore {

    /**
     * A key was set.
     *
     * @param index of the log entry, the value's modIndex
     * @param created false if the key was there before
     */
    public record PutResult(long index, boolean created) {}

    /**
     * What a read saw.
     *
     * @param index the state contains everything up to this log entry, at least
     * @param value null if the key is not there
     */
    public record Read(long index, @Nullable Value value) {}

    private final Engine engine;
    private final KvStateMachine machine;

    /**
     * @param engine that replicates
     * @param machine the one that this engine applies to
     */
    public KeyValueStore(Engine engine, KvStateMachine machine) {
        this.engine = engine;
        this.machine = machine;
    }

    /** Sets one key. */
    public CompletionStage<PutResult> put(String key, byte[] bytes) {
        return propose(new Command.Put(key, bytes)).thenApply(KeyValueStore::putResult);
    }

    /**
     * Sets many keys in one entry, all or none; completes with its index. An empty map is answered
     * at once, with the index up to which this server has applied, and nothing is written.
     */
    public CompletionStage<Long> putAll(Map<String, byte[]> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(engine.status().lastApplied());
        }
        return propose(new Command.PutAll(new TreeMap<>(rows))).thenApply(Applied::index);
    }

    /** Removes a key, if it is there; completes with the index of the entry. */
    public CompletionStage<Long> delete(String key) {
        return propose(new Command.Delete(key)).thenApply(Applied::index);
    }

    /** Reads one key on this server. */
    public CompletionStage<Read> get(String key, ReadOptions options) {
        Limits.checkKey(key);
        return engine.readIndex(options.level(), options.minIndex()).thenApply(index -> {
            options.checkAge(engine.ageNanos());
            return read(key, index);
        });
    }

    /** The map is looked at only now, so it is no older than {@code atLeast}. */
    private Read read(String key, long atLeast) {
        KvState state = machine.state();
        return new Read(Math.max(state.index(), atLeast), state.get(key));
    }

    private CompletionStage<Applied> propose(Command command) {
        return engine.propose(command.encode()).thenApply(KeyValueStore::understood);
    }

    private static PutResult putResult(Applied applied) {
        return new PutResult(applied.index(), applied.result() == Result.CREATED);
    }

    private static Applied understood(Applied applied) {
        if (applied.result() == Result.NOT_UNDERSTOOD) {
            throw new IllegalStateException("this server does not understand its own command");
        }
        return applied;
    }
}
