package org.hraft.simulation;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** A point of a search to which it may return: how far it was, and what to try from there. */
final class Fork {

    /** How many operations had their places. */
    final int placed;

    private int[] options = new int[4];
    private int size;
    private int tried;

    Fork(int placed) {
        this.placed = placed;
    }

    void add(int option) {
        if (size == options.length) {
            options = Arrays.copyOf(options, 2 * size);
        }
        options[size++] = option;
    }

    int size() {
        return size;
    }

    int option(int index) {
        return options[index];
    }

    void replace(int index, int option) {
        options[index] = option;
    }

    /** Forgets the others if one option is good enough. */
    boolean narrow(IntPredicate goodEnough) {
        for (int i = 0; i < size; i++) {
            if (goodEnough.test(options[i])) {
                options[0] = options[i];
                size = 1;
                return true;
            }
        }
        return false;
    }

    boolean isExhausted() {
        return tried == size;
    }

    int next() {
        return options[tried++];
    }
}
