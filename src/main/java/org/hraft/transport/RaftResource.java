package org.hraft.transport;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.hraft.node.Identity;

import java.io.InputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The door for peers. A connection is two requests of the same session that last as long as it does:
 * {@code GET /raft/answers} first, then {@code POST /raft/calls}. Both carry {@link Frame}s, which
 * are made here and not by a provider, so that no registered provider can change the wire.
 */
@Path("raft")
public final class RaftResource {

    private final PeerSessions sessions;
    private final Supplier<Identity> identity;

    /**
     * @param identity {@link org.hraft.node.Engine#identity}
     */
    public RaftResource(PeerSessions sessions, Supplier<Identity> identity) {
        this.sessions = sessions;
        this.identity = identity;
    }

    /** Answers without an end; 503 if there are too many sessions, or none any more. */
    @GET
    @Path("answers")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public void answers(
            @QueryParam("session") @DefaultValue("") String session,
            @Suspended AsyncResponse response) {
        StreamingOutput answers = out -> sessions.serve(session, out);
        start(response, () -> response.resume(answers));
    }

    /** 404 if the session is not open, or not any more; 204 at the end of the calls. */
    @POST
    @Path("calls")
    @Consumes(MediaType.WILDCARD)
    public void calls(
            @QueryParam("session") @DefaultValue("") String session,
            InputStream calls,
            @Suspended AsyncResponse response) {
        PeerSession open = sessions.find(session);
        if (open == null) {
            response.resume(status(Response.Status.NOT_FOUND));
        } else {
            start(response, () -> {
                try {
                    open.readCalls(calls);
                } finally {
                    response.resume(status(Response.Status.NO_CONTENT));
                }
            });
        }
    }

    private void start(AsyncResponse response, Runnable blocking) {
        try {
            sessions.execute(blocking);
        } catch (RejectedExecutionException e) {
            response.resume(status(Response.Status.SERVICE_UNAVAILABLE));
        }
    }

    private static Response status(Response.Status status) {
        return Response.status(status).build();
    }

    @GET
    @Path("identity")
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] identity() {
        return RaftJson.write(identity.get());
    }
}
