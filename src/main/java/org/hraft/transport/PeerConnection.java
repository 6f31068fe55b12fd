package org.hraft.transport;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.hraft.node.Envelope;
import org.hraft.node.Transport.Answered;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.hraft.transport.PendingCalls.Call;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The caller's end of a connection to one peer: a GET whose response never ends brings the answers,
 * a POST whose body never ends takes the calls there. The GET comes first: a peer that does not
 * begin to answer it has got no call, so that what waits is certainly not delivered. One thread
 * reads and one writes; both block.
 *
 * <p>It is over for good when either half ends, when the peer is silent for longer than the client's
 * read timeout, when calls are not answered any more, or when nobody has called for {@link
 * PendingCalls#IDLE_NANOS}.
 */
final class PeerConnection {

    private static final System.Logger LOG = System.getLogger(PeerConnection.class.getName());
    private static final String ENDED = "the peer ended the connection";

    private final WebTarget answers;
    private final WebTarget calls;
    private final Executor executor;
    private final String session = UUID.randomUUID().toString();
    private final PendingCalls pending = new PendingCalls(System.nanoTime());

    /** What the peer has said in its hello, before the thread that writes is started. */
    private volatile boolean binary;

    /**
     * @param answers the peer's {@code /raft/answers}
     * @param calls the peer's {@code /raft/calls}
     * @param executor runs the thread that writes
     */
    PeerConnection(WebTarget answers, WebTarget calls, Executor executor) {
        this.answers = answers;
        this.calls = calls;
        this.executor = executor;
    }

    /** Starts a call; false if this connection is over. From any thread, never blocks. */
    boolean call(Envelope envelope, Consumer<Outcome> ended) {
        return pending.start(envelope, System.nanoTime(), ended);
    }

    /** Ends it before {@link #run} had its turn. */
    void end(String why) {
        pending.end(why);
    }

    /** Opens the connection and reads the answers until it is over. */
    void run() {
        String why = ENDED;
        try (Response response = answers.queryParam("session", session)
                .request(MediaType.APPLICATION_OCTET_STREAM)
                .get()) {
            if (response.getStatus() == Response.Status.OK.getStatusCode()) {
                readAnswers(response.readEntity(InputStream.class));
            } else {
                why = "HTTP status " + response.getStatus();
            }
        } catch (IOException | ProcessingException e) {
            why = describe(e);
        } catch (RuntimeException | Error e) { // an Error too: callers wait
            LOG.log(Level.WARNING, "answers of a peer could not be read", e);
            why = describe(e);
        } finally {
            pending.end(why);
        }
    }

    private void readAnswers(InputStream in) throws IOException {
        Frame hello = Frame.read(in);
        if (hello == null) {
            return;
        }
        binary = hello.promisesBinary();
        executor.execute(this::post);
        for (Frame frame = Frame.read(in);
                frame != null && !pending.isOver();
                frame = Frame.read(in)) {
            long now = System.nanoTime();
            if (frame.kind() != Frame.Kind.ALIVE) {
                pending.answered(frame.callId(), now, outcome(frame));
            }
            if (!pending.expire(now)) {
                throw new IOException("no answer within two seconds");
            }
        }
    }

    private static Outcome outcome(Frame frame) {
        try {
            return switch (frame.kind()) {
                case ANSWER -> new Answered(Messages.readResponse(frame.body()));
                case REFUSAL -> new NotDelivered(RaftJson.readRefusal(frame.body()));
                default -> new Unanswered("the peer could not say what became of it");
            };
        } catch (IOException e) {
            return new Unanswered("unreadable answer: " + e.getMessage());
        }
    }

    private void post() {
        String why = ENDED;
        StreamingOutput body = this::writeCalls;
        try (Response response = calls.queryParam("session", session)
                .request()
                .post(Entity.entity(body, MediaType.APPLICATION_OCTET_STREAM_TYPE))) {
            if (response.getStatus() != Response.Status.NO_CONTENT.getStatusCode()) {
                why = "HTTP status " + response.getStatus();
            }
        } catch (ProcessingException e) {
            why = describe(e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "calls to a peer could not be written", e);
            why = describe(e);
        } finally {
            pending.end(why);
        }
    }

    /** What waits together goes out together. */
    private void writeCalls(OutputStream out) throws IOException {
        try {
            while (!pending.endIfIdle(System.nanoTime())) {
                Call call = pending.next(Frame.ALIVE_MILLIS);
                if (call == null) {
                    Frame.alive().write(out);
                }
                for (; call != null; call = pending.next(0)) {
                    call.frame(binary).write(out);
                }
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the transport is closed
        }
    }

    private static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < 16; depth++) { // a cycle of causes is possible
            Throwable next = cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
