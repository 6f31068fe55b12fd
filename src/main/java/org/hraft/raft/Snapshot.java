package org.hraft.raft;

import java.util.Arrays;

/**
 * The state machine's state at one moment. It never changes, so that chunks can be cut from it while
 * writes go on (section 7). Implemented by the state machine; two servers that took it at the same
 * entry have equal ones, and a transfer that one began, another can continue.
 */
public interface Snapshot {

    /**
     * The next piece.
     *
     * @param position where the chunk before it ended, see {@link Chunk#end}; empty: the beginning
     * @param maxBytes that the chunk should have; it has more if a single row is larger
     */
    Chunk chunk(String position, long maxBytes);

    /**
     * A piece of a state.
     *
     * @param data opaque to the core; never changed by anybody
     * @param end where the next chunk begins, a position that only the state machine understands;
     *     empty only if there is nothing in the whole state
     * @param last nothing follows
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by content below, never modified
    record Chunk(byte[] data, String end, boolean last) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Chunk chunk
                    && Arrays.equals(data, chunk.data)
                    && end.equals(chunk.end)
                    && last == chunk.last;
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(data) + end.hashCode();
        }

        @Override
        public String toString() {
            return "Chunk[" + data.length + " bytes" + (last ? ", the last" : "") + "]";
        }
    }
}
