package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;

import org.jspecify.annotations.Nullable;

/**
 * Under which conditions members are to be changed: {@code ?index=7}, or {@code If-Match: "7"},
 * only if they are still those of this index of {@code GET /members}; {@code ?dryRun=true}, not at
 * all, but say what it would come to.
 *
 * @param basedOn 0: whatever the members are
 */
record ChangeConditions(long basedOn, boolean dryRun) {

    static ChangeConditions of(ContainerRequestContext request) {
        MultivaluedMap<String, String> parameters = request.getUriInfo().getQueryParameters();
        String parameter = parameters.getFirst("index");
        String header = request.getHeaderString(HttpHeaders.IF_MATCH);
        long index = parameter == null ? 0 : index(parameter, "The parameter index");
        long tag = header == null ? 0 : tag(header.trim());
        if (index != 0 && tag != 0 && index != tag) {
            throw invalid("The parameter index is " + index + " and If-Match is " + tag
                    + "; send one of them.");
        }
        return new ChangeConditions(Math.max(index, tag), dryRun(parameters.getFirst("dryRun")));
    }

    private static long tag(String header) {
        if (header.equals("*")) {
            return 0;
        }
        boolean quoted = header.length() > 2 && header.startsWith("\"") && header.endsWith("\"");
        return index(
                quoted ? header.substring(1, header.length() - 1) : "",
                "If-Match must be the ETag of GET /members in quotes, and it");
    }

    private static long index(String text, String what) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw invalid(what + " must be an index of GET /members, as in 7.");
        }
        return Long.parseLong(text);
    }

    private static boolean dryRun(@Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.isEmpty() || text.equals("true")) {
            return true;
        }
        throw invalid("The parameter dryRun must be true or false, but is \"" + text + "\".");
    }

    private static RequestException invalid(String detail) {
        return new RequestException(400, "invalid-change", detail + " Nothing was changed.");
    }
}
