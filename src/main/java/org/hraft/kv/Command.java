package org.hraft.kv;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of the map, as it stands in the log. An instance always keeps the {@link Limits}: the
 * constructors throw {@link LimitException}. Commands are immutable, provided that nobody changes
 * an array after it was handed over, and may be shared between threads.
 */
public sealed interface Command {

    /**
     * Sets many keys at once: all of them or none.
     *
     * @param rows sorted by key in the order of {@link String#compareTo}, may be empty
     */
    record PutAll(SortedMap<String, byte[]> rows) implements Command {

        public PutAll {
            TreeMap<String, byte[]> sorted = new TreeMap<>((Map<String, byte[]>) rows);
            long size = CommandCodec.HEADER_BYTES + Integer.BYTES;
            for (Map.Entry<String, byte[]> row : sorted.entrySet()) {
                size += CommandCodec.sizeOf(row.getKey(), row.getValue());
            }
            Limits.checkCommand(size);
            rows = Collections.unmodifiableSortedMap(sorted);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof PutAll putAll && Arrays.equals(encode(), putAll.encode());
        }

        @Override
        public int hashCode() {
            return rows.keySet().hashCode();
        }

        @Override
        public String toString() {
            return "PutAll[" + rows.size() + " keys]";
        }
    }

    /** Sets one key. */
    @SuppressWarnings("ArrayRecordComponent") // compared by content below, never modified
    record Put(String key, byte[] value) implements Command {

        public Put {
            CommandCodec.sizeOf(key, value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Put put
                    && key.equals(put.key)
                    && Arrays.equals(value, put.value);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Put[" + key + ", " + value.length + " bytes]";
        }
    }

    /** Removes one key; nothing happens if it is not there. */
    record Delete(String key) implements Command {

        public Delete {
            Limits.checkKey(key);
        }
    }

    /** The byte form, the same for equal commands on every server; {@link #decode} reads it. */
    default byte[] encode() {
        return CommandCodec.encode(this);
    }

    /**
     * Reads the byte form.
     *
     * @throws MalformedCommandException for anything that {@link #encode} cannot have written; the
     *     same bytes are accepted or not on every server of this version
     */
    static Command decode(byte[] bytes) throws MalformedCommandException {
        return CommandCodec.decode(bytes);
    }
}
