package org.hraft.cluster;

import static java.util.Objects.requireNonNull;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One real server, started by the launcher as a user would, and the signals that it is sent. */
final class HraftProcess {

    /** A signal, as kill(1) names it. */
    enum Signal {
        /** Nothing is said and nothing is saved. */
        KILL,
        /** Ctrl-C. */
        INT,
        TERM,
        /** The process stands still; its sockets still accept connections. */
        STOP,
        CONT
    }

    private static final Duration READY = Duration.ofMinutes(2);

    /** What Payara prints right before it begins to serve. */
    private static final String LOADING = "Loading application [ROOT]";

    private static final int LINES_TO_SHOW = 20;

    private final String id;
    private final Path directory;
    private final Path log;
    private volatile int httpPort = Ports.free();
    private volatile int raftPort = Ports.free();
    private volatile @Nullable Process process;
    private volatile boolean starting;
    private int linesBefore;

    HraftProcess(String id, Path directory) {
        this.id = id;
        this.directory = directory;
        this.log = directory.resolveSibling(directory.getFileName() + ".log");
    }

    String id() {
        return id;
    }

    /** What it must not lose. */
    Path directory() {
        return directory;
    }

    /** Where clients reach it. */
    String address() {
        return "127.0.0.1:" + httpPort;
    }

    /** Where its peers reach it. */
    String raftAddress() {
        return "127.0.0.1:" + raftPort;
    }

    /** From its next start on it is somewhere else. */
    void move() {
        httpPort = Ports.free();
        raftPort = Ports.free();
    }

    /** @param join client addresses of members; none: it founds a cluster or goes on */
    void start(String... join) {
        if (isRunning()) {
            throw new AssertionError(id + " runs already");
        }
        List<String> command = new ArrayList<>(List.of(
                requireNonNull(System.getProperty("hraft.launcher")),
                "-id",
                id,
                "-haddr",
                address(),
                "-raddr",
                raftAddress()));
        if (join.length > 0) {
            command.addAll(List.of("-join", String.join(",", join)));
        }
        command.add(directory.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Half the processor time until it is ready; these servers do not live long enough for
        // more.
        builder.environment().put("HRAFT_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        builder.environment().put("HRAFT_WARM_UP", "false");
        try {
            linesBefore = Files.exists(log) ? Files.readAllLines(log).size() : 0;
            process = builder.start();
            starting = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return requireNonNull(process).pid();
    }

    /** What it has printed since it was started last. */
    List<String> printed() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.subList(Math.min(linesBefore, lines.size()), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It was started, and nobody has seen yet that it is up. It joins its cluster after that. */
    boolean isStarting() {
        return starting;
    }

    void awaitReady() {
        awaitUp();
        await(id + " is ready", () -> get("/health/ready").statusCode() == 200);
    }

    /** It answers, and need not be able to do more than that. */
    void awaitUp() {
        // To ask before there is an application takes a tenth off its start: Payara makes a page
        // for each refusal.
        await(id + " loads", () -> printed().stream().anyMatch(line -> line.contains(LOADING)));
        await(id + " answers", () -> get("/health/live").statusCode() == 200);
        starting = false;
    }

    private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(READY)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast(id + " has ended", () -> !isRunning())
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(condition);
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "; it printed\n" + lastLines(), e);
        }
    }

    private String lastLines() {
        List<String> lines = printed();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    void signal(Signal signal) throws IOException, InterruptedException {
        signal(signal, List.of(this));
    }

    /** To all of them by one call, so that no test runs in between. */
    static void signal(Signal signal, List<HraftProcess> nodes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        nodes.forEach(
                node -> command.add(Long.toString(requireNonNull(node.process).pid())));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new AssertionError(command + " ended with " + code);
        }
    }

    void kill() throws IOException, InterruptedException {
        signal(Signal.KILL);
        awaitEnd(Duration.ofSeconds(10));
    }

    /** The exit code. */
    int awaitEnd(Duration limit) throws InterruptedException {
        if (!requireNonNull(process).waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    id + " does not end within " + limit + "; it printed\n" + lastLines());
        }
        return process.exitValue();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return Http.get(address(), path);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return Http.send(address(), "POST", path, body);
    }

    HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return Http.send(address(), "PUT", path, body);
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return Http.send(address(), "DELETE", path, "");
    }

    /** Leaves nothing behind, whatever the test did; also ends a process that stands still. */
    void end() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
