package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;

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
import java.util.Map;

/** A leader whose disk fails halts, says so, and the others go on. The tests build on one another. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokenDiskTest {

    private static final String WHY = "no space left on the device of this test";

    private LocalCluster cluster;
    private LocalServer broken;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
        broken = cluster.leader();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    @Order(1)
    void aWriteThatIsUnderWayWhenTheDiskFailsHasAnUnknownOutcome() {
        // given
        broken.breakDisk(WHY);

        // when
        Http.Answer answer = broken.set("k", "perhaps");

        // then: its entry may have reached the others before
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().path("outcome").asText()).isEqualTo("unknown");
    }

    @Test
    @Order(2)
    void aHaltedServerSaysSoAndWhy() {
        assertThat(broken.status().path("role").asText()).isEqualTo("halted");
        assertThat(broken.status().path("lastError").asText()).contains(WHY);
    }

    @Test
    @Order(3)
    void aHaltedServerRefusesWritesAndReadsForCertain() {
        for (Http.Answer answer : new Http.Answer[] {broken.set("k", "no"), broken.get("/key/k")}) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("outcome").asText()).isEqualTo("not-applied");
            assertThat(answer.json().path("detail").asText()).contains(WHY);
            assertThat(answer.retryAfter()).isNotEmpty();
        }
    }

    @Test
    @Order(4)
    void theOtherTwoElectALeaderAndGoOn() {
        for (LocalServer server : cluster.others(broken)) {
            // when
            await("a write is acknowledged", () -> assertThat(
                            server.set("k", "by " + server.id()).status())
                    .isEqualTo(200));

            // then
            assertReadable(cluster.others(broken), Map.of("k", "by " + server.id()));
        }
    }

    @Test
    @Order(5)
    void aRestartWithADiskThatWorksBringsItBack() {
        // given
        broken.crash();

        // when
        broken.start();

        // then
        await("it serves again", () -> assertThat(broken.set("k", "back").status())
                .isEqualTo(200));
        assertReadable(cluster.servers(), Map.of("k", "back"));
    }
}
