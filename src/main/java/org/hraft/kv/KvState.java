package org.hraft.kv;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The whole map at one moment: an immutable value that any thread may keep and read for as long as
 * it likes, at no cost for the writer.
 *
 * @param index of the last command that is in it, or a later entry; 0 for the empty beginning
 * @param rows by key, in the order of {@link String#compareTo}
 */
public record KvState(long index, TreePMap<String, Value> rows) {

    /** Before the first command. */
    public static final KvState EMPTY = new KvState(0, TreePMap.empty());

    /** The map that was saved at {@code index}. */
    public static KvState of(long index, SortedMap<String, Value> rows) {
        return new KvState(index, TreePMap.<String, Value>empty().plusAll(rows));
    }

    /** What {@code key} holds, null if it is not there. */
    public @Nullable Value get(String key) {
        return rows.get(key);
    }

    KvState put(long newIndex, String key, byte[] bytes) {
        return new KvState(newIndex, rows.plus(key, new Value(bytes, newIndex)));
    }

    KvState putAll(long newIndex, SortedMap<String, byte[]> changes) {
        TreePMap<String, Value> next = rows;
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            next = next.plus(change.getKey(), new Value(change.getValue(), newIndex));
        }
        return new KvState(newIndex, next);
    }

    KvState remove(long newIndex, String key) {
        return new KvState(newIndex, rows.minus(key));
    }

    KvState at(long newIndex) {
        return new KvState(newIndex, rows);
    }
}
