package org.hraft.cluster;

import static java.util.Objects.requireNonNull;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One real server, started by the launcher as a user would, and what a client does with it. */
final class HraftProcess {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String id;
    private final Path directory;
    private final int httpPort = freePort();
    private final int raftPort = freePort();
    private @Nullable Process process;

    HraftProcess(String id, Path directory) {
        this.id = id;
        this.directory = directory;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return id;
    }

    String address() {
        return "127.0.0.1:" + httpPort;
    }

    /** @param join client addresses of members; none: it founds a cluster or goes on */
    void start(String... join) {
        List<String> command = new ArrayList<>(List.of(
                requireNonNull(System.getProperty("hraft.launcher")),
                "-id",
                id,
                "-haddr",
                address(),
                "-raddr",
                "127.0.0.1:" + raftPort));
        if (join.length > 0) {
            command.addAll(List.of("-join", String.join(",", join)));
        }
        command.add(directory.toString());
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolveSibling(id + ".log");
    }

    void awaitReady() {
        Awaitility.await(id + " is ready, see " + log())
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> get("/health/ready").statusCode() == 200);
    }

    /** As kill -9 does: nothing is said and nothing is saved. */
    void kill() throws InterruptedException {
        requireNonNull(process).destroyForcibly().waitFor();
    }

    /** As Ctrl-C or a supervisor does; the exit code. */
    int stop() throws InterruptedException {
        requireNonNull(process).destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError(id + " does not stop");
        }
        return process.exitValue();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
        return CLIENT.send(
                request(path).POST(publisher).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** True if the write was acknowledged; false for any other answer and for none. */
    boolean set(String key, String value) throws InterruptedException {
        try {
            return post("/key", "{\"" + key + "\":\"" + value + "\"}").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address() + path))
                .timeout(Duration.ofSeconds(5));
    }

    /** Leaves nothing behind, whatever the test did. */
    void end() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }
}
