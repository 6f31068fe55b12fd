package org.hraft.search;

import org.hraft.raft.Ready;

import java.util.List;

/**
 * What a server does with an input, once and for all.
 *
 * @param number of this turn
 * @param server its number afterwards, -1: nothing happens
 * @param sent the numbers of packets, in order
 * @param reads that were answered
 * @param isQuiet nothing that the rules of all servers ask for: the past stays as it is
 * @param sameLog its log is what it was before
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Turn(
        int number,
        int server,
        int[] sent,
        List<Ready.ReadState> reads,
        boolean isQuiet,
        boolean sameLog) {

    static final Turn NONE = new Turn(-1, -1, new int[0], List.of(), true, true);
}
