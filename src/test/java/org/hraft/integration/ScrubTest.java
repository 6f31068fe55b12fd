package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import com.fasterxml.jackson.databind.JsonNode;

import org.hraft.storage.DerbyDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/** A row rots while its server runs and nobody asks for it: the others heal it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrubTest {

    private static final Map<String, String> PAIRS = Map.of("a", "1", "b", "2", "c", "3");

    private LocalCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
        PAIRS.forEach((key, value) ->
                assertThat(cluster.leader().set(key, value).status()).isEqualTo(200));
        awaitLocally(cluster.servers(), PAIRS);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE kv_0 SET v = CAST(X'41' AS BLOB) WHERE k = 'b'",
                "UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = 1"
            })
    void aServerFindsWhatHasRottedAndIsAVoterAgain(String rot) throws SQLException {
        // given
        LocalServer rotten = cluster.follower();
        LocalServer other = cluster.leader();

        // when
        await("the rows are saved", () -> new DerbyDirectory(rotten.directory()).sqlBeside(rot));

        // then
        await("halted", () -> {
            JsonNode status = rotten.status();
            assertThat(status.path("role").asText()).isEqualTo("halted");
            assertThat(status.path("damaged").asBoolean()).isTrue();
            assertThat(status.path("lastError").asText()).contains("is damaged");
        });
        rotten.rebuild();
        await("joined", () -> assertThat(rotten.join(other).status()).isEqualTo(200));
        cluster.awaitVoters();
        awaitLocally(cluster.servers(), PAIRS);
        assertReadable(cluster.servers(), PAIRS);
    }
}
