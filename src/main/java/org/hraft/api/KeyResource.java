package org.hraft.api;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.hraft.kv.KeyValueStore;
import org.hraft.kv.Limits;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Keys and their values. Any server answers; a write is answered after it was committed.
 *
 * <p>One instance for all requests. A body is read on the thread of the request, into bytes: curl
 * announces a form when it sends JSON, so that its Content-Type says nothing.
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
    public CompletionStage<Response> post(@Context HttpHeaders headers, InputStream body) {
        byte[] bytes = BoundedBody.read(body, headers, BoundedBody.MAX_REQUEST_BYTES, "A body");
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
    public CompletionStage<Response> get(@Context UriInfo uri, @Context HttpHeaders headers) {
        Unsupported.refuse(uri, List.of("at"));
        String key = KeyPath.key(uri);
        ReadAnswer answer = ReadAnswer.wantedBy(key, uri, headers);
        return answer(store.get(key, ReadDemands.of(uri, headers)).thenApply(answer::of));
    }

    /** Writes one key; the body is its value, as it is. */
    @PUT
    @Path("{key: .+}")
    public CompletionStage<Response> put(
            @Context UriInfo uri, @Context HttpHeaders headers, InputStream body) {
        refuseConditions(uri, headers);
        String key = KeyPath.key(uri);
        byte[] value = BoundedBody.read(body, headers, Limits.MAX_VALUE_BYTES, "A value");
        return answer(store.put(key, value)
                .thenApply(put -> indexed(put.created() ? 201 : 204, put.index())));
    }

    /** Removes one key. The same answer if there was none: a retry is harmless. */
    @DELETE
    @Path("{key: .+}")
    public CompletionStage<Response> delete(@Context UriInfo uri, @Context HttpHeaders headers) {
        refuseConditions(uri, headers);
        return answer(store.delete(KeyPath.key(uri)).thenApply(index -> indexed(204, index)));
    }

    private static void refuseConditions(UriInfo uri, HttpHeaders headers) {
        Unsupported.refuse(uri, List.of("cas", "ttl"));
        Unsupported.refuse(headers, List.of(HttpHeaders.IF_MATCH, HttpHeaders.IF_NONE_MATCH));
    }

    private CompletionStage<Response> answer(CompletionStage<Response> answer) {
        return answer.exceptionally(problems::of);
    }

    private static Response indexed(int status, long index) {
        return Response.status(status).header(RAFT_INDEX, index).build();
    }
}
