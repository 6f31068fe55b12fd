package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was acknowledged outlives the servers that acknowledged it. The tests share a cluster. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTest {

    private final Map<String, String> acknowledged = new TreeMap<>();
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
    void whenTheLeaderCrashesTheOthersGoOnAndItCatchesUpLater() {
        // given
        LocalServer crashed = cluster.leader();
        List<LocalServer> others = cluster.others(crashed);
        write(crashed, "before", 10);

        // when
        crashed.crash();

        // then
        LocalServer next = cluster.leader();
        assertThat(next).isNotSameAs(crashed);
        assertReadable(others, acknowledged);
        write(others.get(0), "meanwhile", 10);

        // when
        crashed.start();

        // then
        awaitLocally(List.of(crashed), acknowledged);
        write(crashed, "after", 1);
        assertReadable(cluster.servers(), acknowledged);
    }

    @Test
    void whenAllCrashAtOnceEverythingAcknowledgedIsThereInWhateverOrderTheyStart() {
        // given
        for (LocalServer server : cluster.servers()) {
            write(server, "by-" + server.id(), 5);
        }

        // when
        cluster.servers().forEach(LocalServer::crash);
        cluster.server("n3").start();
        cluster.server("n1").start();

        // then
        cluster.leader();
        assertReadable(List.of(cluster.server("n3"), cluster.server("n1")), acknowledged);

        // when
        cluster.server("n2").start();

        // then
        awaitLocally(cluster.servers(), acknowledged);
    }

    @Test
    void whenAllAreStoppedOneByOneEverythingAcknowledgedIsThereInWhateverOrderTheyStart() {
        // given
        for (LocalServer server : cluster.servers()) {
            write(server, "by-" + server.id(), 5);
        }
        LocalServer first = cluster.leader();

        // when
        first.stop();
        write(cluster.leader(), "with-two", 5);
        cluster.others(first).forEach(LocalServer::stop);
        first.start(); // which has not seen the last writes, and must not lead
        cluster.others(first).get(1).start();

        // then
        assertThat(cluster.leader()).isNotSameAs(first);
        assertReadable(List.of(first), acknowledged);

        // when
        cluster.others(first).get(0).start();

        // then
        awaitLocally(cluster.servers(), acknowledged);
    }

    /** Writes until each is acknowledged; an answer that says otherwise is not counted on. */
    private void write(LocalServer server, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            String key = prefix + "-" + i;
            await(
                    key + " is acknowledged",
                    () -> assertThat(server.set(key, "v" + key).status()).isEqualTo(200));
            acknowledged.put(key, "v" + key);
        }
    }
}
