package org.hraft.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.ws.rs.client.Client;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hraft.kv.KeyValueStore;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.Engine;
import org.hraft.node.Identity;
import org.hraft.node.NodeOptions;
import org.hraft.node.NodeStatus;
import org.hraft.node.Roster;
import org.hraft.node.StorageException;
import org.hraft.raft.RaftOptions;
import org.hraft.server.ServerConfig.ConfigException;
import org.hraft.storage.DerbyDataDirectory;
import org.hraft.transport.JaxRsTransport;
import org.hraft.transport.PeerSessions;
import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The EJB that runs the Raft state machine: it opens the store, builds the engine around it and
 * gives it a thread and the time. Everything that decides something is elsewhere.
 *
 * <p>It starts before the web module answers, so it waits for nobody: {@link Joining} runs on a
 * thread of its own. No lock and no transaction of the container is near the loop. A server that
 * cannot start says why in one line and ends the process, because a container would stay up with
 * nothing but 404s.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RaftServer {

    private static final Logger LOG = System.getLogger(RaftServer.class.getName());

    /** Half a heartbeat. The container spends a third of a millisecond on each. */
    private static final long TICK_MILLIS = 50;

    /** Two threads for each connection to a peer, and some for those that hang. */
    private static final int MAX_CALL_THREADS = 64;

    /** Two threads for each connection of a peer, and some for those whose peer has died. */
    private static final int MAX_SESSION_THREADS = 64;

    /** They write answers to clients, and a slow socket must not stop the others. */
    private static final int COMPLETION_THREADS = 8;

    private static final long IDLE_SECONDS = 30;

    /** How long a call of the joining thread may take to notice that the server stops. */
    private static final long FAREWELL_MILLIS = 1_000;

    @Resource
    private ManagedThreadFactory threads;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    /** The container's own stream may end in a log file; the operator looks here. */
    private final PrintStream screen =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private ServerConfig config;
    private Engine engine;
    private KeyValueStore keys;
    private JaxRsTransport transport;
    private PeerSessions peers;
    private ExecutorService completions;
    private ScheduledFuture<?> ticking;
    private Client joiningClient;
    private volatile Thread joining;
    private final Watchdog watchdog = new Watchdog();

    /** The store is damaged, and waiting does not help. */
    private volatile boolean lost;

    @PostConstruct
    void start() {
        try {
            Config properties = ConfigProvider.getConfig();
            config = ServerConfig.read(name -> properties.getOptionalValue(name, String.class));
            KvStateMachine stateMachine = new KvStateMachine();
            DerbyDataDirectory directory =
                    new DerbyDataDirectory(config.data(), config.id(), stateMachine);
            // Side by side: Derby and the clients load many classes, and there are two processors.
            directory.openAhead(task -> threads.newThread(task).start());
            transport = new JaxRsTransport(HttpClients.forPeers(), peerThreads(MAX_CALL_THREADS));
            joiningClient = HttpClients.forJoining();
            completions = completionThreads();
            engine = new Engine(
                    RaftOptions.DEFAULT,
                    NodeOptions.DEFAULT,
                    directory,
                    stateMachine,
                    transport,
                    config.raftAddress(),
                    config.httpAddress(),
                    new SecureRandom(),
                    threads,
                    completions);
            peers = new PeerSessions(engine::receive, peerThreads(MAX_SESSION_THREADS));
            keys = new KeyValueStore(engine, stateMachine);
        } catch (ConfigException | StorageException e) {
            throw exit(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "cannot start", e);
            throw exit("cannot start: " + e);
        }
        ticking = scheduler.scheduleAtFixedRate(
                this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        joining = threads.newThread(this::join);
        joining.start();
    }

    /**
     * The engine first, if {@link Farewell} has not stopped it: from then on it refuses, and what it has
     * answered still goes out.
     */
    @PreDestroy
    void stop() {
        ticking.cancel(false);
        joining.interrupt();
        try {
            joining.join(FAREWELL_MILLIS); // it must not outlive its class loader
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.stop();
        peers.close();
        transport.close();
        completions.shutdown();
    }

    /** For everything in this package; the resources get it from {@link RestApplication}. */
    public Engine engine() {
        return engine;
    }

    /** The key-value store over the engine. */
    public KeyValueStore keys() {
        return keys;
    }

    /** What peers have opened here. */
    public PeerSessions peers() {
        return peers;
    }

    /** The port of the listener for peers. */
    public int raftPort() {
        return config.raftPort();
    }

    /** A periodic task that throws is never run again, and without time no election ends. */
    @SuppressWarnings("CatchingThrowable")
    private void tick() {
        try {
            engine.tick();
            if (watchdog.isStanding(engine.turns(), System.nanoTime())) {
                throw exit("the loop has not turned for " + Watchdog.LIMIT_SECONDS
                        + " s: the disk, or the machine, stands still; this server ends, start it"
                        + " again when they are well");
            }
            if (!lost && engine.status().damaged() && !joining.isAlive()) {
                joining = threads.newThread(this::joinAgain);
                joining.start();
            }
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "a tick failed", e);
        }
    }

    private void join() {
        joinThrough(joiningClient, cluster -> {
            if (!isJoined(cluster)) {
                engine.stop();
                halt();
            }
            if (config.warmUp()) {
                new WarmUp(cluster, config.httpAddress(), new SystemClock()).run();
            }
        });
    }

    /** The store was found to be damaged while the server was at work. */
    private void joinAgain() {
        joinThrough(HttpClients.forJoining(), cluster -> lost = !isJoined(cluster));
    }

    private boolean isJoined(ClusterClient cluster) throws InterruptedException {
        Joining.Node node = new EngineNode(engine, cluster, config.httpAddress());
        return new Joining(config, node, cluster, new SystemClock(), screen).run();
    }

    /** What needs others, and may be interrupted. */
    private interface Task {
        void run(ClusterClient cluster) throws InterruptedException;
    }

    private void joinThrough(Client client, Task task) {
        try (client) {
            task.run(new ClusterClient(client));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "joining failed", e);
            throw exit("joining failed: " + e);
        }
    }

    private ExecutorService peerThreads(int limit) {
        return new ThreadPoolExecutor(
                0, limit, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
    }

    /** Its queue is as long as the engine lets requests wait, which has a limit. */
    private ExecutorService completionThreads() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                COMPLETION_THREADS,
                COMPLETION_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Never returns; the result is for the compiler, which does not know that. */
    private IllegalStateException exit(String why) {
        screen.println("hraft: " + why.replaceAll("\\s*\\R\\s*", " "));
        halt();
        return new IllegalStateException(why);
    }

    /** Not exit(): its hooks wait for the container, which waits for this very thread. */
    private void halt() {
        screen.flush();
        Runtime.getRuntime().halt(1);
    }

    private record EngineNode(Engine engine, ClusterClient cluster, String httpAddress)
            implements Joining.Node {
        @Override
        public boolean serves() {
            ClusterClient.Peer answering = cluster.look(httpAddress);
            return answering != null
                    && answering.incarnation().equals(identity().incarnation());
        }

        @Override
        public Identity identity() {
            return engine.identity();
        }

        @Override
        public @Nullable String claim() {
            return engine.claim();
        }

        @Override
        public @Nullable Roster roster() {
            return engine.roster();
        }

        @Override
        public CompletionStage<Boolean> rebuild() {
            return engine.rebuild();
        }

        @Override
        public void explainDamage(String sentence) {
            engine.explainDamage(sentence);
        }

        @Override
        public NodeStatus status() {
            return engine.status();
        }

        @Override
        public CompletionStage<Boolean> bootstrap(String clusterId) {
            return engine.bootstrap(clusterId);
        }
    }

    private record SystemClock() implements Joining.Clock {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(long millis) throws InterruptedException {
            Thread.sleep(millis);
        }
    }
}
