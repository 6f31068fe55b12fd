package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One of three may be dead; of two, the last one says which. The tests build on one another. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LostServersTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private LocalCluster cluster;
    private LocalServer firstDead;
    private LocalServer secondDead;
    private LocalServer last;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
        firstDead = cluster.follower();
        secondDead = cluster.leader();
        last = cluster.others(firstDead).stream()
                .filter(server -> server != secondDead)
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    @Order(1)
    void withOneDeadReadsAndWritesGoOn() {
        // given
        firstDead.crash();

        for (LocalServer server : cluster.others(firstDead)) {
            // when
            Http.Answer answer = server.set("k", "by " + server.id());

            // then
            assertThat(answer.status()).isEqualTo(200);
            assertReadable(cluster.others(firstDead), Map.of("k", "by " + server.id()));
        }
    }

    @Test
    @Order(2)
    void theLeaderSaysWhichMemberIsUnreachable() {
        await("the dead member is unreachable in /members", () -> assertThat(
                        secondDead.get("/members").json().path("members"))
                .filteredOn(member -> !member.path("reachable").asBoolean())
                .singleElement()
                .extracting(member -> member.path("id").asText())
                .isEqualTo(firstDead.id()));
    }

    @Test
    @Order(3)
    void withTwoDeadReadsAndWritesAreRefusedInTimeAndSayWhoIsMissing() {
        // given
        secondDead.crash();
        await("calls to both have failed", () -> assertThat(last.status().path("members"))
                .filteredOn(member -> member.path("unreachableMs").asLong() > 0)
                .hasSize(2));

        // when
        CompletableFuture<Http.Answer> write =
                CompletableFuture.supplyAsync(() -> last.set("k", "never"));
        Http.Answer read = last.get("/key/k");

        // then
        assertThat(List.of(read, write.join())).allSatisfy(answer -> {
            assertThat(answer.status()).isIn(503, 504);
            assertThat(answer.took()).isLessThan(LIMIT);
            assertNamesTheDead(answer);
        });
    }

    @Test
    @Order(4)
    void withTwoDeadALocalReadStillAnswersWithWhatWasCommitted() {
        // when
        Http.Answer read = last.get("/key/k?level=none");

        // then
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isNotEqualTo(json("k", "never")).startsWith("{\"k\":\"by ");
    }

    @Test
    @Order(5)
    void withTwoAgainTheClusterGoesOn() {
        // when
        firstDead.start();

        // then
        await("a write is acknowledged", () -> assertThat(last.set("k", "again").status())
                .isEqualTo(200));
        assertReadable(cluster.others(secondDead), Map.of("k", "again"));
    }

    private void assertNamesTheDead(Http.Answer answer) {
        String detail = answer.json().path("detail").asText();
        for (LocalServer dead : cluster.others(last)) {
            assertThat(detail)
                    .containsPattern(
                            dead.id() + " \\(" + dead.raftAddress() + "\\) unreachable for \\d+ s");
        }
        assertThat(detail).contains("2 of 3 voters are needed");
    }
}
