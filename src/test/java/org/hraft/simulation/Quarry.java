package org.hraft.simulation;

import java.util.Map;

/**
 * What a hunt has come back with.
 *
 * @param check that found something, empty if none did
 * @param message what it said, the first line
 * @param schedules how many were played; the number of the last is the seed of what was found
 * @param millis how long it took
 */
record Quarry(String check, String message, long schedules, long millis) {

    private static final int MAX_WORDS = 120;

    static Quarry of(Map<?, ?> found) {
        return new Quarry(
                text(found, "check"),
                text(found, "message"),
                Long.parseLong(text(found, "schedules")),
                Long.parseLong(text(found, "millis")));
    }

    private static String text(Map<?, ?> found, String name) {
        return String.valueOf(found.get(name));
    }

    boolean caught() {
        return !check.isEmpty();
    }

    /** What was found, for a line of a table. */
    String inWords() {
        if (!caught()) {
            return "nothing found";
        }
        String words = message.startsWith(check) ? message : check + ": " + message;
        return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "...";
    }

    double seconds() {
        return millis / 1_000.0;
    }
}
