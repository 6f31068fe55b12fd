package org.hraft.simulation;

import java.util.Properties;

/**
 * What a hunt has come back with. As properties it gets from one process to another.
 *
 * @param check that found something, empty if none did
 * @param message what it said, the first line
 * @param schedules how many were played until it was found, or states searched, or tests run
 * @param millis how long it took
 */
public record Quarry(String check, String message, long schedules, long millis) {

    private static final int MAX_WORDS = 120;

    static Quarry of(Properties told) {
        return new Quarry(
                told.getProperty("check"),
                told.getProperty("message"),
                Long.parseLong(told.getProperty("schedules")),
                Long.parseLong(told.getProperty("millis")));
    }

    /** To print. */
    public Properties toProperties() {
        Properties told = new Properties();
        told.setProperty("check", check);
        told.setProperty("message", message);
        told.setProperty("schedules", Long.toString(schedules));
        told.setProperty("millis", Long.toString(millis));
        return told;
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
