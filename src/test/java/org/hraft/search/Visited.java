package org.hraft.search;

import java.util.Arrays;

/**
 * Fingerprints of states, each with that of the state from which it was first reached, so that the way
 * to a find can be told. 16 bytes a state, and at
 * least as much again for room. Thread-safe.
 */
final class Visited {

    private static final int SHARDS = 256;
    private static final double LOAD = 0.7;

    private final Shard[] shards = new Shard[SHARDS];

    Visited() {
        Arrays.setAll(shards, i -> new Shard());
    }

    /** False if it is known. */
    boolean add(long fingerprint, long from) {
        return shard(fingerprint).add(key(fingerprint), from);
    }

    /** The state from which this one, which is known, was first reached. */
    long from(long fingerprint) {
        return shard(fingerprint).from(key(fingerprint));
    }

    long size() {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.size();
        }
        return size;
    }

    private Shard shard(long fingerprint) {
        return shards[(int) (fingerprint >>> 56)];
    }

    /** 0 says that a place is free. */
    private static long key(long fingerprint) {
        return fingerprint == 0 ? 1 : fingerprint;
    }

    /** A key, and beside it where it was reached from: they are looked at together. */
    private static final class Shard {
        private long[] pairs = new long[1 << 7];
        private int size;

        synchronized boolean add(long key, long from) {
            if (2 * size > LOAD * pairs.length) {
                grow();
            }
            int place = place(key);
            if (pairs[place] == key) {
                return false;
            }
            pairs[place] = key;
            pairs[place + 1] = from;
            size++;
            return true;
        }

        synchronized long from(long key) {
            return pairs[place(key) + 1];
        }

        synchronized int size() {
            return size;
        }

        private int place(long key) {
            int mask = pairs.length - 1;
            int place = (int) (key << 1) & mask;
            while (pairs[place] != 0 && pairs[place] != key) {
                place = (place + 2) & mask;
            }
            return place;
        }

        private void grow() {
            long[] old = pairs;
            pairs = new long[2 * old.length];
            for (int i = 0; i < old.length; i += 2) {
                if (old[i] != 0) {
                    int place = place(old[i]);
                    pairs[place] = old[i];
                    pairs[place + 1] = old[i + 1];
                }
            }
        }
    }
}
