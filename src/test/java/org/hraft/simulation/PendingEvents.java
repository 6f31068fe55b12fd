package org.hraft.simulation;

import org.hraft.simulation.RegisterHistory.Step;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Invocations and returns, in order of time, of the operations that have no place in the order yet.
 * A linked list, for an operation leaves it and comes back to where it was in constant time. What
 * is invoked before the first return may be next in the order, everything behind may not.
 */
final class PendingEvents {

    /** Before the first event and behind the last. */
    private static final int END = 0;

    private final int[] next;
    private final int[] previous;

    /** The operation for its invocation, and its complement, a negative number, for its return. */
    private final int[] operations;

    private final int[] calls;
    private final int[] returns;

    /** @param steps by the time of their invocations; they all return */
    PendingEvents(List<Step> steps) {
        int size = steps.size();
        next = new int[2 * size + 1];
        previous = new int[2 * size + 1];
        operations = new int[2 * size + 1];
        calls = new int[size];
        returns = new int[size];
        operations[END] = -1;
        merge(steps, byReturn(steps));
    }

    /** Equal moments are no order: whoever is invoked when another one returns may be before it. */
    private void merge(List<Step> steps, int[] byReturn) {
        int event = END;
        int call = 0;
        for (int operation : byReturn) {
            long returned = steps.get(operation).returnedNanos();
            while (call < steps.size() && steps.get(call).invokedNanos() <= returned) {
                calls[call] = append(++event, call);
                call++;
            }
            returns[operation] = append(++event, ~operation);
        }
    }

    private int append(int event, int operation) {
        operations[event] = operation;
        previous[event] = previous[END];
        next[event] = END;
        relink(event);
        return event;
    }

    private static int[] byReturn(List<Step> steps) {
        return IntStream.range(0, steps.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> steps.get(i).returnedNanos()))
                .mapToInt(i -> i)
                .toArray();
    }

    boolean isEmpty() {
        return next[END] == END;
    }

    int first() {
        return next[END];
    }

    /** Also after an event whose operation was lifted just now. */
    int after(int event) {
        return next[event];
    }

    boolean isCall(int event) {
        return operations[event] >= 0;
    }

    /** Whose event it is. */
    int operation(int event) {
        int operation = operations[event];
        return operation >= 0 ? operation : ~operation;
    }

    /** Takes both events out; the return first, so that no stale link leads from the call to it. */
    void lift(int operation) {
        unlink(returns[operation]);
        unlink(calls[operation]);
    }

    /** Puts them back, last out first in. */
    void unlift(int operation) {
        relink(calls[operation]);
        relink(returns[operation]);
    }

    private void unlink(int event) {
        next[previous[event]] = next[event];
        previous[next[event]] = previous[event];
    }

    private void relink(int event) {
        next[previous[event]] = event;
        previous[next[event]] = event;
    }
}
