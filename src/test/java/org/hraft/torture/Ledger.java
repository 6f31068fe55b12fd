package org.hraft.torture;

import org.hraft.node.RaftStore.Update;
import org.hraft.torture.Child.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What was acknowledged, kept apart from the disk, and what follows for the next boot: everything that
 * was acknowledged is there and is right, and of the step that was under way all or nothing. One
 * thread.
 */
final class Ledger {

    private final long seed;
    private final Model model;

    Ledger(long seed) {
        this.seed = seed;
        this.model = new Model(seed);
    }

    long seed() {
        return seed;
    }

    long steps() {
        return model.steps();
    }

    Memory memory() {
        return model.memory();
    }

    /** Takes all acknowledgements, up to another answer, which is returned; null: it has died. */
    @Nullable
    Answer listen(Child child) {
        return listen(child, () -> {});
    }

    /**
     * The same.
     *
     * @param then to be done after each
     */
    @Nullable
    Answer listen(Child child, Runnable then) {
        Answer answer = child.answer();
        while (answer != null && answer.is("ack")) {
            acknowledge(Long.parseLong(answer.rest()));
            then.run();
            answer = child.answer();
        }
        return answer;
    }

    /** Waits for so many acknowledgements. */
    void listen(Child child, int count) {
        for (int i = 0; i < count; i++) {
            acknowledge(Long.parseLong(child.expect("ack").rest()));
        }
    }

    private void acknowledge(long step) {
        advance();
        if (step != model.steps()) {
            throw new AssertionError(
                    "step " + model.steps() + " was to be acknowledged and not " + step);
        }
    }

    /** As if the next step had been acknowledged. */
    void advance() {
        Update update = Workload.next(model);
        model.apply(update);
        model.saved(update);
    }

    /**
     * Goes on from what a boot has found, which may contain the step that was under way.
     *
     * @throws AssertionError if an acknowledged step is not there, or not as it was
     */
    void judge(Found found) {
        Memory acknowledged = memory();
        if (acknowledged.isWhollyIn(found)) {
            return;
        }
        advance();
        if (!memory().isWhollyIn(found)) {
            throw new AssertionError("after step " + (steps() - 1) + " was acknowledged\n  "
                    + found + "\nwas found where there had to be\n  "
                    + acknowledged.seenFrom(found.first()) + "\nor, a step later,\n  "
                    + memory().seenFrom(found.first()));
        }
    }
}
