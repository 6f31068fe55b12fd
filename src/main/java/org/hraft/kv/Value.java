package org.hraft.kv;

import java.util.Arrays;

/**
 * What a key holds. Immutable, provided that nobody changes the array: it is shared, not copied.
 *
 * @param bytes of the value, at most {@link Limits#MAX_VALUE_BYTES}
 * @param modIndex index of the log entry that set it last
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below, never modified
public record Value(byte[] bytes, long modIndex) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value
                && modIndex == value.modIndex
                && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Long.hashCode(modIndex);
    }

    @Override
    public String toString() {
        return "Value[" + bytes.length + " bytes, modIndex " + modIndex + "]";
    }
}
