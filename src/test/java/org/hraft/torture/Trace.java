package org.hraft.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What strace has seen of one process.
 *
 * @param errors that were injected
 * @param file kind of the first one's file; empty: none
 * @param acknowledgements that were written after it
 */
record Trace(int errors, String file, int acknowledgements) {

    private static final Pattern LINE = Pattern.compile("^(\\d+) +(?:\\w+\\(\\d+<([^>]*)>)?.*");
    private static final String ACKNOWLEDGED = "iov_base=\"ack ";

    static Trace read(Path trace) throws IOException {
        Map<String, String> files = new TreeMap<>();
        int errors = 0;
        String first = "";
        int acknowledgements = 0;
        for (String line : Files.readAllLines(trace)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            if (matcher.group(2) != null) { // a call that was interrupted goes on without it
                files.put(matcher.group(1), matcher.group(2));
            }
            if (line.endsWith("(INJECTED)")) {
                first = errors == 0 ? kind(files.getOrDefault(matcher.group(1), "")) : first;
                errors++;
            } else if (errors > 0 && line.contains(ACKNOWLEDGED)) {
                acknowledgements++;
            }
        }
        return new Trace(errors, first, acknowledgements);
    }

    private static String kind(String file) {
        return file.substring(file.lastIndexOf('/') + 1)
                .replaceFirst("^[cd][0-9a-f]+\\.dat", "*.dat")
                .replaceFirst("^log[0-9]+\\.dat", "log*.dat");
    }

    String afterwards() {
        return acknowledgements == 0 ? "" : ", acknowledged afterwards";
    }
}
