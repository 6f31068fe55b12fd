package org.hraft.raft;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Arithmetic of majorities, and nothing else. */
final class Quorum {

    /** More than half of {@code voters} satisfy the predicate; false if there are no voters. */
    static boolean majority(List<ServerId> voters, Predicate<ServerId> agrees) {
        int votes = 0;
        for (ServerId voter : voters) {
            votes += agrees.test(voter) ? 1 : 0;
        }
        return votes * 2 > voters.size();
    }

    /**
     * The highest value that a majority has reached: with values sorted downwards, the one in the
     * middle. 0 if there are no voters.
     */
    static long reachedByMajority(List<ServerId> voters, ToLongFunction<ServerId> reached) {
        long[] values = new long[voters.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = reached.applyAsLong(voters.get(i));
        }
        Arrays.sort(values);
        return values.length == 0 ? 0 : values[(values.length - 1) / 2];
    }

    private Quorum() {}
}
