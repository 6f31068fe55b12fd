package org.hraft.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * A text file that is a test. Commands stand at the margin; what is indented below them is what the
 * servers said and did, written by an earlier run. A line that begins with # is for the reader.
 */
final class Scenario {

    /** Plays the commands of a file; returns the file as this run would write it. */
    static String play(String name, String text) {
        Transcript transcript = new Transcript();
        Commands commands = new Commands(transcript);
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith(Transcript.INDENT)) {
                continue;
            }
            transcript.author(line);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                commands.run(line);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        name + ":" + number + ": " + line + ": " + e.getMessage()
                                + "\nwhat was said before:\n" + joined(transcript.lines()),
                        e);
            }
        }
        return joined(transcript.lines());
    }

    private static String joined(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Where two files differ, for people: some lines before, then both ways to go on. */
    static String difference(String expected, String played) {
        List<String> old = expected.lines().toList();
        List<String> now = played.lines().toList();
        int same = 0;
        while (same < old.size() && same < now.size() && old.get(same).equals(now.get(same))) {
            same++;
        }
        int sameEnd = 0;
        while (sameEnd < Math.min(old.size(), now.size()) - same
                && old.get(old.size() - 1 - sameEnd).equals(now.get(now.size() - 1 - sameEnd))) {
            sameEnd++;
        }
        List<String> lines = new ArrayList<>();
        lines.add("the first difference is in line " + (same + 1) + ":");
        old.subList(Math.max(0, same - 5), same).forEach(line -> lines.add("  " + line));
        old.subList(same, old.size() - sameEnd).forEach(line -> lines.add("- " + line));
        now.subList(same, now.size() - sameEnd).forEach(line -> lines.add("+ " + line));
        return String.join("\n", lines);
    }

    private Scenario() {}
}
