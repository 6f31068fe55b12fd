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
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The door for peers. A request's thread reads, puts the request into the inbox and is free; the
 * answer is written by the thread that completes the stage, which must not be the loop's.
 *
 * <p>200 carries the answer. 409 with {@code {"refused": why}} promises that nothing was done; a
 * request of a kind that this version does not know is refused too. 503 promises nothing. Bytes are
 * parsed here and not by a provider, so no registered provider can change the wire.
 */
@Path("raft")
@Produces(MediaType.APPLICATION_JSON)
public final class RaftResource {

    private final Function<Envelope, CompletionStage<Rpc.Response>> receive;
    private final Supplier<Identity> identity;

    /**
     * @param receive {@link org.hraft.node.Engine#receive}; its stage ends within a bounded time
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
    public CompletionStage<Response> rpc(InputStream body) {
        Envelope envelope;
        try {
            envelope = RaftJson.readEnvelope(body);
        } catch (JsonProcessingException e) {
            String where = "unreadable request: " + e.getOriginalMessage();
            return CompletableFuture.completedFuture(refused(where));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(refused("broken request: " + e.getMessage()));
        }
        return receive.apply(envelope).handle(RaftResource::answer);
    }

    @GET
    @Path("identity")
    public byte[] identity() {
        return RaftJson.write(identity.get());
    }

    private static Response answer(Rpc.@Nullable Response response, @Nullable Throwable failure) {
        if (response != null) {
            return Response.ok(RaftJson.write(response), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof RefusedException
                ? refused(String.valueOf(cause.getMessage()))
                : Response.status(Response.Status.SERVICE_UNAVAILABLE).build();
    }

    private static Response refused(String reason) {
        return Response.status(Response.Status.CONFLICT)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(RaftJson.writeRefusal(reason))
                .build();
    }
}
