package org.hraft.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.torture.Writer.Honesty;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link Writer} from outside. One thread; it does not outlive {@link #close}. */
final class Child implements AutoCloseable {

    /** Then it hangs, and is killed. */
    private static final Duration LIFE = Duration.ofMinutes(2);

    /** What it has said, by its first word. */
    record Answer(String word, String rest) {
        boolean is(String other) {
            return word.equals(other);
        }

        @Override
        public String toString() {
            return word + " " + rest;
        }
    }

    /** How it is started. Immutable. */
    record Start(long seed, Honesty honesty, List<String> properties, List<String> tracer) {

        static Start honest(long seed) {
            return new Start(seed, Honesty.HONEST, List.of(), List.of());
        }

        Start as(Honesty other) {
            return new Start(seed, other, properties, tracer);
        }

        Start with(String property) {
            return new Start(seed, honesty, List.of(property), tracer);
        }

        /** As the child of this command. */
        Start under(List<String> command) {
            return new Start(seed, honesty, properties, command);
        }
    }

    private final Process process;
    private final ServerSocket door;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletableFuture<Void> guard;

    /** Not the process's own streams: what is in them when it dies can get lost in Java. */
    private @Nullable Socket socket;

    private @Nullable BufferedReader answers;

    private Child(Process process, ServerSocket door) {
        this.process = process;
        this.door = door;
        this.guard = end.completeOnTimeout(null, LIFE.toSeconds(), TimeUnit.SECONDS)
                .thenRun(this::signalKill);
    }

    static Child start(Start start) {
        List<String> command = new ArrayList<>(start.tracer());
        command.addAll(Jvm.command());
        command.add("-D" + Writer.SEED + "=" + start.seed());
        command.add("-D" + Writer.HONESTY + "=" + start.honesty());
        command.addAll(start.properties());
        command.add(Writer.class.getName());
        return start(command);
    }

    /**
     * @param command lacks only the port
     */
    static Child start(List<String> command) {
        try {
            ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            door.setSoTimeout((int) LIFE.toMillis());
            List<String> complete = new ArrayList<>(command);
            complete.add(Integer.toString(door.getLocalPort()));
            return new Child(
                    new ProcessBuilder(complete)
                            .directory(Jvm.FOLDER.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.appendTo(Jvm.ERRORS.toFile()))
                            .start(),
                    door);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket socket() throws IOException {
        if (socket == null) {
            socket = door.accept();
            door.close();
        }
        return socket;
    }

    private BufferedReader answers() throws IOException {
        if (answers == null) {
            answers = new BufferedReader(new InputStreamReader(socket().getInputStream(), UTF_8));
        }
        return answers;
    }

    Child open(Path directory) {
        return tell("open " + directory);
    }

    /** The steps behind {@code from}, up to {@code to}. */
    Child write(long from, long to) {
        return tell("write " + from + " " + to);
    }

    /** A process that is dead hears nothing; its answers tell. */
    Child tell(String command) {
        try {
            socket().getOutputStream().write((command + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            return this;
        }
        return this;
    }

    /** The next one, also of a process that has died meanwhile; null at the end of all. */
    @Nullable
    Answer answer() {
        try {
            String line = answers().readLine();
            if (line == null) {
                return null;
            }
            int space = line.indexOf(' ');
            return space < 0
                    ? new Answer(line, "")
                    : new Answer(line.substring(0, space), line.substring(space + 1));
        } catch (IOException e) {
            return null; // the process is dead, and this is how the system says so
        }
    }

    /** The next one, which must be such. */
    Answer expect(String word) {
        Answer answer = answer();
        if (answer == null || !answer.is(word)) {
            throw new AssertionError(
                    word + " was expected and not: " + answer + "; more may be in " + Jvm.ERRORS);
        }
        return answer;
    }

    Found expectFound() {
        return Found.ofLine(expect("found").rest());
    }

    private void signalKill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What it said before can still be read. */
    void kill() {
        signalKill();
        process.onExit().join();
    }

    /** Lets it come to its end by itself. */
    void leave() {
        try {
            socket().shutdownOutput();
        } catch (IOException e) {
            kill();
        }
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
        end.complete(null);
        guard.join();
        try {
            door.close();
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
