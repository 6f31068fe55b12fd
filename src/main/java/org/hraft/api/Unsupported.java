package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;

import java.util.List;

/** Refuses what would be dangerous to ignore: a condition, a lifetime, a moment in the past. */
final class Unsupported {
    private Unsupported() {}

    static void refuse(UriInfo uri, List<String> parameters) {
        for (String name : parameters) {
            if (uri.getQueryParameters().containsKey(name)) {
                throw unsupported("parameter " + name);
            }
        }
    }

    static void refuse(ContainerRequestContext request, List<String> names) {
        for (String name : names) {
            if (request.getHeaderString(name) != null) {
                throw unsupported("header " + name);
            }
        }
    }

    private static RequestException unsupported(String what) {
        return new RequestException(
                501,
                "not-supported",
                "This version does not know the " + what + " here. Nothing was done; leave it out"
                        + " if the request may be served without it.");
    }
}
