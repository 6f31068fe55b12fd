package org.hraft.raft;

/** Whether a {@link Member} votes and counts in quorums, and who may change that. */
public enum Suffrage {
    /** Votes, and its copy of an entry counts. */
    VOTER,
    /** A newcomer: receives entries, and the leader makes it a voter when it has caught up. */
    STAGING,
    /** Receives entries and stays as it is, because an operator wants it so, until he promotes it. */
    LEARNER
}
