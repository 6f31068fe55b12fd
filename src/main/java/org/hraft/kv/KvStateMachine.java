package org.hraft.kv;

import org.hraft.node.StateMachine;
import org.hraft.node.StateSnapshot;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Applies commands to the map and remembers which rows the disk does not have yet. Only the loop's
 * thread calls, except {@link #state}, which is for any thread. Nothing here throws for any bytes.
 */
public final class KvStateMachine implements StateMachine {

    private volatile KvState state = KvState.EMPTY;
    private SortedMap<String, Optional<Value>> unsaved = new TreeMap<>();

    /** The map after the last applied command. Never blocks; a consistent cut. */
    public KvState state() {
        return state;
    }

    /**
     * Goes on from what was saved: at boot, and when a snapshot has been installed. Changes that were
     * not taken by {@link #takeUnsaved} are forgotten.
     */
    public void restore(KvState saved) {
        state = saved;
        unsaved = new TreeMap<>();
    }

    /** Returns a {@link Result}. */
    @Override
    public Object apply(long index, byte[] command) {
        try {
            return apply(index, Command.decode(command));
        } catch (MalformedCommandException e) {
            state = state.at(index);
            return Result.NOT_UNDERSTOOD;
        }
    }

    @Override
    public StateSnapshot snapshot() {
        return new KvSnapshot(state);
    }

    @Override
    public long hash() {
        return state.hash();
    }

    @Override
    public int unsavedRows() {
        return unsaved.size();
    }

    /** True while {@code key} has changed, or is gone, and its row was not handed over yet. */
    public boolean isUnsaved(String key) {
        return unsaved.containsKey(key);
    }

    /**
     * Hands over the rows that have changed since the last call, as they are now, and forgets that
     * they changed: the caller saves them or halts the server.
     *
     * @return by key; empty for a key that is gone
     */
    public SortedMap<String, Optional<Value>> takeUnsaved() {
        SortedMap<String, Optional<Value>> taken = unsaved;
        unsaved = new TreeMap<>();
        return taken;
    }

    private Result apply(long index, Command command) {
        KvState before = state;
        if (command instanceof Command.Put put) {
            publish(before.put(index, put.key(), put.value()), put.key());
            return before.get(put.key()) == null ? Result.CREATED : Result.REPLACED;
        }
        if (command instanceof Command.PutAll putAll) {
            KvState after = before.putAll(index, putAll.rows());
            publish(after, putAll.rows().keySet().toArray(String[]::new));
            return Result.WRITTEN;
        }
        String key = ((Command.Delete) command).key();
        if (before.get(key) == null) {
            state = before.at(index);
            return Result.ABSENT;
        }
        publish(before.remove(index, key), key);
        return Result.DELETED;
    }

    private void publish(KvState after, String... changedKeys) {
        for (String key : changedKeys) {
            unsaved.put(key, Optional.ofNullable(after.get(key)));
        }
        state = after;
    }
}
