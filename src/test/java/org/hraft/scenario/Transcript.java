package org.hraft.scenario;

import java.util.ArrayList;
import java.util.List;

/** What a scenario's file looks like after it was played: its own lines, and what was said. */
final class Transcript {

    /** Lines that begin like this are output; everything else is the author's. */
    static final String INDENT = "    ";

    private final List<String> lines = new ArrayList<>();
    private boolean muted;

    /** A line of the author, unchanged. */
    void author(String line) {
        lines.add(line);
    }

    /** Something happened. */
    void say(String what) {
        if (!muted) {
            lines.add(INDENT + what);
        }
    }

    /** Runs something of which the reader need not see the details. */
    void quietly(Runnable action) {
        boolean before = muted;
        muted = true;
        try {
            action.run();
        } finally {
            muted = before;
        }
    }

    List<String> lines() {
        return lines;
    }
}
