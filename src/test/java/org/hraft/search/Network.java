package org.hraft.search;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/**
 * The packets that are under way, an array of their numbers that nobody changes. Either they have no
 * order, and the next to arrive may be any of them; or those from one server to another arrive as they
 * were sent, unless a fault is spent: that leaves fewer states for each number of steps, so that the
 * search gets further.
 */
final class Network {

    private static final int MAX_PLACES = 16;

    private final boolean ordered;
    private final int maxPackets;

    /** Whether a packet can be the next one to arrive. */
    enum Place {
        FIRST,
        /** Others were sent before it. */
        LATER,
        /** It is the same as one before it. */
        SAME
    }

    /** @param maxPackets under way at a time, see {@link Cluster} */
    Network(boolean ordered, int maxPackets) {
        this.ordered = ordered;
        this.maxPackets = maxPackets;
    }

    /** A packet that nobody cares for is in the way of others until it has arrived. */
    boolean mustArrive() {
        return ordered || maxPackets < Cluster.ANY_NUMBER;
    }

    /** A number for the way from one place to another. */
    static int link(int from, int to) {
        return from * MAX_PLACES + to;
    }

    static int[] without(int[] packets, int position) {
        int[] fewer = new int[packets.length - 1];
        System.arraycopy(packets, 0, fewer, 0, position);
        System.arraycopy(packets, position + 1, fewer, position, fewer.length - position);
        return fewer;
    }

    /** Those that are under way, and more that were sent after them. */
    int[] with(int[] packets, int[] more, IntUnaryOperator linkOf) {
        if (more.length == 0) {
            return packets;
        }
        int[] all = Arrays.copyOf(packets, packets.length + more.length);
        if (!ordered) {
            System.arraycopy(more, 0, all, packets.length, more.length);
            Arrays.sort(all);
            return all;
        }
        int size = packets.length;
        for (int packet : more) {
            int link = linkOf.applyAsInt(packet);
            int at = size;
            while (at > 0 && linkOf.applyAsInt(all[at - 1]) > link) {
                all[at] = all[at - 1];
                at--;
            }
            all[at] = packet;
            size++;
        }
        return all;
    }

    Place turn(int[] packets, int position, IntUnaryOperator linkOf) {
        if (position == 0) {
            return Place.FIRST;
        }
        int before = packets[position - 1];
        if (packets[position] == before) {
            return Place.SAME;
        }
        boolean sameWay =
                ordered && linkOf.applyAsInt(before) == linkOf.applyAsInt(packets[position]);
        return sameWay ? Place.LATER : Place.FIRST;
    }

    long fingerprint(int[] packets, IntToLongFunction fingerprintOf) {
        long hash = packets.length;
        for (int packet : packets) {
            long one = fingerprintOf.applyAsLong(packet);
            hash = ordered ? ObjectGraph.mix(hash, one) : hash + ObjectGraph.mix(one, 1);
        }
        return hash;
    }
}
