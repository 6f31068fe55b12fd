package org.hraft.raft;

import java.util.Arrays;

/**
 * One log entry (Figure 2: "each entry contains command for state machine, and term when entry was
 * received by leader").
 *
 * @param index position in the log, the first is 1
 * @param term of the leader that created it
 */
public record Entry(long index, long term, Payload payload) {

    /** What an entry carries. */
    public sealed interface Payload permits Noop, Command, Configuration {}

    /** The empty entry that starts a term, so that the terms before it can be committed (5.4.2). */
    public record Noop() implements Payload {}

    /**
     * A command for the state machine, opaque to the core. The array is never changed by anybody
     * after the command was made, so it is shared and not copied.
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by content below, never modified
    public record Command(byte[] bytes) implements Payload {

        @Override
        public boolean equals(Object other) {
            return other instanceof Command command && Arrays.equals(bytes, command.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Command[" + bytes.length + " bytes]";
        }
    }

    /** What this entry weighs against the limits of {@link RaftOptions}, in bytes. */
    public long weight() {
        if (payload instanceof Command command) {
            return OVERHEAD + command.bytes().length;
        }
        return OVERHEAD;
    }

    private static final long OVERHEAD = 64;
}
