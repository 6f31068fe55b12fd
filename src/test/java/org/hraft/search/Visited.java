package org.hraft.search;

import java.util.Arrays;

/**
 * Fingerprints of states, each with that of the state from which it was first reached, so that the way
 * to a find can be told. 16 bytes a state, and a third more for room. Thread-safe.
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

    private static final class Shard {
        private long[] keys = new long[1 << 6];
        private long[] froms = new long[1 << 6];
        private int size;

        synchronized boolean add(long key, long from) {
            if (size > LOAD * keys.length) {
                grow();
            }
            int place = place(key);
            if (keys[place] == key) {
                return false;
            }
            keys[place] = key;
            froms[place] = from;
            size++;
            return true;
        }

        synchronized long from(long key) {
            return froms[place(key)];
        }

        synchronized int size() {
            return size;
        }

        private int place(long key) {
            int mask = keys.length - 1;
            int place = (int) key & mask;
            while (keys[place] != 0 && keys[place] != key) {
                place = (place + 1) & mask;
            }
            return place;
        }

        private void grow() {
            long[] oldKeys = keys;
            long[] oldFroms = froms;
            keys = new long[2 * oldKeys.length];
            froms = new long[keys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    int place = place(oldKeys[i]);
                    keys[place] = oldKeys[i];
                    froms[place] = oldFroms[i];
                }
            }
        }
    }
}
