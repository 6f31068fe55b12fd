package org.hraft.search;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Gives things numbers, from 0, equal things the same one. Which thing gets which number depends on
 * who comes first; its fingerprint does not. Thread-safe.
 *
 * @param <K> by which a thing is known
 * @param <T> the things
 */
final class Numbers<K, T> {

    private final ConcurrentHashMap<K, Integer> numbers = new ConcurrentHashMap<>();
    private final ToLongFunction<T> fingerprint;
    private volatile Object[] things = new Object[1 << 10];
    private volatile long[] fingerprints = new long[1 << 10];
    private int size;

    Numbers(ToLongFunction<T> fingerprint) {
        this.fingerprint = fingerprint;
    }

    /** @param thing makes it if it is new */
    int of(K key, Function<K, T> thing) {
        Integer known = numbers.get(key);
        return known == null ? numbers.computeIfAbsent(key, k -> add(thing.apply(k))) : known;
    }

    private int add(T thing) {
        return add(thing, fingerprint.applyAsLong(thing));
    }

    private synchronized int add(T thing, long print) {
        if (size == things.length) {
            things = Arrays.copyOf(things, 2 * size);
            fingerprints = Arrays.copyOf(fingerprints, 2 * size);
        }
        things[size] = thing;
        fingerprints[size] = print;
        return size++;
    }

    @SuppressWarnings("unchecked") // only add writes
    T thing(int number) {
        return (T) things[number];
    }

    long fingerprint(int number) {
        return fingerprints[number];
    }

    synchronized int size() {
        return size;
    }
}
