package org.hraft.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for an order of the operations on one key: the algorithm of Wing and Gong, with Lowe's
 * memory of where it was. One operation after the other that is free to be next takes its place;
 * when none can, the last decision is undone.
 */
final class LinearizationSearch {

    enum Outcome {
        FOUND,
        IMPOSSIBLE,
        GIVEN_UP
    }

    private final OrderSoFar order;
    private final SearchBudget budget;
    private final Set<SearchState> seen = new HashSet<>();
    private final Deque<Fork> forks = new ArrayDeque<>();

    LinearizationSearch(RegisterHistory history, SearchBudget budget) {
        this.order = new OrderSoFar(history);
        this.budget = budget;
    }

    Outcome run() {
        explore();
        while (!order.isComplete()) {
            if (budget.isSpent(seen.size())) {
                return Outcome.GIVEN_UP;
            }
            if (forks.isEmpty()) {
                return Outcome.IMPOSSIBLE;
            }
            goOn(forks.getFirst());
        }
        return Outcome.FOUND;
    }

    private void goOn(Fork fork) {
        order.returnTo(fork);
        if (fork.isExhausted()) {
            forks.removeFirst();
        } else {
            order.take(fork.next());
            explore();
        }
    }

    private void explore() {
        boolean open = !order.isComplete() && !order.isLost();
        if (open && seen.add(order.state())) {
            forks.addFirst(order.fork());
        }
    }

    /** The order that was found. Unanswered writes that are not in it had no effect. */
    List<Operation> order() {
        return order.operations();
    }
}
