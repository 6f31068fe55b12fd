package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * What happened, as one number: two runs of a seed are the same run if and only if their hashes are
 * equal. Somebody who wants to read a run gives a stream, and gets a line for each thing.
 */
final class Trace {

    private final Timeline timeline;
    private final @Nullable PrintStream story;
    private long hash;

    Trace(Timeline timeline, @Nullable PrintStream story) {
        this.timeline = timeline;
        this.story = story;
    }

    long hash() {
        return hash;
    }

    /** Something happened now. The three numbers are whatever tells it from other things. */
    void note(long a, long b, long c) {
        mix(timeline.now());
        mix(a);
        mix(b);
        mix(c);
    }

    private void mix(long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        hash = mixed ^ (mixed >>> 29);
    }

    /** Text is made only for somebody who reads it. */
    void tell(Supplier<String> line) {
        if (story != null) {
            story.printf("%10.4f s  %s%n", timeline.now() / 1e9, line.get());
        }
    }
}
