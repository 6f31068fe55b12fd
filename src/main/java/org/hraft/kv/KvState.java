package org.hraft.kv;

import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The whole map at one moment: an immutable value that any thread may keep and read for as long as
 * it likes, at no cost for the writer.
 */
public final class KvState {

    /** Before the first command. */
    public static final KvState EMPTY = new KvState(0, TreePMap.empty());

    private final long index;
    private final TreePMap<String, Value> rows;

    private KvState(long index, TreePMap<String, Value> rows) {
        this.index = index;
        this.rows = rows;
    }

    /**
     * The map that was saved at {@code index}.
     *
     * @param rows in any order, no key twice; best sorted by key, which saves sorting them
     */
    public static KvState of(long index, Collection<Map.Entry<String, Value>> rows) {
        List<Map.Entry<String, Value>> sorted = new ArrayList<>(rows);
        sorted.sort(Map.Entry.comparingByKey());
        return new KvState(index, TreePMap.fromSortedMap(new SortedRows(sorted)));
    }

    /** Index of the last command that is in the map; 0 for the empty beginning. */
    public long index() {
        return index;
    }

    /** All rows by key, in the order of {@link String#compareTo}; never changes. */
    public SortedMap<String, Value> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    /** The rows whose keys come after {@code key}; empty for all. */
    SortedMap<String, Value> behind(String key) {
        return key.isEmpty() ? rows : rows.tailMap(key, false);
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
