package org.hraft.node;

/**
 * The limits of the engine. Times are nanoseconds.
 *
 * @param requestTimeoutNanos a client's request is answered within this time, whatever happens
 * @param retryNanos after a refusal by the supposed leader, before it is asked again
 * @param maxElapsedNanos the most that one turn may believe to have passed: a process that was
 *     paused for a minute must not fire a minute's timers at once (hazard 44)
 * @param idleSaveNanos what was applied is in the saved rows after this time at the latest, also when
 *     nothing new is written
 * @param maxUnsavedRows so many rows are saved as soon as anything is; the loop stands still
 *     meanwhile, so few rows at a time are short stops
 * @param scrubNanos the store reads and checks the next piece of what it has saved each time that
 *     so much has passed; a piece takes it about a millisecond
 * @param maxWaitingRequests of clients; more are refused at once
 * @param maxWaitingBytes of clients' commands; more are refused at once
 * @param maxForwardBytes of commands in one request to the leader; a single larger one still goes
 * @param maxForwards requests of one kind that are under way to the leader at a time
 */
public record NodeOptions(
        long requestTimeoutNanos,
        long retryNanos,
        long maxElapsedNanos,
        long idleSaveNanos,
        int maxUnsavedRows,
        long scrubNanos,
        int maxWaitingRequests,
        long maxWaitingBytes,
        long maxForwardBytes,
        int maxForwards) {

    private static final long MILLIS = 1_000_000;

    public static final NodeOptions DEFAULT = new NodeOptions(
            2_500 * MILLIS,
            50 * MILLIS,
            200 * MILLIS,
            1_000 * MILLIS,
            128,
            100 * MILLIS,
            4_096,
            32L << 20,
            512L << 10,
            4);
}
