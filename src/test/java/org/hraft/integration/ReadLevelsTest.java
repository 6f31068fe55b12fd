package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a client may demand of a read, on three servers in one JVM. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadLevelsTest {

    private static final List<String> LEVELS = List.of("linearizable", "leader", "none");

    private LocalCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    private static Http.Answer readAtLeast(LocalServer server, String path, long index) {
        return server.get(path, "X-Raft-Min-Index", Long.toString(index));
    }

    @Test
    void whoBringsTheIndexOfAWriteSeesItOnEveryServerAtEveryLevel() {
        for (int i = 0; i < 10; i++) {
            for (LocalServer written : cluster.servers()) {
                // given
                String value = written.id() + "-" + i;
                long index = written.set("min", value).index();

                for (LocalServer read : cluster.servers()) {
                    for (String level : LEVELS) {
                        // when
                        Http.Answer answer = readAtLeast(read, "/key/min?level=" + level, index);

                        // then
                        assertThat(answer.body()).isEqualTo(json("min", value));
                        assertThat(answer.index()).isGreaterThanOrEqualTo(index);
                    }
                }
            }
        }
    }

    @Test
    void anIndexThatDoesNotExistYetIsWaitedFor() {
        // given
        LocalServer follower = cluster.follower();
        long before = cluster.leader().set("next", "old").index();

        // when
        CompletableFuture<Http.Answer> read = CompletableFuture.supplyAsync(
                () -> readAtLeast(follower, "/key/next?level=none", before + 1));
        cluster.leader().set("next", "new");

        // then
        assertThat(read.join().body()).isEqualTo(json("next", "new"));
    }

    @Test
    void anIndexThatIsNotReachedIsATimeout() {
        // when
        Http.Answer answer =
                readAtLeast(cluster.follower(), "/key/x?level=none", Long.MAX_VALUE / 10);

        // then
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().path("detail").asText()).contains("applied the log up to");
    }

    @Test
    void aHealthyServerIsFreshEnough() {
        // given
        cluster.leader().set("fresh", "v");

        for (LocalServer server : cluster.servers()) {
            // when
            Http.Answer answer = server.get("/key/fresh?level=none&freshness=2s");

            // then
            assertThat(answer.status()).as(server.id()).isIn(200, 404);
        }
    }

    @Test
    void aServerThatHearsNobodyRefusesWhatMayBeTooOldAndAnswersTheRest() {
        // given
        LocalServer alone = cluster.follower();
        cluster.leader().set("alone", "v");
        assertThat(alone.get("/key/alone").body()).isEqualTo(json("alone", "v"));

        // when
        alone.deafen();

        // then
        try {
            await("it is too old", () -> {
                Http.Answer bounded = alone.get("/key/alone?level=none&freshness=1s");
                assertThat(bounded.status()).isEqualTo(503);
                assertThat(bounded.retryAfter()).isNotEmpty();
                assertThat(bounded.json().path("detail").asText()).contains("allows 1000 ms");
                assertThat(bounded.json().has("outcome")).isFalse();
            });
            assertThat(alone.get("/key/alone?level=none").body()).isEqualTo(json("alone", "v"));
            assertThat(alone.get("/key/alone?level=none&freshness=5m").status()).isEqualTo(200);
        } finally {
            alone.hearAgain();
        }
        await("it hears its leader again", () -> assertThat(
                        alone.get("/key/alone?level=none&freshness=1s").status())
                .isEqualTo(200));
    }
}
