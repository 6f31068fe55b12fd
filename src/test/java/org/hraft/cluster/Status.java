package org.hraft.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;

/**
 * What a node says of itself.
 *
 * @param leader empty if it knows none
 */
record Status(String role, String leader, long term) {

    private static final JsonMapper JSON = new JsonMapper();

    static Status of(HraftProcess node) throws IOException, InterruptedException {
        JsonNode status = JSON.readTree(node.get("/status").body());
        return new Status(
                status.path("role").asText(),
                status.path("leader").asText(""),
                status.path("term").asLong());
    }
}
