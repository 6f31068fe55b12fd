package org.hraft.simulation;

import org.hraft.simulation.RegisterHistory.Step;

import java.util.Arrays;
import java.util.List;

/**
 * The beginning of an order of the operations on one key, and what is free to be next: all that was
 * invoked before the first of the others returned. Few of the free operations need to be tried, for
 * if the beginning has any end, then it also has one in which
 *
 * <ul>
 *   <li>a read is next as soon as it is free and sees its value: it changes nothing, so to take it
 *       early hinders nobody. From then on the next one is a write, whatever the register holds;
 *   <li>a write is next if it is free and so are all reads of its value, which follow it at once:
 *       those that come later begin with a write, and so do not miss what was there before;
 *   <li>an unseen write (nothing is left that reads its value) stands right before the first other
 *       write for which it is free, and which hides it; unseen writes are next by themselves only
 *       when one of them is the first to return, for otherwise nothing waits for them;
 *   <li>of several free writes of one value the first to return is taken first: exchange them;
 *   <li>an unbounded write stands right before a read of its value, for otherwise it can be left
 *       out; and that read is free already, because nothing has to wait for such a write.
 * </ul>
 */
final class OrderSoFar {

    /** The option to take nothing but unseen writes. */
    private static final int ONLY_UNSEEN = -1;

    /** Operations are numbers: indexes of this list. */
    private final List<Step> steps;

    private final int bounded;

    /** Of those that are bounded and have no place. */
    private final PendingEvents events;

    /** By value: how many have no place. */
    private final int[] readsLeft;

    private final int[] writesLeft;

    /** By value: the unbounded write to take next, and behind the last one anything else. */
    private final int[] nextUnbounded;

    private final int[] unboundedValues;

    private final int[] places;
    private int placed;

    /** What the register holds. */
    private int value;

    OrderSoFar(RegisterHistory history) {
        steps = history.steps();
        bounded = (int) steps.stream().filter(Step::isBounded).count();
        events = new PendingEvents(steps.subList(0, bounded));
        readsLeft = new int[history.values()];
        writesLeft = new int[history.values()];
        steps.forEach(step -> left(step)[step.value()]++);
        List<Step> unbounded = steps.subList(bounded, steps.size());
        unboundedValues = unbounded.stream().mapToInt(Step::value).distinct().toArray();
        nextUnbounded = new int[history.values()];
        Arrays.fill(nextUnbounded, steps.size());
        for (int i = steps.size() - 1; i >= bounded; i--) {
            nextUnbounded[steps.get(i).value()] = i;
        }
        places = new int[steps.size()];
        value = history.initial();
        takeReads();
    }

    /** Unbounded writes need no place. */
    boolean isComplete() {
        return events.isEmpty();
    }

    /** Nothing can be next: whatever it is, some read will never see its value. */
    boolean isLost() {
        return readsLeft[value] > 0 && writesLeft[value] == 0;
    }

    List<Operation> operations() {
        return Arrays.stream(places, 0, placed)
                .mapToObj(operation -> steps.get(operation).operation())
                .toList();
    }

    // ---- taking places

    /** @param option of a fork; reads and unseen writes have no choice and follow by themselves */
    void take(int option) {
        takeUnseenWrites();
        if (option != ONLY_UNSEEN) {
            place(option);
        }
        takeReads();
    }

    private void takeUnseenWrites() {
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            if (isUnseenWrite(events.operation(event))) {
                place(events.operation(event));
            }
        }
    }

    private void takeReads() {
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            Step step = steps.get(events.operation(event));
            if (step.isRead() && step.value() == value) {
                place(events.operation(event));
            }
        }
    }

    private void place(int operation) {
        places[placed++] = operation;
        Step step = steps.get(operation);
        left(step)[step.value()]--;
        if (!step.isRead()) {
            value = step.value();
        }
        if (operation < bounded) {
            events.lift(operation);
        } else {
            nextUnbounded[step.value()]++;
        }
    }

    /** Undoes everything since then, last first; but not the value, for the next is a write. */
    void returnTo(Fork fork) {
        while (placed > fork.placed) {
            int operation = places[--placed];
            Step step = steps.get(operation);
            left(step)[step.value()]++;
            if (operation < bounded) {
                events.unlift(operation);
            } else {
                nextUnbounded[step.value()]--;
            }
        }
    }

    private int[] left(Step step) {
        return step.isRead() ? readsLeft : writesLeft;
    }

    private boolean isUnseenWrite(int operation) {
        Step step = steps.get(operation);
        return !step.isRead() && readsLeft[step.value()] == 0;
    }

    // ---- what may be next

    /** To be asked only when something has no place, and not all is lost. */
    Fork fork() {
        Fork fork = new Fork(placed);
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            int operation = events.operation(event);
            if (steps.get(operation).isRead()) {
                offerUnbounded(fork, steps.get(operation).value());
            } else if (!isUnseenWrite(operation)) {
                offer(fork, operation);
            }
        }
        boolean decided = fork.narrow(this::hindersNobody);
        if (!decided && isUnseenWrite(firstToReturn())) {
            fork.add(ONLY_UNSEEN);
        }
        return fork;
    }

    /** The write that would allow a free read. */
    private void offerUnbounded(Fork fork, int wanted) {
        int write = nextUnbounded[wanted];
        if (write < steps.size() && steps.get(write).value() == wanted) {
            long firstReturn = steps.get(firstToReturn()).returnedNanos();
            if (steps.get(write).invokedNanos() <= firstReturn) {
                offer(fork, write);
            }
        }
    }

    private int firstToReturn() {
        int event = events.first();
        while (events.isCall(event)) {
            event = events.after(event);
        }
        return events.operation(event);
    }

    private boolean hindersNobody(int write) {
        int written = steps.get(write).value();
        int free = 0;
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            Step step = steps.get(events.operation(event));
            free += step.isRead() && step.value() == written ? 1 : 0;
        }
        return free == readsLeft[written];
    }

    /** Of one value only the first to return. */
    private void offer(Fork fork, int write) {
        Step step = steps.get(write);
        for (int i = 0; i < fork.size(); i++) {
            Step other = steps.get(fork.option(i));
            if (other.value() == step.value()) {
                if (step.returnedNanos() < other.returnedNanos()) {
                    fork.replace(i, write);
                }
                return;
            }
        }
        fork.add(write);
    }

    /**
     * Two beginnings with the same pending operations have the same ends. The free ones say which
     * are pending: all else that was invoked before the first return has its place, and nothing
     * that was invoked later has.
     */
    SearchState state() {
        int free = 0;
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            free++;
        }
        int[] state = new int[unboundedValues.length + free];
        int i = 0;
        for (int unbounded : unboundedValues) {
            state[i++] = nextUnbounded[unbounded];
        }
        for (int event = events.first(); events.isCall(event); event = events.after(event)) {
            state[i++] = events.operation(event);
        }
        return new SearchState(state);
    }
}
