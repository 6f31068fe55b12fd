package org.hraft.transport;

import com.fasterxml.jackson.core.JsonProcessingException;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.RefusedException;
import org.hraft.raft.Rpc;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The door for peers. A request's thread puts it into the inbox and waits for the loop, then writes
 * the answer itself: a peer has few calls under way, and each hand-over between threads would cost
 * more than what there is to do.
 *
 * <p>200 carries the answer. 409 with {@code {"refused": why}} promises that nothing was done; a
 * request of a kind that this version does not know is refused too. 503 promises nothing. Bytes are
 * parsed here and not by a provider, so no registered provider can change the wire.
 */
@Path("raft")
@Produces(MediaType.APPLICATION_JSON)
public final class RaftResource {

    /** The caller waits no longer either, and asks again. */
    private static final long PATIENCE_SECONDS = 2;

    private final Function<Envelope, CompletionStage<Rpc.Response>> receive;
    private final Supplier<Identity> identity;

    /**
     * @param receive {@link org.hraft.node.Engine#receive}
     * @param identity {@link org.hraft.node.Engine#identity}
     */
    public RaftResource(
            Function<Envelope, CompletionStage<Rpc.Response>> receive,
            Supplier<Identity> identity) {
        this.receive = receive;
        this.identity = identity;
    }

    @POST
    @Path("rpc")
    @Consumes(MediaType.WILDCARD)
    public Response rpc(InputStream body) {
        try {
            return answered(receive.apply(RaftJson.readEnvelope(body)));
        } catch (JsonProcessingException e) {
            return refused("unreadable request: " + e.getOriginalMessage());
        } catch (IOException e) {
            return refused("broken request: " + e.getMessage());
        }
    }

    @GET
    @Path("identity")
    public byte[] identity() {
        return RaftJson.write(identity.get());
    }

    private static Response answered(CompletionStage<Rpc.Response> answer) {
        try {
            Rpc.Response response =
                    answer.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Response.ok(RaftJson.write(response), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (ExecutionException e) {
            return e.getCause() instanceof RefusedException refusal
                    ? refused(String.valueOf(refusal.getMessage()))
                    : unknown();
        } catch (TimeoutException e) {
            return unknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown();
        }
    }

    private static Response unknown() {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
    }

    private static Response refused(String reason) {
        return Response.status(Response.Status.CONFLICT)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(RaftJson.writeRefusal(reason))
                .build();
    }
}
