package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

import org.hraft.kv.KeyValueStore.Read;
import org.hraft.kv.Value;

import java.util.List;

/**
 * What a client wants to get when it reads a key. Taken from the request before the read starts,
 * because the answer is made on another thread, where the request may not be touched.
 *
 * @param raw the bytes of the value, not JSON
 * @param text bytes that are UTF-8 are called {@code text/plain}
 * @param ifNoneMatch the header's lines; a value that they name need not be sent again
 */
record ReadAnswer(String key, boolean raw, boolean text, List<String> ifNoneMatch) {
    private static final String BYTES = MediaType.APPLICATION_OCTET_STREAM;

    static ReadAnswer wantedBy(String key, ContainerRequestContext request) {
        MediaType wanted = preferred(request.getAcceptableMediaTypes());
        List<String> ifNoneMatch = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
        return new ReadAnswer(
                key,
                request.getUriInfo().getQueryParameters().containsKey("raw")
                        || !wanted.equals(MediaType.APPLICATION_JSON_TYPE),
                wanted.equals(MediaType.TEXT_PLAIN_TYPE),
                ifNoneMatch == null ? List.of() : List.copyOf(ifNoneMatch));
    }

    /** JSON for everybody who does not ask for something else that there is, as browsers do. */
    private static MediaType preferred(List<MediaType> accepted) {
        List<MediaType> offered = List.of(
                MediaType.APPLICATION_JSON_TYPE,
                MediaType.TEXT_PLAIN_TYPE,
                MediaType.APPLICATION_OCTET_STREAM_TYPE);
        return accepted.stream()
                .flatMap(type -> offered.stream().filter(type::isCompatible).limit(1))
                .findFirst()
                .map(type -> new MediaType(type.getType(), type.getSubtype()))
                .orElse(MediaType.APPLICATION_JSON_TYPE);
    }

    /** The answer to a read of the key. */
    Response of(Read read) {
        Value value = read.value();
        return (value == null ? Response.fromResponse(missing()) : found(value))
                .header(KeyResource.RAFT_INDEX, read.index())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache") // ask before each use
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private Response missing() {
        return Problems.ofRead(404, "no-such-key", "There is no key \"" + key + "\".");
    }

    private ResponseBuilder found(Value value) {
        String tag = "\"" + value.modIndex() + "\"";
        ResponseBuilder answer = isKnown(tag) ? Response.notModified() : content(value);
        return answer.header(HttpHeaders.ETAG, tag);
    }

    private boolean isKnown(String tag) {
        return ifNoneMatch.stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(String::trim)
                .anyMatch(known ->
                        known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }

    private ResponseBuilder content(Value value) {
        String string = Utf8.decode(value.bytes());
        if (raw) {
            // Never the type that the writer would like: a browser must not run what is stored.
            return Response.ok(value.bytes())
                    .type(text && string != null ? "text/plain;charset=UTF-8" : BYTES)
                    .header("X-Content-Type-Options", "nosniff");
        }
        if (string == null) {
            return Response.fromResponse(Problems.ofRead(
                    406,
                    "not-text",
                    "The value is not UTF-8 and so cannot be a JSON string; read its bytes with"
                            + " Accept: application/octet-stream."));
        }
        return Response.ok(KeyValueJson.write(key, string), MediaType.APPLICATION_JSON_TYPE);
    }
}
