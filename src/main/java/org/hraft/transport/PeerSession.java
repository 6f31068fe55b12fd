package org.hraft.transport;

import com.fasterxml.jackson.core.JsonProcessingException;

import org.hraft.node.Envelope;
import org.hraft.node.RefusedException;
import org.hraft.raft.Rpc;
import org.hraft.transport.Frame.Kind;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The called end of a {@link PeerConnection}: one thread reads calls and hands them to the loop, the
 * loop puts the answers into a queue, one thread writes them. It is over when either half ends; then
 * the other ends with the next frame that it reads or writes. An answer that finds nobody to take it
 * is lost, which its caller has to expect anyway.
 */
final class PeerSession {

    /** A caller of ours waits for fewer; one that lets more pile up is not listening. */
    private static final int MAX_ANSWERS = 1_024;

    /** A JAX-RS implementation may hold back the first 8 KB of a response, flushed or not. */
    private static final int HELLO_BYTES = 8_192;

    /** How many signs of life a session gives to a caller that does not call. */
    private static final int QUIET_WITHOUT_CALLS = 4;

    /** Wakes the thread that writes. */
    private static final Answer NOTHING = new Answer(0, false, null, null);

    private static final System.Logger LOG = System.getLogger(PeerSession.class.getName());

    private final Function<Envelope, CompletionStage<Rpc.Response>> receive;
    private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>(MAX_ANSWERS);
    private volatile boolean called;
    private volatile boolean over;

    /**
     * What the loop said to a call: a response, or why there is none.
     *
     * @param binary the call came as {@link RaftBinary}
     */
    private record Answer(
            long callId,
            boolean binary,
            Rpc.@Nullable Response response,
            @Nullable Throwable failure) {

        Frame frame() {
            if (response != null) {
                return new Frame(Kind.ANSWER, callId, Messages.write(response, binary));
            }
            // A stage that depends on the one that failed wraps the reason.
            Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
            return why instanceof RefusedException
                    ? new Frame(
                            Kind.REFUSAL,
                            callId,
                            RaftJson.writeRefusal(String.valueOf(why.getMessage())))
                    : new Frame(Kind.FAILURE, callId, new byte[0]);
        }
    }

    /**
     * @param receive takes a call and must not block
     */
    PeerSession(Function<Envelope, CompletionStage<Rpc.Response>> receive) {
        this.receive = receive;
    }

    /** Blocks until the session is over. */
    void readCalls(InputStream in) {
        called = true;
        try {
            for (Frame frame = Frame.read(in); frame != null && !over; frame = Frame.read(in)) {
                if (frame.kind() == Kind.CALL) {
                    receive(frame);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a peer's connection broke", e); // the usual end of one that dies
        } finally {
            end();
        }
    }

    private void receive(Frame call) {
        Envelope envelope;
        try {
            envelope = Messages.readEnvelope(call.body());
        } catch (JsonProcessingException e) {
            refuse(call, "unreadable request: " + e.getOriginalMessage());
            return;
        } catch (IOException e) {
            refuse(call, "unreadable request: " + e.getMessage());
            return;
        }
        boolean binary = RaftBinary.isForm(call.body());
        receive.apply(envelope)
                .whenComplete((response, failure) ->
                        answer(new Answer(call.callId(), binary, response, failure)));
    }

    private void refuse(Frame call, String why) {
        answer(new Answer(call.callId(), false, null, new RefusedException(why)));
    }

    private void answer(Answer answer) {
        if (!answers.offer(answer)) {
            end();
        }
    }

    /**
     * Blocks until the session is over and what was answered by then is written. A session without
     * its other half is over soon: it could keep a thread for ever.
     */
    void writeAnswers(OutputStream out) {
        try {
            Frame.hello(HELLO_BYTES).write(out);
            out.flush();
            for (int quiet = 0; !over || !answers.isEmpty(); quiet++) {
                if (quiet == QUIET_WITHOUT_CALLS && !called) {
                    return;
                }
                Answer answer = answers.poll(Frame.ALIVE_MILLIS, TimeUnit.MILLISECONDS);
                if (answer == null) {
                    Frame.alive().write(out);
                }
                for (; answer != null && !answer.equals(NOTHING); answer = answers.poll()) {
                    answer.frame().write(out);
                }
                out.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a peer's connection broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server takes its thread back
        } finally {
            end();
        }
    }

    void end() {
        over = true;
        answers.offer(NOTHING); // a full queue wakes the writer too
    }
}
