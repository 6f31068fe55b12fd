package org.hraft.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node says of itself.
 *
 * @param leader empty if it knows none
 * @param firstIndex of its log
 * @param voters by id, as far as it knows
 * @param lastError empty if it has not halted
 */
record Status(
        String incarnation,
        String role,
        String leader,
        long term,
        long firstIndex,
        List<String> voters,
        boolean damaged,
        boolean lowOnSpace,
        String lastError) {

    private static final JsonMapper JSON = new JsonMapper();

    static Status of(HraftProcess node) throws IOException, InterruptedException {
        JsonNode status = JSON.readTree(node.get("/status").body());
        List<String> voters = new ArrayList<>();
        status.path("voters").forEach(voter -> voters.add(voter.asText()));
        return new Status(
                status.path("incarnation").asText(),
                status.path("role").asText(),
                status.path("leader").asText(""),
                status.path("term").asLong(),
                status.path("firstIndex").asLong(),
                voters,
                status.path("damaged").asBoolean(),
                status.path("lowOnSpace").asBoolean(),
                status.path("lastError").asText(""));
    }
}
