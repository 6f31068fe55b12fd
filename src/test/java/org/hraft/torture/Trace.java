package org.hraft.torture;

import org.jspecify.annotations.Nullable;

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
 * @param untrue of them: those after an error that the store must not go on with
 */
record Trace(int errors, String file, int acknowledgements, int untrue) {

    private static final Pattern LINE = Pattern.compile("^(\\d+) +(?:\\w+\\(\\d+<([^>]*)>)?.*");
    private static final String ACKNOWLEDGED = "iov_base=\"ack ";

    /** Text for people, and a lock that is there as soon as its file is. */
    private static final Pattern HARMLESS = Pattern.compile("derby\\.log|dbex\\.lck");

    /**
     * @param store where the files are that count
     */
    static Trace read(Path trace, Path store) throws IOException {
        Reader reader = new Reader(store.toString());
        Files.readAllLines(trace).forEach(reader::read);
        return new Trace(reader.errors, reader.first, reader.acknowledgements, reader.untrue());
    }

    /** Line by line. */
    private static final class Reader {

        private final String store;

        /** Of each thread the last one; a call that was interrupted goes on without it. */
        private final Map<String, String> files = new TreeMap<>();

        private int errors;
        private String first = "";
        private int acknowledgements;
        private @Nullable String failedThread;
        private final Map<String, Integer> afterFailure = new TreeMap<>();

        Reader(String store) {
            this.store = store;
        }

        void read(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return;
            }
            String thread = matcher.group(1);
            if (matcher.group(2) != null) {
                files.put(thread, matcher.group(2));
            }
            if (line.endsWith("(INJECTED)")) {
                failed(thread, files.getOrDefault(thread, ""));
            } else if (line.contains(ACKNOWLEDGED)) {
                acknowledged(thread);
            }
        }

        private void failed(String thread, String file) {
            first = errors == 0 ? kind(file) : first;
            errors++;
            if (failedThread == null
                    && file.startsWith(store)
                    && !HARMLESS.matcher(name(file)).matches()) {
                failedThread = thread;
            }
        }

        private void acknowledged(String thread) {
            acknowledgements += errors > 0 ? 1 : 0;
            if (failedThread != null) {
                afterFailure.merge(thread, 1, Integer::sum);
            }
        }

        /** What is on the disk already may be said while another thread fails, but nothing more. */
        int untrue() {
            return afterFailure.entrySet().stream()
                    .mapToInt(said -> said.getKey().equals(failedThread)
                            ? said.getValue()
                            : said.getValue() - 1)
                    .sum();
        }
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static String kind(String file) {
        return name(file)
                .replaceFirst("^[cd][0-9a-f]+\\.dat", "*.dat")
                .replaceFirst("^log[0-9]+\\.dat", "log*.dat");
    }

    String afterwards() {
        return acknowledgements == 0 ? "" : ", acknowledged afterwards";
    }
}
