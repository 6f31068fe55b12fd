package org.hraft.transport;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.Transport.Answered;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls to one address. At most {@link #MAX_CALLS} run at a time, each blocks one thread of the
 * executor until the client's timeouts; one more ends at once as not delivered. So a peer that was
 * paused in mid-connection costs a fixed number of threads and no queue (hazard 46).
 */
final class PeerSender {

    /** Enough to keep a healthy peer busy with pipelined batches beside votes and reads. */
    static final int MAX_CALLS = 8;

    private static final int REFUSED = 409;

    private final WebTarget rpc;
    private final WebTarget identity;
    private final Executor executor;
    private final Semaphore free = new Semaphore(MAX_CALLS);

    /**
     * @throws IllegalArgumentException if the address is none
     */
    PeerSender(Client client, Executor executor, String raftAddress) {
        WebTarget raft = client.target("http://" + raftAddress + "/raft");
        this.rpc = raft.path("rpc");
        this.identity = raft.path("identity");
        this.executor = executor;
    }

    void call(Envelope envelope, Consumer<Outcome> ended) {
        start(() -> post(envelope), PeerSender::failed, ended);
    }

    void identify(Consumer<@Nullable Identity> answered) {
        this.<@Nullable Identity>start(this::get, failure -> null, answered);
    }

    boolean isIdle() {
        return free.availablePermits() == MAX_CALLS;
    }

    /** The consumer is called once whatever happens, after the call has given back its slot. */
    private <T extends @Nullable Object> void start(
            Supplier<T> blocking, Function<Throwable, T> onFailure, Consumer<T> consumer) {
        if (!free.tryAcquire()) {
            consumer.accept(onFailure.apply(
                    new RejectedExecutionException(MAX_CALLS + " calls wait already")));
            return;
        }
        try {
            executor.execute(() -> run(blocking, onFailure, consumer));
        } catch (RuntimeException e) {
            free.release();
            consumer.accept(
                    onFailure.apply(new RejectedExecutionException("no thread for the call", e)));
        }
    }

    private <T extends @Nullable Object> void run(
            Supplier<T> blocking, Function<Throwable, T> onFailure, Consumer<T> consumer) {
        T result;
        try {
            result = blocking.get();
        } catch (RuntimeException | Error e) { // an Error too: the caller waits for an answer
            result = onFailure.apply(e);
        } finally {
            free.release();
        }
        consumer.accept(result);
    }

    private Outcome post(Envelope envelope) {
        byte[] json = RaftJson.write(envelope);
        try (Response response = rpc.request(MediaType.APPLICATION_JSON_TYPE)
                .post(Entity.entity(json, MediaType.APPLICATION_JSON_TYPE))) {
            byte[] body = response.readEntity(byte[].class);
            int status = response.getStatus();
            if (status == Response.Status.OK.getStatusCode()) {
                return new Answered(RaftJson.readResponse(body));
            }
            if (status == REFUSED) {
                return new NotDelivered(RaftJson.readRefusal(body));
            }
            return new Unanswered("HTTP status " + status);
        } catch (IOException e) {
            return new Unanswered("unreadable answer: " + e.getMessage());
        }
    }

    private @Nullable Identity get() {
        try (Response response =
                identity.request(MediaType.APPLICATION_JSON_TYPE).get()) {
            byte[] body = response.readEntity(byte[].class);
            return response.getStatus() == Response.Status.OK.getStatusCode()
                    ? RaftJson.readIdentity(body)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Outcome failed(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < 16; depth++) { // a cycle of causes is possible
            if (neverSent(cause)) {
                return new NotDelivered(describe(cause));
            }
            Throwable next = cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        return new Unanswered(describe(cause));
    }

    /** True only where no byte of the request can have reached the peer; in doubt false. */
    private static boolean neverSent(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof RejectedExecutionException
                || (cause instanceof SocketTimeoutException timeout && whileConnecting(timeout));
    }

    /** Java has one type for both timeouts; the text is what tells them apart, in every client. */
    private static boolean whileConnecting(SocketTimeoutException timeout) {
        String message = timeout.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("connect timed out");
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
