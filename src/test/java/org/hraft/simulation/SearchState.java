package org.hraft.simulation;

import java.util.Arrays;

/** Numbers that say where a search is, so that it does not come there twice. */
final class SearchState {

    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final int[] numbers;
    private final int hash;

    SearchState(int[] numbers) {
        this.numbers = numbers;
        this.hash = hash(numbers);
    }

    /** States that follow each other differ little: a plain sum of products would often be equal. */
    private static int hash(int[] numbers) {
        long hash = numbers.length;
        for (int number : numbers) {
            hash = (hash ^ number) * ODD;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SearchState state && Arrays.equals(numbers, state.numbers);
    }
}
