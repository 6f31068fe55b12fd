package org.hraft.api;

import com.fasterxml.jackson.annotation.JsonInclude;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.kv.LimitException;
import org.hraft.node.NodeStatus;
import org.hraft.node.NotAppliedException;
import org.hraft.node.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Turns failures into problems (RFC 9457). One place, because what a client must know after a
 * failure is whether it may try again: {@code outcome} is {@code not-applied} (it may) or {@code
 * unknown} (it must look first), and is missing where nothing was to be written.
 *
 * <p>Safe to use from any thread.
 */
final class Problems {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());
    private static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");
    private static final String NOT_APPLIED = "not-applied";
    private static final String UNKNOWN = "unknown";

    private final Supplier<NodeStatus> status;

    /** @param status of this server, to name leader and term where the cluster is the cause */
    Problems(Supplier<NodeStatus> status) {
        this.status = status;
    }

    /** The answer to a request that failed with {@code thrown}, whatever it is. */
    Response of(Throwable thrown) {
        Throwable error = unwrap(thrown);
        if (error instanceof RequestException refused) {
            return answer(about(refused.status(), refused.kind(), refused, NOT_APPLIED));
        }
        if (error instanceof LimitException limit) {
            return answer(about(413, "too-large", limit, NOT_APPLIED));
        }
        if (error instanceof NotAppliedException notApplied) {
            return notApplied(notApplied);
        }
        if (error instanceof OutcomeUnknownException unknown) {
            return answer(ofCluster(504, "outcome-unknown", unknown, UNKNOWN));
        }
        if (error instanceof WebApplicationException answered) {
            return ofServer(answered);
        }
        LOG.log(System.Logger.Level.ERROR, "A request failed.", error);
        String detail = "The server made a mistake; its log has the details.";
        return answer(new Problem(type("internal"), "Internal error", 500, detail, UNKNOWN));
    }

    /** A problem with a read: there is nothing to know about an outcome. */
    static Response ofRead(int status, String kind, String detail) {
        return answer(new Problem(type(kind), title(kind), status, detail, null));
    }

    private Response notApplied(NotAppliedException error) {
        return switch (error.reason()) {
            case UNKNOWN_MEMBER -> answer(ofCluster(404, kind(error), error, NOT_APPLIED));
            case MEMBER_CONFLICT, CHANGE_REFUSED, TRANSFER_REFUSED ->
                answer(ofCluster(409, kind(error), error, NOT_APPLIED));
            case MEMBERS_CHANGED -> answer(ofCluster(412, kind(error), error, NOT_APPLIED));
            case NO_LEADER, OVERLOADED, TRANSFER_GIVEN_UP -> retry(error, NOT_APPLIED, 1);
            case TOO_OLD -> retry(error, null, 1);
            case BEHIND -> answer(ofCluster(504, kind(error), error, null));
            case NO_SPACE -> answer(ofCluster(507, kind(error), error, NOT_APPLIED));
            case STOPPING -> retry(error, NOT_APPLIED, 5);
            case HALTED ->
                retry(error, NOT_APPLIED, 60); // ask another one: this server needs a person
        };
    }

    private Response retry(NotAppliedException error, @Nullable String outcome, int seconds) {
        return Response.fromResponse(answer(ofCluster(503, kind(error), error, outcome)))
                .header(HttpHeaders.RETRY_AFTER, seconds)
                .build();
    }

    private static String kind(NotAppliedException error) {
        return error.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What JAX-RS itself refuses: an unknown path, a method. Its headers say more, as Allow. */
    private static Response ofServer(WebApplicationException error) {
        Response response = error.getResponse();
        if (response.getStatus() < 400 || response.hasEntity()) {
            return response;
        }
        Problem problem = new Problem(
                "about:blank",
                response.getStatusInfo().getReasonPhrase(),
                response.getStatus(),
                explain(response, error),
                null);
        Response.ResponseBuilder answer =
                Response.fromResponse(response).type(PROBLEM_JSON).entity(Json.bytes(problem));
        Set<String> allowed = allowed(response);
        return (allowed.isEmpty() ? answer : answer.allow(allowed)).build();
    }

    /** With HEAD, which JAX-RS derives from GET and serves, but does not list. */
    private static Set<String> allowed(Response response) {
        Set<String> allowed = new TreeSet<>(response.getAllowedMethods());
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        return allowed;
    }

    private static String explain(Response response, WebApplicationException error) {
        return switch (response.getStatus()) {
            case 404 -> "Nothing is served at this path; a key is at /key/ and its name.";
            case 405 ->
                "This path does not take this method, but " + String.join(", ", allowed(response))
                        + ".";
            default -> String.valueOf(error.getMessage());
        };
    }

    private Problem ofCluster(int code, String kind, Throwable error, @Nullable String outcome) {
        NodeStatus now = status.get();
        return new Problem(
                type(kind),
                title(kind),
                code,
                String.valueOf(error.getMessage()),
                outcome,
                now.leader(),
                now.term());
    }

    private static Problem about(int code, String kind, Throwable error, String outcome) {
        String detail = String.valueOf(error.getMessage());
        return new Problem(type(kind), title(kind), code, detail, outcome);
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(PROBLEM_JSON)
                .entity(Json.bytes(problem))
                .build();
    }

    private static String type(String kind) {
        return "urn:hraft:problem:" + kind;
    }

    /** "no-leader" -> "No leader". */
    private static String title(String kind) {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1).replace('-', ' ');
    }

    /** A stage wraps the failure of the one before it. */
    private static Throwable unwrap(Throwable error) {
        boolean wrapper =
                error instanceof CompletionException || error instanceof ExecutionException;
        Throwable cause = error.getCause();
        return wrapper && cause != null ? unwrap(cause) : error;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Problem(
            String type,
            String title,
            int status,
            String detail,
            @Nullable String outcome,
            @Nullable String leader,
            @Nullable Long term) {

        Problem(String type, String title, int status, String detail, @Nullable String outcome) {
            this(type, title, status, detail, outcome, null, null);
        }
    }
}
