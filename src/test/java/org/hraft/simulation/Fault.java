package org.hraft.simulation;

/** What can go wrong. A seed draws which of them are on; how often each came true is counted. */
enum Fault {
    // ---- the network
    /** A request or an answer vanishes. */
    LOSS,
    /** A request arrives a second time. */
    DUPLICATION,
    /** A message overtakes an earlier one on its link. */
    REORDERING,
    /** A message takes as long as hundreds of others. */
    DELAY,
    /** Two groups of servers do not hear each other. */
    PARTITION,
    /** Messages from one server to some others vanish, in one direction only. */
    ONE_WAY,
    /** Two groups hear each other over one server only. */
    BRIDGE,
    // ---- processes
    /** A process ends while its disk rests. */
    CRASH,
    /** A process ends in the middle of a write: nothing of the turn's writes is on the disk. */
    LOST_WRITE,
    /** A process ends between the writes of a turn: a part of them is on the disk. */
    TORN_WRITE,
    /** A process ends after its writes reached the disk and before it could say so. */
    UNTOLD_WRITE,
    /** A process stands still for up to half a minute, and wakes up without having noticed. */
    PAUSE,
    /** A clock goes up to a fifth faster or slower than the others. */
    CLOCK_RATE,
    // ---- disks
    /** A write takes up to some seconds. */
    SLOW_DISK,
    /** Writes fail for a while for want of space; the server halts, and is started again later. */
    FULL_DISK,
    /** A disk is lost with everything on it; the server comes back as a new incarnation. */
    WIPE,
    /** A disk forgets the last of what was written; its witness does not. */
    REGRESSION,
    /** A log loses its beginning, so that whoever needs it must be sent the state. */
    COMPACTION,
    /** The state of another server takes the place of a log and of a state. */
    SNAPSHOT,
    // ---- operators
    /** Leadership is handed over. */
    HAND_OVER,
    /** Leadership goes to a server that is named. */
    TRANSFER,
    /** A member is removed, perhaps the leader; it joins again later, perhaps with an empty disk. */
    REMOVE_MEMBER,
    /** A voter, perhaps the leader, becomes a learner. */
    DEMOTE_MEMBER,
    /** A learner becomes a voter again. */
    PROMOTE_MEMBER
}
