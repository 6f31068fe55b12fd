package org.hraft.simulation;

import org.hraft.kv.Command;
import org.hraft.kv.Value;
import org.hraft.node.Applied;
import org.hraft.node.Input;
import org.hraft.node.NotAppliedException;
import org.hraft.node.ReadLevel;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes and reads, one thing after the other, on whichever server comes to its mind, and notes down
 * what it was told. It never asks twice, so every value that it writes is written once. One thread.
 */
final class SimulatedClient {

    private static final long PATIENCE_NANOS = 4_000_000_000L;
    private static final long PAUSE_NANOS = 100_000_000;

    private final SimulatedCluster cluster;
    private final Timeline timeline;
    private final History history;
    private final SplittableRandom dice;
    private final int number;
    private final int keys;
    private final long meanPauseNanos;
    private long nextNanos;
    private final SimulatedSession session = new SimulatedSession(this);
    private int asked;
    private int waiting;
    private boolean stopped;

    SimulatedClient(
            SimulatedCluster cluster,
            History history,
            SplittableRandom dice,
            int number,
            int keys,
            long meanPauseNanos) {
        this.cluster = cluster;
        this.timeline = cluster.timeline();
        this.history = history;
        this.dice = dice;
        this.number = number;
        this.keys = keys;
        this.meanPauseNanos = meanPauseNanos;
        this.nextNanos = timeline.now();
    }

    /** Asks at moments that do not depend on how long the answers take, if it can. */
    void start() {
        nextNanos += 1 + dice.nextLong(2 * meanPauseNanos);
        timeline.at(nextNanos, this::askSomething);
    }

    /** Asks nothing new. */
    void stop() {
        stopped = true;
    }

    /** It has an answer to everything, or has given up waiting for it. */
    boolean isDone() {
        return waiting == 0;
    }

    /** How often it has asked for something. */
    int asked() {
        return asked;
    }

    private void askSomething() {
        if (stopped) {
            return;
        }
        asked++;
        SimulatedServer server = cluster.server(dice.nextInt(cluster.servers().size()));
        if (dice.nextInt(10) == 0) {
            session.read(server, dice.nextBoolean() ? ReadLevel.NONE : ReadLevel.LEADER);
            return;
        }
        String key = "k" + dice.nextInt(keys);
        String value = "c" + number + "-" + asked;
        switch (dice.nextInt(10)) {
            case 0 -> write(server, new Command.Delete(key), List.of(key), null);
            case 1 -> writeAll(server, key, "k" + dice.nextInt(keys), value);
            case 2, 3, 4, 5 ->
                write(server, new Command.Put(key, bytes(value)), List.of(key), value);
            default -> read(server, key, this::start);
        }
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private void writeAll(SimulatedServer server, String one, String other, String value) {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        rows.put(one, bytes(value));
        rows.put(other, bytes(value));
        write(server, new Command.PutAll(rows), List.copyOf(rows.keySet()), value);
    }

    private void write(
            SimulatedServer server, Command command, List<String> keys, @Nullable String value) {
        write(server, command, keys, value, applied -> start());
    }

    private void write(
            SimulatedServer server,
            Command command,
            List<String> keys,
            @Nullable String value,
            Consumer<@Nullable Applied> andThen) {
        long invoked = timeline.now();
        CompletableFuture<Applied> future = new CompletableFuture<>();
        ask(server, new Input.Proposal(command.encode(), future), future, (applied, error) -> {
            if (applied != null) {
                answered(server, applied.index());
                session.saw(applied.index());
            }
            boolean certainlyNot = error instanceof NotAppliedException;
            if (!certainlyNot) {
                long returned = applied == null ? Operation.UNANSWERED : timeline.now();
                keys.forEach(key -> history.add(
                        value == null
                                ? Operation.delete(number, key, invoked, returned)
                                : Operation.put(number, key, value, invoked, returned)));
            }
            andThen.accept(applied);
        });
    }

    /** Writes one key, again and again until a write is acknowledged. */
    void writeSurely(SimulatedServer server, String key) {
        waiting++;
        tryToWrite(server, key);
    }

    private void tryToWrite(SimulatedServer server, String key) {
        String value = "c" + number + "-" + ++asked;
        write(server, new Command.Put(key, bytes(value)), List.of(key), value, applied -> {
            if (applied == null) {
                timeline.in(PAUSE_NANOS, () -> tryToWrite(server, key));
            } else {
                waiting--;
            }
        });
    }

    /** This client was told of a state: what it sees there must contain that. */
    void answered(SimulatedServer server, long index) {
        cluster.checker().answered(server, index);
    }

    /** Reads one key, and does something afterwards. */
    void read(SimulatedServer server, String key, Runnable andThen) {
        long invoked = timeline.now();
        CompletableFuture<Long> future = new CompletableFuture<>();
        ask(server, new Input.Read(ReadLevel.LINEARIZABLE, 0, future), future, (index, error) -> {
            if (index != null) {
                answered(server, index);
                Value found = server.state().get(key);
                String value =
                        found == null ? null : new String(found.bytes(), StandardCharsets.UTF_8);
                history.add(Operation.get(number, key, value, invoked, timeline.now()));
            }
            andThen.run();
        });
    }

    /** Waits for an answer, for the end of the server, or for the end of all patience. */
    <T> void ask(
            SimulatedServer server,
            Input input,
            CompletableFuture<T> future,
            BiConsumer<@Nullable T, @Nullable Throwable> then) {
        waiting++;
        boolean[] over = {false};
        Runnable[] gone = new Runnable[1];
        BiConsumer<@Nullable T, @Nullable Throwable> once = (result, error) -> {
            if (!over[0]) {
                over[0] = true;
                waiting--;
                server.disconnect(gone[0]);
                then.accept(result, error);
            }
        };
        gone[0] = () -> once.accept(null, null);
        if (!server.isUp()) {
            once.accept(
                    null,
                    new NotAppliedException(NotAppliedException.Reason.STOPPING, "nobody listens"));
            return;
        }
        server.connect(gone[0]);
        timeline.in(PATIENCE_NANOS, gone[0]);
        // On the timeline: what is thrown inside a future would be lost.
        var unused = future.whenComplete(
                (result, error) -> timeline.in(0, () -> once.accept(result, error)));
        server.input(input);
    }
}
