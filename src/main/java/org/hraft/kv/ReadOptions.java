package org.hraft.kv;

import org.hraft.node.NotAppliedException;
import org.hraft.node.NotAppliedException.Reason;
import org.hraft.node.ReadLevel;

/**
 * What a read demands of the state that it sees.
 *
 * @param minIndex the state contains everything up to this entry of the log; 0: not demanded
 * @param maxAgeNanos this server was up to date no longer ago than this, as far as it can tell;
 *     {@link Long#MAX_VALUE}: not demanded
 */
public record ReadOptions(ReadLevel level, long minIndex, long maxAgeNanos) {

    /** As fresh as the level says. */
    public static ReadOptions of(ReadLevel level) {
        return new ReadOptions(level, 0, Long.MAX_VALUE);
    }

    /** A state of this age may be seen; throws otherwise. */
    void checkAge(long ageNanos) {
        if (ageNanos > maxAgeNanos) {
            throw new NotAppliedException(
                    Reason.TOO_OLD,
                    String.format(
                            "This server's state %s, and the read allows %s. Allow more, ask"
                                    + " another server, or read at the level leader or"
                                    + " linearizable.",
                            ageNanos == Long.MAX_VALUE
                                    ? "may be of any age, it has heard of no leader since its start"
                                    : "may be " + millis(ageNanos) + " old",
                            millis(maxAgeNanos)));
        }
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
