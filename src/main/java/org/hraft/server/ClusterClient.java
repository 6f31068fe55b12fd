package org.hraft.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Identity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The calls that a server makes as a client of others. They block, as long as the JAX-RS
 * client's timeouts say, and never throw: what went wrong is part of the answer.
 */
final class ClusterClient {

    /**
     * What became of a join.
     *
     * @param text why not, in a few words
     */
    record Answer(boolean accepted, String text) {}

    /**
     * Another server, or this one seen from outside.
     *
     * @param clusterId null while it belongs to none
     * @param leader whom it takes for the leader, null while it knows none
     * @param members the names of those of its cluster
     */
    record Peer(
            String id,
            String incarnation,
            @Nullable String clusterId,
            @Nullable String leader,
            List<String> members) {

        /** It may take the one that is asked about for the leader a while longer. */
        boolean hasLeaderBut(String name) {
            return leader != null && !leader.equals(name);
        }
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_TEXT = 200;

    private final Client client;

    ClusterClient(Client client) {
        this.client = client;
    }

    /** Asks the cluster behind a client address to take this server in. */
    Answer join(String address, Identity self) {
        try {
            byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("id", self.id())
                    .put("addr", self.raftAddress())
                    .put("incarnation", self.incarnation())
                    .put("haddr", self.httpAddress()));
            try (Response response = client.target("http://" + address + "/join")
                    .request()
                    .post(Entity.entity(body, MediaType.APPLICATION_JSON_TYPE))) {
                byte[] answer = response.readEntity(byte[].class);
                boolean accepted =
                        response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
                return new Answer(accepted, accepted ? "" : problem(response.getStatus(), answer));
            }
        } catch (ProcessingException | IllegalArgumentException | JsonProcessingException e) {
            return new Answer(false, describe(e));
        }
    }

    /** Who listens at a client address; null if nobody answers, or nobody of us. */
    @Nullable
    Peer look(String address) {
        try (Response response = client.target("http://" + address + "/status")
                .request(MediaType.APPLICATION_JSON_TYPE)
                .get()) {
            byte[] body = response.readEntity(byte[].class);
            if (response.getStatus() != Response.Status.OK.getStatusCode()) {
                return null;
            }
            JsonNode status = JSON.readTree(body);
            String id = status.path("id").asText("");
            String incarnation = status.path("incarnation").asText("");
            return id.isEmpty() || incarnation.isEmpty()
                    ? null
                    : new Peer(
                            id,
                            incarnation,
                            status.path("clusterId").textValue(),
                            status.path("leader").textValue(),
                            status.path("members").findValuesAsText("id"));
        } catch (ProcessingException | IllegalArgumentException | IOException e) {
            return null;
        }
    }

    /** Reads a key and forgets the answer, also that there was none. */
    void read(String address, String key) {
        try (Response response =
                client.target("http://" + address + "/key/" + key).request().get()) {
            response.readEntity(byte[].class);
        } catch (ProcessingException | IllegalArgumentException e) {
            // Nobody waits for it.
        }
    }

    /** Title and detail of an RFC 9457 problem, or the status alone if the body is none. */
    private static String problem(int status, byte[] body) {
        String text = "";
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText("");
            text = problem.path("title").asText("") + (detail.isEmpty() ? "" : ": " + detail);
        } catch (IOException e) {
            // Not a problem document: somebody else listens there, and the status says enough.
        }
        return text.isEmpty() ? "HTTP status " + status : oneLine(text) + " (" + status + ")";
    }

    private static String describe(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < 16; depth++) { // a cycle of causes is possible
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
            if (cause instanceof UnknownHostException) {
                return "unknown host";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer in time";
            }
            Throwable next = cause.getCause();
            if (next == null) {
                break;
            }
            cause = next;
        }
        return oneLine(String.valueOf(cause.getMessage()));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
    }
}
