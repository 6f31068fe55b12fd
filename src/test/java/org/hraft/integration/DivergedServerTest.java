package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import com.fasterxml.jackson.databind.JsonNode;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.storage.DerbyDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * What lies on a server's disk looks well and is not what the others have: the others' hashes tell.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DivergedServerTest {

    private static final Map<String, String> PAIRS = Map.of("a", "1", "b", "2", "c", "3");

    private LocalCluster cluster;
    private LocalServer leader;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
        leader = cluster.leader();
        PAIRS.forEach(
                (key, value) -> assertThat(leader.set(key, value).status()).isEqualTo(200));
        awaitLocally(cluster.servers(), PAIRS);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void aServerWithAnotherValueThanTheOthersIsMadeAnew() throws SQLException {
        LocalServer odd = stopped();
        DerbyDirectory disk = new DerbyDirectory(odd.directory());
        long table = disk.number("SELECT kv_table FROM raft_meta");
        disk.sql("UPDATE kv_" + table + " SET v = CAST(X'2239' AS BLOB) WHERE k = 'a'");

        odd.start();

        assertMadeAnew(odd);
    }

    /** Its hashes are right; only the entry is another one. */
    @Test
    void aServerWithAnotherLogThanTheOthersIsMadeAnew() throws SQLException {
        LocalServer odd = stopped();
        DerbyDirectory disk = new DerbyDirectory(odd.directory());
        long index = disk.number("SELECT MAX(idx) FROM raft_log_0");
        long term = disk.number("SELECT term FROM raft_log_0 WHERE idx = " + index);
        long hashBefore = disk.number("SELECT hash FROM raft_log_0 WHERE idx = " + (index - 1));
        var another = new Entry(index, term, new Entry.Command(new byte[] {1, 2, 3}));
        disk.sql("UPDATE raft_log_0 SET kind = 1, data = CAST(X'010203' AS BLOB), hash = "
                + ChainHash.of(hashBefore, another) + " WHERE idx = " + index);

        odd.start();

        assertMadeAnew(odd);
    }

    private void assertMadeAnew(LocalServer odd) {
        await("noticed", () -> {
            JsonNode status = odd.status();
            assertThat(status.path("damaged").asBoolean()).isTrue();
            assertThat(status.path("lastError").asText())
                    .startsWith("The log or the state here, up to entry ")
                    .contains("not that of the leader " + leader.id());
        });
        odd.rebuild();
        await("joined", () -> assertThat(odd.join(leader).status()).isEqualTo(200));
        cluster.awaitVoters();
        awaitLocally(cluster.servers(), PAIRS);
        assertReadable(cluster.servers(), PAIRS);
    }

    /** The rows of a command are saved together with what comes next, or after a while. */
    private LocalServer stopped() {
        LocalServer follower = cluster.follower();
        DerbyDirectory disk = new DerbyDirectory(follower.directory());
        leader = cluster.leader();
        assertThat(leader.set("last", "0").status()).isEqualTo(200);
        await("all is saved", () -> assertThat(
                        disk.numberBeside("SELECT last_applied FROM raft_meta"))
                .isEqualTo(follower.status().path("lastIndex").asLong()));
        follower.stop();
        return follower;
    }
}
