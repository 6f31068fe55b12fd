package org.hraft.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Engine;
import org.hraft.node.Leadership;
import org.hraft.node.NotAppliedException;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Who leads, as far as this server knows, and how to make another one lead, on any server. */
@Path("leader")
public final class LeaderResource {
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final Engine engine;
    private final Problems problems;

    LeaderResource(Engine engine, Problems problems) {
        this.engine = engine;
        this.problems = problems;
    }

    @GET
    public Response leader() {
        Leadership leadership = engine.status().leadership();
        return leadership != null
                ? answer(leadership)
                : problems.of(new NotAppliedException(
                        NotAppliedException.Reason.NO_LEADER,
                        "This server knows no leader. Wait for an election, or ask another server;"
                                + " GET /status shows what this one knows."));
    }

    /**
     * Hands over to {@code {"id":"node2"}}, or without an id to the voter with the longest log.
     * Answered when that server leads. No write is lost; those that come meanwhile wait.
     */
    @POST
    public CompletionStage<Response> transfer(ContainerRequestContext request) {
        byte[] bytes = BoundedBody.read(request, MAX_BODY_BYTES, "A transfer");
        return engine.transferLeadership(
                        bytes.length == 0 ? "" : Json.read(bytes, LeaderResource::target))
                .thenApply(LeaderResource::answer)
                .exceptionally(problems::of);
    }

    private static String target(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Json.invalid(
                    "The body must be an object, {\"id\":\"node2\"}, or empty",
                    parser.currentTokenLocation());
        }
        String target = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean ours = parser.currentName().equals("id");
            JsonToken value = parser.nextToken();
            if (ours && (value != JsonToken.VALUE_STRING || parser.getTextLength() == 0)) {
                throw Json.invalid(
                        "\"id\" must be the name of a member", parser.currentTokenLocation());
            } else if (ours) {
                target = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return target;
    }

    private static Response answer(Leadership leadership) {
        var json = new LeaderJson(leadership.id(), leadership.httpAddress(), leadership.term());
        return Response.ok(Json.bytes(json), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** @param addr where clients reach it, empty if unknown */
    record LeaderJson(String id, String addr, long term) {}
}
