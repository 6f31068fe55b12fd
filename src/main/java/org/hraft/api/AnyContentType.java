package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;

import java.util.Set;

/**
 * Takes bodies of keys, joins and what operators want for bytes, whatever the client calls them. Without it JAX-RS
 * would refuse a Content-Type that it cannot parse, which the original hraft never looks at.
 */
@Provider
@PreMatching
public final class AnyContentType implements ContainerRequestFilter {
    private static final Set<String> TAKE_BODIES = Set.of("key", "join", "leader");

    AnyContentType() {}

    @Override
    public void filter(ContainerRequestContext request) {
        if (isOurs(request.getUriInfo().getPath(false))
                && request.getHeaders().containsKey(HttpHeaders.CONTENT_TYPE)) {
            request.getHeaders()
                    .putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_OCTET_STREAM);
        }
    }

    private static boolean isOurs(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return TAKE_BODIES.contains(relative)
                || relative.startsWith("key/")
                || relative.startsWith("members/");
    }
}
