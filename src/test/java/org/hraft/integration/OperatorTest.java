package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;

import com.fasterxml.jackson.databind.JsonNode;

import org.hraft.api.ApiTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What an operator does to a cluster, on any server. The tests build on one another. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorTest {

    private LocalCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> theContractHoldsOnAFollower() {
        return ApiTable.rows(URI.create("http://" + cluster.follower().httpAddress()))
                .filter(row -> row.getDisplayName().matches(".*(/leader|/members|stranger).*"));
    }

    @Test
    @Order(2)
    void leadershipGoesToTheServerThatIsNamed() {
        // given
        LocalServer old = cluster.leader();
        LocalServer target = cluster.others(old).get(1);

        // when
        Http.Answer answer =
                cluster.others(old).get(0).post("/leader", "{\"id\":\"" + target.id() + "\"}");

        // then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).isEqualTo(target.id());
        assertThat(answer.json().path("addr").asText()).isEqualTo(target.httpAddress());
        assertThat(cluster.leader()).isSameAs(target);
        assertThat(old.get("/leader").body()).isEqualTo(answer.body());
    }

    @Test
    @Order(3)
    void leadershipGoesToTheLongestLogIfNobodyIsNamed() {
        // given
        LocalServer old = cluster.leader();

        // when
        Http.Answer answer = old.post("/leader", "");

        // then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(cluster.leader().id())
                .isNotEqualTo(old.id())
                .isEqualTo(answer.json().path("id").asText());
    }

    @Test
    @Order(4)
    void aDemotedVoterStaysALearnerUntilItIsPromoted() {
        // given
        LocalServer demoted = cluster.follower();
        LocalServer asked = cluster.leader();

        // when
        Http.Answer answer = demoted.post("/members/" + demoted.id(), "{\"voter\":false}");

        // then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("quorum").asInt()).isEqualTo(2);
        asked.set("while-demoted", "v");
        assertReadable(cluster.servers(), Map.of("while-demoted", "v"));
        assertThat(asked.voters()).hasSize(2).doesNotContain(demoted.id());

        // when
        answer = asked.post("/members/" + demoted.id(), "{\"voter\":true}");

        // then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        cluster.awaitVoters();
    }

    @Test
    @Order(5)
    void aDryRunChangesNothing() {
        // given
        JsonNode before = cluster.follower().get("/members").json();

        // when
        Http.Answer answer =
                cluster.follower().delete("/members/" + cluster.leader().id() + "?dryRun=true");

        // then
        assertThat(answer.json().path("quorum").asInt()).isEqualTo(2);
        assertThat(answer.json().path("live").asInt()).isEqualTo(2);
        assertThat(answer.json().path("voters")).hasSize(2);
        assertThat(cluster.leader().get("/members").json().path("index"))
                .isEqualTo(before.path("index"));
    }

    @Test
    @Order(6)
    void theLeaderIsRemovedUnderWritesAndNoneIsLost() {
        // given
        LocalServer removed = cluster.leader();
        List<LocalServer> others = cluster.others(removed);
        Map<String, String> acknowledged = new ConcurrentSkipListMap<>();
        AtomicBoolean enough = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; !enough.get(); i++) {
                if (others.get(i % 2).set("under-" + i, "v" + i).status() == 200) {
                    acknowledged.put("under-" + i, "v" + i);
                }
            }
        });
        await("writes before", () -> assertThat(acknowledged).isNotEmpty());

        // when
        Http.Answer answer = removed.delete("/members/" + removed.id());
        int before = acknowledged.size();

        // then
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        await("writes after", () -> assertThat(acknowledged).hasSizeGreaterThan(before + 5));
        enough.set(true);
        writer.join();
        assertReadable(others, acknowledged);
        assertThat(others.get(0).voters()).hasSize(2).doesNotContain(removed.id());
        assertThat(removed.set("k", "v").body()).contains("is not a member of the cluster");
    }
}
