package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Three servers n1, n2 and n3, in one cluster that was formed by their clients' listeners. */
final class LocalCluster implements AutoCloseable {

    static final String CLUSTER_ID = "the-cluster";

    private final List<LocalServer> servers;

    /** Returns when all three are voters and know their leader. */
    static LocalCluster start(Path directory) {
        LocalCluster cluster = new LocalCluster(Stream.of("n1", "n2", "n3")
                .map(id -> new LocalServer(id, directory.resolve(id)))
                .toList());
        try {
            cluster.form();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private LocalCluster(List<LocalServer> servers) {
        this.servers = servers;
    }

    private void form() {
        servers.forEach(LocalServer::start);
        LocalServer founder = servers.get(0);
        founder.found(CLUSTER_ID);
        for (LocalServer other : others(founder)) {
            await(
                    other.id() + " has joined",
                    () -> assertThat(other.join(founder).status()).isEqualTo(200));
        }
        awaitVoters();
    }

    @Override
    public void close() {
        servers.forEach(LocalServer::close);
    }

    List<LocalServer> servers() {
        return servers;
    }

    LocalServer server(String id) {
        return servers.stream()
                .filter(server -> server.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<LocalServer> others(LocalServer one) {
        return servers.stream().filter(server -> server != one).toList();
    }

    /** The one that leads, as soon as all that run agree who that is. */
    LocalServer leader() {
        List<LocalServer> up = servers.stream().filter(LocalServer::isRunning).toList();
        return awaiting("one leader")
                .until(
                        () -> {
                            List<String> named = up.stream()
                                    .map(server ->
                                            server.status().path("leader").asText(""))
                                    .distinct()
                                    .toList();
                            return up.stream()
                                    .filter(LocalServer::leads)
                                    .filter(server -> named.equals(List.of(server.id())))
                                    .toList();
                        },
                        leaders -> leaders.size() == 1)
                .get(0);
    }

    /** A server that does not lead. */
    LocalServer follower() {
        return others(leader()).get(0);
    }

    /** Every server, asked for itself, counts all three. */
    void awaitVoters() {
        for (LocalServer server : servers) {
            await(server.id() + " knows three voters and a leader", () -> {
                assertThat(server.voters()).containsExactly("n1", "n2", "n3");
                assertThat(server.status().path("leader").isTextual()).isTrue();
            });
        }
    }

    /** What these servers answer by themselves, without a question to the leader. */
    static void awaitLocally(List<LocalServer> servers, Map<String, String> pairs) {
        for (LocalServer server : servers) {
            await(server.id() + " has everything", () -> {
                for (Map.Entry<String, String> pair : pairs.entrySet()) {
                    assertThat(server.get("/key/" + pair.getKey() + "?level=none")
                                    .body())
                            .isEqualTo(json(pair.getKey(), pair.getValue()));
                }
            });
        }
    }

    /** At once: a read that asks the leader sees every write that was acknowledged before. */
    static void assertReadable(List<LocalServer> servers, Map<String, String> pairs) {
        for (LocalServer server : servers) {
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                assertThat(server.get("/key/" + pair.getKey()).body())
                        .as(pair.getKey() + " on " + server.id())
                        .isEqualTo(json(pair.getKey(), pair.getValue()));
            }
        }
    }

    static String json(String key, String value) {
        return "{\"" + key + "\":\"" + value + "\"}";
    }

    static void await(String what, ThrowingRunnable assertion) {
        awaiting(what).untilAsserted(assertion);
    }

    private static ConditionFactory awaiting(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50));
    }
}
