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
    public static final KvState EMPTY = new KvState(0, TreePMap.empty(), 0);

    private final long index;
    private final TreePMap<String, Value> rows;
    private final long hash;

    private KvState(long index, TreePMap<String, Value> rows, long hash) {
        this.index = index;
        this.rows = rows;
        this.hash = hash;
    }

    /**
     * The map that was saved at {@code index}.
     *
     * @param rows in any order, no key twice; best sorted by key, which saves sorting them
     */
    public static KvState of(long index, Collection<Map.Entry<String, Value>> rows) {
        List<Map.Entry<String, Value>> sorted = new ArrayList<>(rows);
        sorted.sort(Map.Entry.comparingByKey());
        long hash = 0;
        for (Map.Entry<String, Value> row : sorted) {
            hash += RowHash.of(row.getKey(), row.getValue());
        }
        return new KvState(index, TreePMap.fromSortedMap(new SortedRows(sorted)), hash);
    }

    /** Index of the last command that is in the map; 0 for the empty beginning. */
    public long index() {
        return index;
    }

    /** All rows by key, in the order of {@link String#compareTo}; never changes. */
    public SortedMap<String, Value> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    /** The rows whose keys come after {@code key}; empty for all. Never changes. */
    public SortedMap<String, Value> behind(String key) {
        return key.isEmpty() ? rows : rows.tailMap(key, false);
    }

    /** What {@code key} holds, null if it is not there. */
    public @Nullable Value get(String key) {
        return rows.get(key);
    }

    /**
     * A hash of all rows, {@link #index} is not in it: the sum of what {@link RowHash} says of each. It
     * is kept along with the changes, each of which costs two rows and not all. So a row that the disk
     * gave back wrong is in it at once; one that rots in memory when it is written next, and then for
     * good, for what is taken out of the sum is not what went in.
     */
    public long hash() {
        return hash;
    }

    KvState put(long newIndex, String key, byte[] bytes) {
        Value value = new Value(bytes, newIndex);
        return new KvState(newIndex, rows.plus(key, value), hash + change(key, value));
    }

    KvState putAll(long newIndex, SortedMap<String, byte[]> changes) {
        TreePMap<String, Value> next = rows;
        long nextHash = hash;
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            Value value = new Value(change.getValue(), newIndex);
            next = next.plus(change.getKey(), value);
            nextHash += change(change.getKey(), value);
        }
        return new KvState(newIndex, next, nextHash);
    }

    KvState remove(long newIndex, String key) {
        return new KvState(newIndex, rows.minus(key), hash + change(key, null));
    }

    KvState at(long newIndex) {
        return new KvState(newIndex, rows, hash);
    }

    /** What the sum grows by when {@code key} comes to hold {@code value}, null for nothing. */
    private long change(String key, @Nullable Value value) {
        return RowHash.of(key, value) - RowHash.of(key, rows.get(key));
    }
}
