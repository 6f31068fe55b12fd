package org.hraft.kv;

import org.jspecify.annotations.Nullable;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sorted list of rows in the form in which a persistent map takes them to be built in one pass: a
 * tree in between would cost more than all the rest. Its submaps are copies, for who wants one.
 */
@SuppressWarnings("JdkObsolete") // a SortedMap is what the library takes
final class SortedRows extends AbstractMap<String, Value> implements SortedMap<String, Value> {

    private final List<Map.Entry<String, Value>> rows;

    /** The list is not copied; ascending, no key twice. */
    SortedRows(List<Map.Entry<String, Value>> rows) {
        this.rows = rows;
    }

    @Override
    public Set<Map.Entry<String, Value>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Value>> iterator() {
                return rows.iterator();
            }

            @Override
            public int size() {
                return rows.size();
            }
        };
    }

    /** The natural order. */
    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public String firstKey() {
        return rows.get(0).getKey();
    }

    @Override
    public String lastKey() {
        return rows.get(rows.size() - 1).getKey();
    }

    @Override
    public SortedMap<String, Value> subMap(String from, String to) {
        return new TreeMap<>(this).subMap(from, to);
    }

    @Override
    public SortedMap<String, Value> headMap(String to) {
        return new TreeMap<>(this).headMap(to);
    }

    @Override
    public SortedMap<String, Value> tailMap(String from) {
        return new TreeMap<>(this).tailMap(from);
    }
}
