package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import com.fasterxml.jackson.databind.JsonNode;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
        int changed = 0;
        for (String table : List.of("kv_0", "kv_1")) {
            changed +=
                    change(odd, "UPDATE " + table + " SET v = CAST(X'2239' AS BLOB) WHERE k = 'a'");
        }
        assertThat(changed).isEqualTo(1);

        odd.start();

        assertMadeAnew(odd);
    }

    /** Its hashes are right; only the entry is another one. */
    @Test
    void aServerWithAnotherLogThanTheOthersIsMadeAnew() throws SQLException {
        LocalServer odd = stopped();
        try (Connection connection = DriverManager.getConnection(url(odd));
                Statement statement = connection.createStatement()) {
            replaceLastEntry(statement);
        }
        shutDown(odd);

        odd.start();

        assertMadeAnew(odd);
    }

    private static void replaceLastEntry(Statement statement) throws SQLException {
        try (ResultSet newest = statement.executeQuery(
                "SELECT idx, term, hash FROM raft_log_0 ORDER BY idx DESC")) {
            newest.next();
            long index = newest.getLong(1);
            long term = newest.getLong(2);
            newest.next();
            byte[] command = {1, 2, 3};
            var entry = new Entry(index, term, new Entry.Command(command));
            long hash = ChainHash.of(newest.getLong(3), entry);
            statement.executeUpdate(
                    "UPDATE raft_log_0 SET data = CAST(X'010203' AS BLOB), kind = 1," + " hash = "
                            + hash + " WHERE idx = " + index);
        }
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

    /** How many rows that was. */
    private static int change(LocalServer stopped, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(stopped));
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } finally {
            shutDown(stopped);
        }
    }

    private static void shutDown(LocalServer stopped) {
        assertThatThrownBy(() -> DriverManager.getConnection(url(stopped) + ";shutdown=true"))
                .isInstanceOf(SQLException.class);
    }

    private static String url(LocalServer server) {
        return "jdbc:derby:directory:" + server.directory().resolve("derby");
    }

    /** The rows of a command are saved together with what comes next, or after a while. */
    private LocalServer stopped() {
        LocalServer follower = cluster.follower();
        leader = cluster.leader();
        assertThat(leader.set("last", "0").status()).isEqualTo(200);
        await("all is saved", () -> {
            try (Connection connection = DriverManager.getConnection(url(follower));
                    Statement statement = connection.createStatement();
                    ResultSet applied =
                            statement.executeQuery("SELECT last_applied FROM raft_meta")) {
                applied.next();
                assertThat(applied.getLong(1))
                        .isEqualTo(follower.status().path("lastIndex").asLong());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        follower.stop();
        return follower;
    }
}
