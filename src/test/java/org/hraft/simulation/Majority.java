package org.hraft.simulation;

import org.hraft.raft.ServerId;

import java.util.List;
import java.util.function.Predicate;

/** Majorities as the checkers count them, so that they do not rely on what they check. */
final class Majority {

    /** More than half of the voters agree. */
    static boolean of(List<ServerId> voters, Predicate<ServerId> agrees) {
        int agreeing = 0;
        for (ServerId voter : voters) {
            agreeing += agrees.test(voter) ? 1 : 0;
        }
        return agreeing * 2 > voters.size();
    }

    private Majority() {}
}
