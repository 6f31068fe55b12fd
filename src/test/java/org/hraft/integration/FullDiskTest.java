package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Servers whose disks are nearly full take no commands, say so, and go on when there is room. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullDiskTest {

    /** One after the other: what the first one sends to the others has long arrived with the last. */
    private static final int WRITES = 10;

    private LocalCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
    }

    @AfterEach
    void makeRoom() {
        cluster.servers().forEach(server -> fill(server, false));
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    private static void fill(LocalServer server, boolean full) {
        server.fillDisk(full);
        await(
                server.id() + " has noticed",
                () -> assertThat(server.status().path("lowOnSpace").asBoolean()).isEqualTo(full));
    }

    @Test
    void aServerWithAFullDiskRefusesWritesAndAnswersReads() {
        LocalServer full = cluster.follower();
        assertThat(full.set("read", "1").status()).isEqualTo(200);

        fill(full, true);

        Http.Answer answer = full.set("refused", "1");
        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.json().path("outcome").asText()).isEqualTo("not-applied");
        assertThat(answer.json().path("detail").asText()).contains("Free space");
        assertThat(full.get("/key/read?level=none").status()).isEqualTo(200);
    }

    @Test
    void theOthersGoOnAndItCatchesUpWhenThereIsRoom() {
        LocalServer full = cluster.follower();
        fill(full, true);
        long lastIndex = full.status().path("lastIndex").asLong();

        for (int i = 0; i < WRITES; i++) {
            String value = Integer.toString(i);
            assertThat(cluster.others(full).get(0).set("meanwhile", value).status())
                    .isEqualTo(200);
        }
        Map<String, String> last = Map.of("meanwhile", Integer.toString(WRITES - 1));
        awaitLocally(cluster.others(full), last);
        assertThat(full.status().path("lastIndex").asLong()).isEqualTo(lastIndex);
        fill(full, false);

        awaitLocally(List.of(full), last);
    }

    @Test
    void aLeaderWithAFullDiskMakesWayForAnother() {
        LocalServer full = cluster.leader();

        fill(full, true);

        await("another leads", () -> assertThat(cluster.leader()).isNotSameAs(full));
        assertThat(cluster.leader().set("after", "1").status()).isEqualTo(200);
    }

    @Test
    void whenAllAreFullEveryWriteIsRefusedAndNothingElseHappens() {
        cluster.servers().forEach(server -> fill(server, true));

        for (LocalServer server : cluster.servers()) {
            assertThat(server.set("all", "1").status()).isEqualTo(507);
        }
        cluster.servers().forEach(server -> fill(server, false));

        await("room", () -> assertThat(cluster.follower().set("all", "2").status())
                .isEqualTo(200));
    }
}
