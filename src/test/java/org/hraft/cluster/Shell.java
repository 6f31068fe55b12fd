package org.hraft.cluster;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs commands as they stand in a document, each in a terminal of its own. */
final class Shell implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    private final Map<String, String> environment = new HashMap<>();
    private final List<Job> jobs = new ArrayList<>();

    void environment(Map<String, String> variables) {
        environment.putAll(variables);
    }

    /** A command that ends soon; what it printed. */
    String run(Path directory, String command) throws InterruptedException {
        Job job = start(directory, command);
        job.awaitEnd(Duration.ofSeconds(20));
        return job.output();
    }

    Job start(Path directory, String command) {
        try {
            Path output = Files.createTempFile("hraft-terminal", ".txt");
            // A build in the background ignores Ctrl-C, and what it starts would inherit that.
            ProcessBuilder builder = new ProcessBuilder(
                            "env", "--default-signal=INT", "bash", "-c", command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HRAFT_"));
            builder.environment().putAll(environment);
            Job job = new Job(command, output, builder.start());
            jobs.add(job);
            return job;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what still runs, whatever the test did. */
    @Override
    public void close() {
        jobs.forEach(Job::close);
    }

    /** One command. */
    static final class Job {
        private final String command;
        private final Path output;
        private final Process process;

        private Job(String command, Path output, Process process) {
            this.command = command;
            this.output = output;
            this.process = process;
        }

        String output() {
            try {
                return Files.readString(output, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> lines(String pattern) {
            Pattern wanted = Pattern.compile(pattern);
            return output().lines().filter(line -> wanted.matcher(line).find()).toList();
        }

        boolean isRunning() {
            return process.isAlive();
        }

        /** Waits for a line that begins so. */
        void awaitLine(String beginning) {
            awaitLines(1, beginning);
        }

        /** Waits for so many lines that begin so. */
        void awaitLines(int count, String beginning) {
            try {
                Awaitility.await(command + " prints " + beginning)
                        .atMost(START)
                        .pollInterval(Duration.ofMillis(100))
                        .failFast("it has ended", () -> !isRunning())
                        .until(() -> lines("^" + Pattern.quote(beginning)).size() >= count);
            } catch (RuntimeException e) {
                throw new AssertionError(e.getMessage() + "; it printed\n" + output(), e);
            }
        }

        /** The exit code. */
        int awaitEnd(Duration limit) throws InterruptedException {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        command + " does not end within " + limit + "; it printed\n" + output());
            }
            return process.exitValue();
        }

        void signal(String signal) throws IOException, InterruptedException {
            String pid = Long.toString(process.pid());
            new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
        }

        private void close() {
            process.destroyForcibly().onExit().join();
            try {
                Files.delete(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
