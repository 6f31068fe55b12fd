package org.hraft.simulation;

import org.hraft.simulation.LinearizationSearch.Outcome;
import org.hraft.simulation.Operation.Kind;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what a person has to look at when no order explains the operations on one key: first the
 * answer with which that began, then as few operations as possible that have no order by
 * themselves. It asks the same search again and again, about ever less. When the budget is spent
 * every question stays open, and what it has until then is true but longer.
 */
final class Conflict {

    private static final Comparator<Operation> BY_TIME =
            Comparator.comparingLong(Operation::invokedNanos);

    private final String key;
    private final RegisterCheck check;

    Conflict(String key, RegisterCheck check) {
        this.key = key;
        this.check = check;
    }

    /** @param operations that have no order */
    Verdict.NotLinearizable in(List<Operation> operations) {
        long moment = firstWithoutOrder(operations);
        List<Operation> known = until(moment, operations);
        LinearizationSearch before = check.search(known.stream()
                .filter(it -> !it.isRead() || it.returnedNanos() < moment)
                .toList());
        boolean found = before.run() == Outcome.FOUND;
        return new Verdict.NotLinearizable(key, found ? before.order() : List.of(), fewest(known));
    }

    /**
     * It is always the return of a read, because a write that has just returned may be the last in
     * an order. And what has no order does not get one later, so that moment can be bisected.
     */
    private long firstWithoutOrder(List<Operation> operations) {
        long[] returns = operations.stream()
                .filter(Operation::isRead)
                .mapToLong(Operation::returnedNanos)
                .sorted()
                .toArray();
        int from = 0;
        int to = returns.length - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            switch (check.search(until(returns[middle], operations)).run()) {
                case FOUND -> from = middle + 1;
                case IMPOSSIBLE -> to = middle;
                case GIVEN_UP -> from = to;
            }
        }
        return returns[to];
    }

    /** What there is to explain for those who know nothing of later moments. */
    private static List<Operation> until(long moment, List<Operation> operations) {
        return operations.stream()
                .filter(it -> (it.isRead() ? it.returnedNanos() : it.invokedNanos()) <= moment)
                .sorted(BY_TIME)
                .toList();
    }

    /** Whole values go first, for a put cannot go without those that read it. */
    private List<Operation> fewest(List<Operation> operations) {
        List<Operation> left =
                thinned(operations, operations, List.copyOf(byValue(operations).values()));
        int before;
        do {
            before = left.size();
            left = thinned(operations, left, left.stream().map(List::of).toList());
        } while (left.size() < before);
        return left;
    }

    /** Less those parts that are not needed: tries large packs of them, then smaller ones. */
    private List<Operation> thinned(
            List<Operation> all, List<Operation> some, List<List<Operation>> parts) {
        List<Operation> left = some;
        for (int size = (parts.size() + 1) / 2; size > 0; size /= 2) {
            for (int from = 0; from < parts.size(); from += size) {
                int to = Math.min(from + size, parts.size());
                Set<Operation> pack = parts.subList(from, to).stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toSet());
                List<Operation> rest =
                        left.stream().filter(it -> !pack.contains(it)).toList();
                left = rest.size() < left.size() && isConflict(rest, all) ? rest : left;
            }
        }
        return left;
    }

    /** Whether these have no order, and because of that all have none. */
    private boolean isConflict(List<Operation> some, List<Operation> all) {
        return isWhole(some, all) && check.search(some).run() == Outcome.IMPOSSIBLE;
    }

    /**
     * Whether none of these reads can have seen a write that is not among these. Then an order of
     * all, less the others, is an order of these: every read in it still sees what it saw.
     */
    private static boolean isWhole(List<Operation> some, List<Operation> all) {
        Set<Operation> kept = Set.copyOf(some);
        Map<Optional<String>, List<Operation>> reads =
                byValue(some.stream().filter(Operation::isRead).toList());
        return all.stream()
                .filter(it -> !it.isRead() && !kept.contains(it))
                .allMatch(it -> isUnseen(it, reads.getOrDefault(valueOf(it), List.of()), some));
    }

    /**
     * A put of some value that was read would be missed by a person, even if it is long gone. But
     * of deletes there are many, and most are over before a read of nothing begins, and so is a
     * write that came after them.
     */
    private static boolean isUnseen(
            Operation write, List<Operation> reads, List<Operation> others) {
        if (reads.isEmpty() || write.kind() == Kind.PUT) {
            return reads.isEmpty();
        }
        long hidden = others.stream()
                .filter(it -> !it.isRead() && write.precedes(it))
                .mapToLong(Operation::returnedNanos)
                .min()
                .orElse(Operation.UNANSWERED);
        return reads.stream().allMatch(it -> it.precedes(write) || hidden < it.invokedNanos());
    }

    private static Map<Optional<String>, List<Operation>> byValue(List<Operation> operations) {
        return operations.stream().collect(Collectors.groupingBy(Conflict::valueOf));
    }

    private static Optional<String> valueOf(Operation operation) {
        return Optional.ofNullable(operation.value());
    }
}
