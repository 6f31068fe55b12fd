package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The operations on one key as a search wants them: values are numbers, a delete writes the value
 * "absent", and of the unanswered writes, each of which doubles what has to be searched, only those
 * are left that may matter. Two rules do that, neither of which changes the verdict:
 *
 * <ul>
 *   <li>An unanswered write is dropped if every read of its value returned before it was invoked.
 *       Take it out of any order: no read was between it and the next write, for such a read would
 *       have seen its value. So all reads still see what they saw.
 *   <li>If nothing else writes its value, which is not the first value either, then each read of
 *       that value comes after it, so it takes effect before the first of them returns. It is
 *       as good as answered then.
 * </ul>
 *
 * <p>Where values are unique this leaves no unanswered put at all. Deletes all write the same.
 */
final class RegisterHistory {

    private static final int ABSENT = 0;

    private static final Comparator<Step> BOUNDED_FIRST = Comparator.comparing(Step::isBounded)
            .reversed()
            .thenComparing(step -> step.isBounded() ? 0 : step.value())
            .thenComparingLong(Step::invokedNanos);

    /** @param returnedNanos when it must have taken effect at the latest */
    record Step(Operation operation, int value, long returnedNanos) {

        boolean isRead() {
            return operation.isRead();
        }

        boolean isBounded() {
            return returnedNanos != Operation.UNANSWERED;
        }

        long invokedNanos() {
            return operation.invokedNanos();
        }
    }

    private final Map<String, Integer> numbers = new HashMap<>();
    private final int initial;
    private final List<Step> steps;

    RegisterHistory(List<Operation> operations, @Nullable String initial) {
        this.initial = number(initial);
        this.steps = reduced(operations.stream()
                        .map(it -> new Step(it, number(it.value()), it.returnedNanos()))
                        .toList())
                .sorted(BOUNDED_FIRST)
                .toList();
    }

    /** The number of the value before everything else. */
    int initial() {
        return initial;
    }

    /** All values have smaller numbers. */
    int values() {
        return numbers.size() + 1;
    }

    /** First those that return, by invocation; then the others, by value and invocation. */
    List<Step> steps() {
        return steps;
    }

    /** Without the unanswered writes that do not matter, and with bounds for those that have one. */
    private Stream<Step> reduced(List<Step> all) {
        LongSummaryStatistics[] reads = returnsOfReads(all);
        List<Step> seen = all.stream()
                .filter(step ->
                        step.isBounded() || reads[step.value()].getMax() >= step.invokedNanos())
                .toList();
        int[] writers = new int[values()];
        writers[initial]++;
        seen.stream().filter(step -> !step.isRead()).forEach(step -> writers[step.value()]++);
        return seen.stream()
                .map(step -> step.isBounded() || writers[step.value()] > 1
                        ? step
                        : boundedBy(reads[step.value()].getMin(), step));
    }

    /** A read that returned before the only write of its value fits nowhere, whatever the limit. */
    private static Step boundedBy(long returned, Step step) {
        long latest = Math.max(returned, step.invokedNanos());
        return new Step(step.operation(), step.value(), latest);
    }

    private LongSummaryStatistics[] returnsOfReads(List<Step> all) {
        LongSummaryStatistics[] reads = Stream.generate(LongSummaryStatistics::new)
                .limit(values())
                .toArray(LongSummaryStatistics[]::new);
        all.stream()
                .filter(Step::isRead)
                .forEach(step -> reads[step.value()].accept(step.returnedNanos()));
        return reads;
    }

    private int number(@Nullable String value) {
        return value == null
                ? ABSENT
                : numbers.computeIfAbsent(value, unseen -> numbers.size() + 1);
    }
}
