package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values and commands are compared by what is in them, however often that was made. */
class ContentTest {

    private static final Value ONE = new Value(new byte[] {1}, 7);

    private static Command.Put put(String key, int value) {
        return new Command.Put(key, new byte[] {(byte) value});
    }

    private static Command.PutAll putAll(String key, int value) {
        return new Command.PutAll(new TreeMap<>(Map.of(key, new byte[] {(byte) value})));
    }

    @Test
    void valuesAreTheirBytesAndTheirIndex() {
        assertThat(ONE).isEqualTo(new Value(new byte[] {1}, 7));
        assertThat(ONE).isNotEqualTo(new Value(new byte[] {2}, 7));
        assertThat(ONE).isNotEqualTo(new Value(new byte[] {1}, 8));
        assertThat(ONE).isNotEqualTo("one");
        assertThat(ONE.hashCode()).isEqualTo(31 * (31 + 1) + 7);
        assertThat(ONE).hasToString("Value[1 bytes, modIndex 7]");
    }

    @Test
    void aPutIsItsKeyAndItsValue() {
        assertThat(put("a", 1)).isEqualTo(put("a", 1));
        assertThat(put("a", 1)).isNotEqualTo(put("b", 1));
        assertThat(put("a", 1)).isNotEqualTo(put("a", 2));
        assertThat(put("a", 1)).isNotEqualTo(new Command.Delete("a"));
        assertThat(put("a", 1).hashCode()).isEqualTo(31 * "a".hashCode() + 31 + 1);
        assertThat(put("a", 1)).hasToString("Put[a, 1 bytes]");
    }

    @Test
    void aPutAllIsItsRows() {
        assertThat(putAll("a", 1)).isEqualTo(putAll("a", 1)).hasSameHashCodeAs(putAll("a", 1));
        assertThat(putAll("a", 1)).isNotEqualTo(putAll("b", 1));
        assertThat(putAll("a", 1)).isNotEqualTo(putAll("a", 2));
        assertThat(putAll("a", 1)).isNotEqualTo(put("a", 1));
        assertThat(putAll("a", 1).hashCode()).isNotEqualTo(putAll("b", 1).hashCode());
        assertThat(putAll("a", 1)).hasToString("PutAll[1 keys]");
    }

    /** What a library may ask of a sorted map, asked or not. */
    @Test
    void sortedRowsAreASortedMap() {
        SortedRows rows = new SortedRows(
                List.of(Map.entry("a", ONE), Map.entry("b", ONE), Map.entry("c", ONE)));

        assertThat(rows).hasSize(3);
        assertThat(rows.comparator()).as("the natural order").isNull();
        assertThat(rows.firstKey()).isEqualTo("a");
        assertThat(rows.lastKey()).isEqualTo("c");
        assertThat(rows.subMap("a", "c")).containsOnlyKeys("a", "b");
        assertThat(rows.headMap("b")).containsOnlyKeys("a");
        assertThat(rows.tailMap("b")).containsOnlyKeys("b", "c");
    }
}
