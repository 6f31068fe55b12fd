package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.hraft.api.ApiResources;
import org.hraft.kv.KeyValueStore;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.Engine;
import org.hraft.node.Envelope;
import org.hraft.node.NodeOptions;
import org.hraft.node.StorageException;
import org.hraft.node.Transport;
import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Suffrage;
import org.hraft.storage.DerbyDataDirectory;
import org.hraft.transport.JaxRsTransport;
import org.hraft.transport.PeerSessions;
import org.hraft.transport.RaftResource;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of a cluster in this JVM: what {@code server.RaftServer} starts, without a container. */
final class LocalServer implements AutoCloseable {

    private static final long TICK_MILLIS = 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final String id;
    private final Door raft = new Door();
    private final Door http = new Door();
    private final Http client = new Http(http.address());
    private Path directory;
    private @Nullable Running running;
    private int crashes;

    /** What is there between a start and the next end. */
    private record Running(
            FailingDirectory disk,
            JaxRsTransport transport,
            ExecutorService completions,
            Engine engine,
            PeerSessions peers,
            ScheduledExecutorService ticks,
            Future<?> ticking) {}

    /**
     * @param directory of its data, made at the first start
     */
    LocalServer(String id, Path directory) {
        this.id = id;
        this.directory = directory;
    }

    String id() {
        return id;
    }

    String raftAddress() {
        return raft.address();
    }

    String httpAddress() {
        return http.address();
    }

    boolean isRunning() {
        return running != null;
    }

    // ---- its life

    /** Starts with what is in its directory, at the addresses that it always has. */
    void start() {
        KvStateMachine machine = new KvStateMachine();
        FailingDirectory disk =
                new FailingDirectory(new DerbyDataDirectory(directory.toString(), id, machine));
        JaxRsTransport transport =
                new JaxRsTransport(PeerClient.create(), Executors.newCachedThreadPool());
        ExecutorService completions = Executors.newFixedThreadPool(4);
        Engine engine = new Engine(
                RaftOptions.DEFAULT,
                NodeOptions.DEFAULT,
                disk,
                machine,
                transport,
                raft.address(),
                http.address(),
                new Random(),
                loop -> new Thread(loop, id),
                completions);
        PeerSessions peers = new PeerSessions(engine::receive, Executors.newCachedThreadPool());
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        Future<?> ticking = ticks.scheduleAtFixedRate(
                engine::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        running = new Running(disk, transport, completions, engine, peers, ticks, ticking);
        raft.open(Set.of(new RaftResource(peers, engine::identity)));
        http.open(ApiResources.of(engine, new KeyValueStore(engine, machine)));
    }

    /** Founds a cluster of this server alone, as a server without a {@code -join} does. */
    void found(String clusterId) {
        now().engine().bootstrap(clusterId).toCompletableFuture().join();
    }

    /** See {@link Engine#claim}. */
    @Nullable
    String claim() {
        return now().engine().claim();
    }

    /** Asks for membership as {@code server.Joining} does, and says what the answer was. */
    Http.Answer join(LocalServer member) {
        JsonNode self = status();
        return member.post(
                "/join",
                JSON.createObjectNode()
                        .put("id", id)
                        .put("addr", raft.address())
                        .put("incarnation", self.path("incarnation").asText())
                        .put("haddr", http.address())
                        .toString());
    }

    /** Ends as on a SIGTERM: hands leadership over, answers what waits, closes the store. */
    void stop() {
        now().engine()
                .handOver()
                .toCompletableFuture()
                .completeOnTimeout(false, 1_500, TimeUnit.MILLISECONDS)
                .join();
        end();
    }

    /**
     * Ends as on a kill -9: nothing is saved or said from now on, and nothing is handed over. It
     * goes on with a copy of the files as they are at this moment, because Derby tidies up its own
     * files when it is closed, and there is no other way to be rid of it in one JVM.
     */
    void crash() {
        now().disk().fail(new StorageException("this server has crashed for the test"));
        now().transport().close();
        raft.shut();
        now().peers().close();
        http.shut();
        Path copy = directory.resolveSibling(id + "-after-crash-" + ++crashes);
        copy(directory, copy);
        end();
        directory = copy;
    }

    /** Its peers cannot reach it any more; it can still reach them. */
    void deafen() {
        raft.shut();
    }

    /** The end of {@link #deafen}. */
    void hearAgain() {
        raft.open(Set.of(new RaftResource(now().peers(), now().engine()::identity)));
    }

    /** The next write to its disk throws, and all that come after it. */
    void breakDisk(String why) {
        now().disk().fail(new StorageException(why));
    }

    /** Its disk is nearly full, or not any more; it finds out within a second. */
    void fillDisk(boolean isFull) {
        now().disk().lowOnSpace(isFull);
    }

    /** The next write finds that what lies on the disk is not what was written. */
    void damageDisk(String why) {
        now().disk().fail(new DamagedStoreException(why));
    }

    /** While it does not run: its data lies here. */
    Path directory() {
        return directory;
    }

    /** As {@code server.Rebuilding} has it done when the others have a leader. */
    void rebuild() {
        assertThat(now().engine().rebuild())
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(true);
    }

    /** From the next start on it is somebody else: the name and the addresses, and no memory. */
    void loseDisk() {
        directory = directory.resolveSibling(id + "-empty-disk-" + ++crashes);
    }

    private void end() {
        Running last = now();
        running = null;
        http.shut();
        last.ticking().cancel(false);
        last.ticks().shutdown();
        last.engine().stop();
        last.peers().close();
        raft.shut();
        last.transport().close();
        last.completions().shutdown();
    }

    @Override
    public void close() {
        if (running != null) {
            end();
        }
        raft.close();
        http.close();
    }

    private Running now() {
        return requireNonNull(running, id + " does not run");
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what a client asks it

    Http.Answer get(String path, String... headers) {
        return client.send("GET", path, "", headers);
    }

    Http.Answer post(String path, String body) {
        return client.send("POST", path, body);
    }

    Http.Answer delete(String path) {
        return client.send("DELETE", path, "");
    }

    /** Writes one key, by the seed's own call. */
    Http.Answer set(String key, String value) {
        return post("/key", "{\"" + key + "\":\"" + value + "\"}");
    }

    JsonNode status() {
        return get("/status").json();
    }

    boolean leads() {
        return isRunning() && status().path("role").asText().equals("leader");
    }

    List<String> voters() {
        return JSON.convertValue(
                status().path("voters"),
                JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    /** What becomes of a call of somebody that the test plays. */
    Transport.Outcome callAsPeer(Envelope envelope) {
        try (var transport =
                new JaxRsTransport(PeerClient.create(), Executors.newCachedThreadPool())) {
            CompletableFuture<Transport.Outcome> outcome = new CompletableFuture<>();
            transport.call(
                    new Member(envelope.to(), raft.address(), "", Suffrage.VOTER),
                    envelope,
                    outcome::complete);
            return outcome.join();
        }
    }
}
