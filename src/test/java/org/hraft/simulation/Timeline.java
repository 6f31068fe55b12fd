package org.hraft.simulation;

import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, ordered by moment and then by when it was planned. Time passes
 * only by going to the next event. One thread.
 */
final class Timeline {

    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNanos != other.atNanos
                    ? Long.compare(atNanos, other.atNanos)
                    : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
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
        events.add(new Event(Math.max(atNanos, nowNanos), order++, action));
    }

    void in(long delayNanos, Runnable action) {
        at(nowNanos + delayNanos, action);
    }

    /** Goes to the next event and lets it happen. There always is one: the servers tick. */
    void step() {
        Event event = events.remove();
        nowNanos = event.atNanos();
        happened++;
        event.action().run();
    }
}
