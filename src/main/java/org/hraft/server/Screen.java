package org.hraft.server;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Where the operator who has started the server looks. One thread. */
final class Screen {

    private static final long REMIND_SECONDS = 5;

    private final PrintStream stream;
    private final Joining.Clock clock;
    private long lastReminder;

    Screen(PrintStream stream, Joining.Clock clock) {
        this.stream = stream;
        this.clock = clock;
        this.lastReminder = clock.nanoTime();
    }

    /** A line as it is. */
    void print(String line) {
        stream.println(line);
    }

    void say(String line) {
        print("hraft: " + line);
    }

    /** Says why nothing happens, but not every second. */
    void remind(String why) {
        long now = clock.nanoTime();
        if (TimeUnit.NANOSECONDS.toSeconds(now - lastReminder) >= REMIND_SECONDS) {
            lastReminder = now;
            say(why);
        }
    }
}
