package org.hraft.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Calls to one address, over one connection that is opened when there is something to say. At most
 * {@link #MAX_CALLS} are under way, one more ends at once as not delivered. So a peer that was
 * paused in mid-connection costs a fixed number of threads and no queue (hazard 46).
 */
final class PeerSender {

    /**
     * Enough for the requests with entries that a leader lets be under way ({@link
     * org.hraft.raft.RaftOptions#maxInFlightRequests}), beside heartbeats, votes, and what is
     * forwarded to a leader.
     */
    static final int MAX_CALLS = 32;

    /**
     * Two for a connection, and some for earlier ones: a writer that hangs in a socket is freed by
     * the peer's system or by the end of TCP's patience, and by nothing else.
     */
    private static final int MAX_THREADS = 8;

    private final WebTarget answers;
    private final WebTarget calls;
    private final WebTarget identity;
    private final Executor executor;
    private final Semaphore slots = new Semaphore(MAX_CALLS);
    private final Semaphore threads = new Semaphore(MAX_THREADS);
    private @Nullable PeerConnection current; // guarded by this

    /**
     * @throws IllegalArgumentException if the address is none
     */
    PeerSender(Client client, Executor executor, String raftAddress) {
        WebTarget raft = client.target("http://" + raftAddress + "/raft");
        this.answers = raft.path("answers");
        this.calls = raft.path("calls");
        this.identity = raft.path("identity");
        this.executor = executor;
    }

    void call(Envelope envelope, Consumer<Outcome> ended) {
        if (!slots.tryAcquire()) {
            ended.accept(new NotDelivered(MAX_CALLS + " calls wait already"));
            return;
        }
        Consumer<Outcome> freed = outcome -> {
            slots.release();
            ended.accept(outcome);
        };
        PeerConnection opened = start(envelope, freed);
        if (opened != null) {
            try {
                execute(opened::run);
            } catch (RuntimeException | Error e) {
                opened.end("no thread for the call: " + e.getMessage());
            }
        }
    }

    /** On the connection that is there, or else on a new one, which is returned to be run. */
    private synchronized @Nullable PeerConnection start(
            Envelope envelope, Consumer<Outcome> ended) {
        if (current != null && current.call(envelope, ended)) {
            return null;
        }
        PeerConnection opened = new PeerConnection(answers, calls, this::execute);
        opened.call(envelope, ended);
        current = opened;
        return opened;
    }

    void identify(Consumer<@Nullable Identity> answered) {
        try {
            execute(() -> answered.accept(identity()));
        } catch (RuntimeException | Error e) { // no thread
            answered.accept(null);
        }
    }

    private @Nullable Identity identity() {
        try (Response response =
                identity.request(MediaType.APPLICATION_JSON_TYPE).get()) {
            byte[] body = response.readEntity(byte[].class);
            return response.getStatus() == Response.Status.OK.getStatusCode()
                    ? RaftJson.readIdentity(body)
                    : null;
        } catch (IOException | RuntimeException | Error e) { // an Error too: the caller waits
            return null;
        }
    }

    boolean isIdle() {
        return threads.availablePermits() == MAX_THREADS;
    }

    /**
     * @throws RejectedExecutionException if there is no thread
     */
    private void execute(Runnable blocking) {
        if (!threads.tryAcquire()) {
            throw new RejectedExecutionException("all of its threads hang");
        }
        try {
            executor.execute(() -> {
                try {
                    blocking.run();
                } finally {
                    threads.release();
                }
            });
        } catch (RuntimeException | Error e) { // the system may have no thread either
            threads.release();
            throw e;
        }
    }
}
