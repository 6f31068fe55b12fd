package org.hraft.api;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.hraft.kv.KeyValueStore;
import org.hraft.kv.Limits;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Keys and their values. Any server answers; a write is answered after it was committed.
 *
 * <p>One instance for all requests. Methods take the request itself and not what they need of it with
 * {@code @Context}: Jersey would look that up for each request, which is a twentieth of a read. A body
 * is read on the thread of the request, into bytes: curl announces a form when it sends JSON, so that
 * its Content-Type says nothing.
 */
@Path("key")
public final class KeyResource {
    static final String RAFT_INDEX = "X-Raft-Index";

    private final KeyValueStore store;
    private final Problems problems;

    KeyResource(KeyValueStore store, Problems problems) {
        this.store = store;
        this.problems = problems;
    }

    /** Writes all keys of one object in one entry of the log: all of them or none. */
    @POST
    public CompletionStage<Response> post(ContainerRequestContext request) {
        byte[] bytes = BoundedBody.read(request, BoundedBody.MAX_REQUEST_BYTES, "A body");
        Map<String, byte[]> values = KeyValueJson.parse(bytes);
        return answer(store.putAll(values).thenApply(index -> indexed(200, index)));
    }

    /** A page of keys, one day. */
    @GET
    public Response list() {
        return Problems.ofRead(
                400, "key-missing", "The path names no key; one key is read with GET /key/{key}.");
    }

    /** Reads one key. Declares all types because it chooses among them itself. */
    @GET
    @Path("{key: .+}")
    @Produces({"application/json", "text/plain", "application/octet-stream", "*/*"})
    public CompletionStage<Response> get(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        Unsupported.refuse(uri, List.of("at"));
        String key = KeyPath.key(uri);
        ReadAnswer answer = ReadAnswer.wantedBy(key, request);
        return answer(store.get(key, ReadDemands.of(request)).thenApply(answer::of));
    }

    /** Writes one key; the body is its value, as it is. */
    @PUT
    @Path("{key: .+}")
    public CompletionStage<Response> put(ContainerRequestContext request) {
        refuseConditions(request);
        String key = KeyPath.key(request.getUriInfo());
        byte[] value = BoundedBody.read(request, Limits.MAX_VALUE_BYTES, "A value");
        return answer(store.put(key, value)
                .thenApply(put -> indexed(put.created() ? 201 : 204, put.index())));
    }

    /** Removes one key. The same answer if there was none: a retry is harmless. */
    @DELETE
    @Path("{key: .+}")
    public CompletionStage<Response> delete(ContainerRequestContext request) {
        refuseConditions(request);
        return answer(store.delete(KeyPath.key(request.getUriInfo()))
                .thenApply(index -> indexed(204, index)));
    }

    private static void refuseConditions(ContainerRequestContext request) {
        Unsupported.refuse(request.getUriInfo(), List.of("cas", "ttl"));
        Unsupported.refuse(request, List.of(HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH));
    }

    private CompletionStage<Response> answer(CompletionStage<Response> answer) {
        return answer.exceptionally(problems::of);
    }

    private static Response indexed(int status, long index) {
        return Response.status(status).header(RAFT_INDEX, index).build();
    }
}
