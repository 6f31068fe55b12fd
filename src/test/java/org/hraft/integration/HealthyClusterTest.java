package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.json;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three servers in good health, one cluster for all these tests. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthyClusterTest {

    private LocalCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void serversThatJoinedOverHttpAreVotersOfOneCluster() {
        // given
        List<JsonNode> all = cluster.servers().stream().map(LocalServer::status).toList();

        // when
        JsonNode members = cluster.follower().get("/members").json().path("members");

        // then
        assertThat(all).allSatisfy(status -> assertThat(status.path("clusterId").asText())
                .isEqualTo(LocalCluster.CLUSTER_ID));
        assertThat(all).extracting(status -> status.path("incarnation")).doesNotHaveDuplicates();
        assertThat(members).hasSize(3).allMatch(member -> member.path("voter").asBoolean());
    }

    @Test
    void aWriteOnAnyServerIsReadableOnAllAsSoonAsItIsAcknowledged() {
        for (LocalServer written : cluster.servers()) {
            for (int i = 0; i < 5; i++) {
                // given
                String key = "any-" + written.id() + "-" + i;

                // when
                Http.Answer answer = written.set(key, "v");

                // then
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
                assertReadable(cluster.servers(), Map.of(key, "v"));
            }
        }
    }

    @Test
    void anOverwrittenValueIsNeverSeenAgain() {
        for (int i = 0; i < 15; i++) {
            // given
            LocalServer written = cluster.servers().get(i % 3);

            // when
            written.set("over", "v" + i);

            // then
            assertReadable(cluster.servers(), Map.of("over", "v" + i));
        }
    }

    @Test
    void allKeysOfOneBodyAreOneEntry() {
        // given
        LocalServer server = cluster.follower();

        // when
        Http.Answer answer = server.post("/key", "{\"one\":\"1\",\"two\":\"2\",\"three\":\"3\"}");

        // then
        List<String> tags = new ArrayList<>();
        for (String key : List.of("one", "two", "three")) {
            tags.add(server.get("/key/" + key).etag());
        }
        assertThat(tags).containsOnly("\"" + answer.index() + "\"");
    }

    @Test
    void aFollowersWriteIsForwardedAndItsAnswerSaysAtWhichIndex() {
        // given
        LocalServer follower = cluster.follower();
        long before = follower.set("index", "first").index();

        // when
        Http.Answer answer = follower.set("index", "second");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.index()).isGreaterThan(before);
        Http.Answer read = cluster.leader().get("/key/index");
        assertThat(read.body()).isEqualTo(json("index", "second"));
        assertThat(read.etag()).isEqualTo("\"" + answer.index() + "\"");
        assertThat(read.index()).isGreaterThanOrEqualTo(answer.index());
    }
}
