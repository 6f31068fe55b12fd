package org.hraft.simulation;

import java.util.Arrays;

/**
 * Virtual time: what is to happen, ordered by moment and then by when it was planned. Time passes
 * only by going to the next event. A binary heap over arrays of numbers, because nothing else is done
 * so often in a simulation. One thread.
 */
final class Timeline {

    private long[] moments = new long[64];
    private long[] orders = new long[64];
    private Runnable[] actions = new Runnable[64];
    private int size;

    private long nowNanos;
    private long order;
    private long happened;

    /** Nanoseconds since the beginning. */
    long now() {
        return nowNanos;
    }

    /** Events so far. */
    long happened() {
        return happened;
    }

    /** Plans something; a moment in the past means now. */
    void at(long atNanos, Runnable action) {
        if (size == moments.length) {
            moments = Arrays.copyOf(moments, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        rise(size++, Math.max(atNanos, nowNanos), order++, action);
    }

    void in(long delayNanos, Runnable action) {
        at(nowNanos + delayNanos, action);
    }

    /** Goes to the next event and lets it happen. There always is one: the servers tick. */
    void step() {
        Runnable action = actions[0];
        nowNanos = moments[0];
        happened++;
        size--;
        sink(moments[size], orders[size], actions[size]);
        action.run();
    }

    // ---- the heap

    /** Puts an event where {@code place} is free, or above. */
    private void rise(int place, long moment, long planned, Runnable action) {
        int free = place;
        while (free > 0) {
            int parent = (free - 1) / 2;
            if (!isBefore(moment, planned, parent)) {
                break;
            }
            move(parent, free);
            free = parent;
        }
        put(free, moment, planned, action);
    }

    /** Puts an event where the top is free, or below. */
    private void sink(long moment, long planned, Runnable action) {
        int free = 0;
        for (int child = 1; child < size; child = 2 * free + 1) {
            if (child + 1 < size && isBefore(moments[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (isBefore(moment, planned, child)) {
                break;
            }
            move(child, free);
            free = child;
        }
        put(free, moment, planned, action);
    }

    private boolean isBefore(long moment, long planned, int other) {
        return moment != moments[other] ? moment < moments[other] : planned < orders[other];
    }

    private void move(int from, int to) {
        put(to, moments[from], orders[from], actions[from]);
    }

    private void put(int place, long moment, long planned, Runnable action) {
        moments[place] = moment;
        orders[place] = planned;
        actions[place] = action;
    }
}
