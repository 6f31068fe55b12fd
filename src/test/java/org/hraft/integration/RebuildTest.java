package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server with a damaged store stands still until it is made anew. The tests build on one another. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildTest {

    private static final Map<String, String> PAIRS = Map.of("a", "1", "b", "2", "c", "3");
    private static final String WHY = "Entry 7 of the log is damaged";

    private LocalCluster cluster;
    private LocalServer damaged;
    private LocalServer other;
    private String incarnation;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.start(directory);
        damaged = cluster.follower();
        other = cluster.leader();
        PAIRS.forEach((key, value) -> assertThat(other.set(key, value).status()).isEqualTo(200));
        awaitLocally(cluster.servers(), PAIRS);
        incarnation = damaged.status().path("incarnation").asText();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    @Order(1)
    void aServerThatFindsDamageHaltsAndSaysWhat() {
        damaged.damageDisk(WHY);

        assertThat(other.set("d", "4").status()).isEqualTo(200);

        await("halted", () -> {
            JsonNode status = damaged.status();
            assertThat(status.path("role").asText()).isEqualTo("halted");
            assertThat(status.path("damaged").asBoolean()).isTrue();
            assertThat(status.path("lastError").asText()).startsWith(WHY);
        });
        assertThat(damaged.get("/key/a?level=none").status()).isEqualTo(503);
    }

    @Test
    @Order(2)
    void aStoreThatIsMadeAnewIsThatOfANewServer() {
        damaged.rebuild();

        JsonNode status = damaged.status();
        assertThat(status.path("damaged").asBoolean()).isFalse();
        assertThat(status.path("incarnation").asText()).isNotEqualTo(incarnation);
        assertThat(status.path("id").asText()).isEqualTo(damaged.id());
        assertThat(status.path("lastIndex").asLong()).isZero();
    }

    @Test
    @Order(3)
    void itJoinsAgainAndHasEverything() {
        await(
                "the old incarnation counts as gone",
                () -> assertThat(damaged.join(other).status()).isEqualTo(200));

        cluster.awaitVoters();
        awaitLocally(cluster.servers(), PAIRS);
    }

    @Test
    @Order(4)
    void aDatabaseThatDoesNotBootIsFoundOutAtTheStart() throws IOException {
        damaged.stop();
        overwrite(biggest(damaged.directory().resolve("derby").resolve("log")));
        overwriteAll(damaged.directory().resolve("derby").resolve("seg0"));

        damaged.start();

        JsonNode status = damaged.status();
        assertThat(status.path("role").asText()).isEqualTo("halted");
        assertThat(status.path("damaged").asBoolean()).isTrue();
        assertThat(status.path("id").asText()).isEqualTo(damaged.id());
        assertThat(status.path("clusterId").asText()).isEqualTo(LocalCluster.CLUSTER_ID);
        assertThat(damaged.get("/key/a?level=none").status()).isEqualTo(503);
        assertThat(damaged.set("e", "5").json().path("outcome").asText()).isEqualTo("not-applied");
    }

    @Test
    @Order(5)
    void itIsPutAsideAndTheServerComesBack() {
        damaged.rebuild();
        await("joined", () -> assertThat(damaged.join(other).status()).isEqualTo(200));

        cluster.awaitVoters();
        awaitLocally(cluster.servers(), PAIRS);
        assertReadable(cluster.servers(), PAIRS);
        assertThat(damaged.directory().resolve("damaged-1").resolve("derby")).isDirectory();
        assertThat(damaged.directory().resolve("damaged-2").resolve("derby")).isDirectory();
    }

    private static Path biggest(Path directory) throws IOException {
        return files(directory).stream()
                .max((one, other) ->
                        Long.compare(one.toFile().length(), other.toFile().length()))
                .orElseThrow();
    }

    private static void overwriteAll(Path directory) throws IOException {
        for (Path file : files(directory)) {
            overwrite(file);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void overwrite(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] nonsense = new byte[(int) file.length()];
            java.util.Arrays.fill(nonsense, (byte) 0x5a);
            file.write(nonsense);
        }
    }
}
