package org.hraft.transport;

import org.hraft.node.Envelope;
import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The connections that peers have opened to this server, by the name that the caller gave to each.
 * Each keeps two threads for as long as it lasts: the bound of the executor is the bound of their
 * number. They are not the container's, which would wait for its own before it stops. For any
 * thread.
 */
public final class PeerSessions implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PeerSessions.class.getName());

    private final Function<Envelope, CompletionStage<Rpc.Response>> receive;
    private final ExecutorService executor;
    private final ConcurrentMap<String, PeerSession> sessions = new ConcurrentHashMap<>();

    /**
     * @param receive {@link org.hraft.node.Engine#receive}
     * @param executor runs what blocks, without a queue; {@link #close} closes it
     */
    public PeerSessions(
            Function<Envelope, CompletionStage<Rpc.Response>> receive, ExecutorService executor) {
        this.receive = receive;
        this.executor = executor;
    }

    /**
     * Runs a half of a connection.
     *
     * @throws RejectedExecutionException if there are too many, or none any more
     */
    void execute(Runnable blocking) {
        executor.execute(() -> {
            try {
                blocking.run();
            } catch (RuntimeException e) { // while this server stops, the container may go first
                Level level = executor.isShutdown() ? Level.DEBUG : Level.WARNING;
                LOG.log(level, "a connection of a peer did not end as it should", e);
            }
        });
    }

    /** Opens a session and writes its answers until it is over. */
    void serve(String name, OutputStream out) {
        PeerSession session = new PeerSession(receive);
        if (sessions.putIfAbsent(name, session) == null) {
            try {
                if (executor.isShutdown()) {
                    session.end(); // close() may have looked before
                }
                session.writeAnswers(out);
            } catch (RuntimeException | Error e) { // JAX-RS would keep it to itself
                LOG.log(Level.WARNING, "answers to a peer could not be written", e);
            } finally {
                sessions.remove(name);
            }
        }
    }

    /** Null if it is not open, or not any more. */
    @Nullable
    PeerSession find(String name) {
        return sessions.get(name);
    }

    /** Ends all of them, after the answers that wait, and lets no new one in. */
    @Override
    public void close() {
        executor.shutdown();
        sessions.values().forEach(PeerSession::end);
        try {
            if (!executor.awaitTermination(2 * Frame.ALIVE_MILLIS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow(); // the reader of a peer that is gone
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
