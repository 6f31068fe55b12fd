package org.hraft.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Engine;
import org.hraft.node.JoinRequest;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Adds a server to the cluster: {@code {"id":"node2","addr":"127.0.0.1:9001"}}, with {@code
 * incarnation} and {@code haddr} if the caller knows them. Further members of the object are
 * ignored. Any Content-Type, because the original's joiner sends {@code application-type/json}.
 */
@Path("join")
public final class JoinResource {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final Set<String> KNOWN = Set.of("id", "addr", "incarnation", "haddr");

    private final Engine engine;
    private final Problems problems;

    JoinResource(Engine engine, Problems problems) {
        this.engine = engine;
        this.problems = problems;
    }

    /** Answered when the membership is committed; the same again changes nothing. */
    @POST
    public CompletionStage<Response> join(ContainerRequestContext request) {
        JoinRequest join = parse(BoundedBody.read(request, MAX_BODY_BYTES, "A join"));
        return engine.join(join)
                .thenApply(changed -> Response.ok().build())
                .exceptionally(problems::of);
    }

    static JoinRequest parse(byte[] body) {
        Map<String, String> fields = Json.read(body, JoinResource::fields);
        String httpAddress = fields.getOrDefault("haddr", "");
        return new JoinRequest(
                id(required(fields, "id")),
                fields.getOrDefault("incarnation", ""),
                address("addr", required(fields, "addr")),
                httpAddress.isEmpty() ? "" : address("haddr", httpAddress));
    }

    private static Map<String, String> fields(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Json.invalid(
                    "The body must be an object, {\"id\":\"node2\",\"addr\":\"127.0.0.1:9001\"}",
                    parser.currentTokenLocation());
        }
        Map<String, String> fields = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (KNOWN.contains(name)) {
                if (value != JsonToken.VALUE_STRING) {
                    throw Json.invalid(
                            "\"" + name + "\" must be a string", parser.currentTokenLocation());
                }
                fields.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return fields;
    }

    private static String required(Map<String, String> fields, String name) {
        @Nullable String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw invalid("\"" + name + "\" is missing; a join needs \"id\" and \"addr\".");
        }
        return value;
    }

    private static String id(String id) {
        boolean printable = id.chars().noneMatch(Character::isISOControl);
        if (id.length() > 128 || !printable || Utf8.encode(id) == null) {
            throw invalid("\"id\" may have at most 128 characters, and no control characters.");
        }
        return id;
    }

    /** {@code host:port}; a host with colons (IPv6) stands in brackets. */
    private static String address(String name, String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(colon, 0));
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        boolean hostFits = bracketed || host.matches("[A-Za-z0-9_.-]{1,253}");
        if (!hostFits || !isPort(address.substring(colon + 1))) {
            throw invalid("\"" + name + "\" must be host:port, as in 127.0.0.1:9001, but is \""
                    + address + "\".");
        }
        return address;
    }

    private static boolean isPort(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            return false;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65535;
    }

    private static RequestException invalid(String detail) {
        return new RequestException(400, "invalid-join", detail);
    }
}
