package org.hraft.search;

/**
 * A packet that is under way, and the numbers of the inputs that it can become.
 *
 * @param packet itself
 * @param link which way it goes, see {@link Network#link}
 * @param place of the server that it is for; -1: it is not in this search
 * @param plain it arrives
 * @param late it arrives when its receiver has lost patience with its leader; -1: that is the same
 * @param dying it arrives, and its receiver ends in the write that follows
 * @param failing its sender hears that nobody answers
 * @param asker the place of the server that waits for an answer
 */
record Arrivals(
        Packet packet,
        int link,
        int place,
        int plain,
        int late,
        int dying,
        int failing,
        int asker) {}
