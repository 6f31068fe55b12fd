package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Three real servers on Payara Micro, started by the launcher. Starting them is what takes the time,
 * so each test is a story of several steps.
 */
class ThreeNodesIT {

    @TempDir
    private Path folder;

    private final List<HraftProcess> nodes = new ArrayList<>();

    @BeforeEach
    void startThree() {
        for (String id : List.of("node1", "node2", "node3")) {
            nodes.add(new HraftProcess(id, folder.resolve(id)));
        }
        node(1).start();
        node(1).awaitReady();
        node(2).start(node(1).address());
        node(3).start(node(1).address());
        node(2).awaitReady();
        node(3).awaitReady();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (HraftProcess node : nodes) {
            node.end();
        }
    }

    @Test
    void whatWasAcknowledgedIsReadableEverywhereAndSurvivesTheLeaderAndThenEverybody()
            throws Exception {
        Map<String, String> acknowledged = new TreeMap<>();
        step("the seed's two keys are readable on all three at once", () -> {
            acknowledged.putAll(write(node(1), "user1", "aly"));
            assertReadableOnAll(acknowledged);
            acknowledged.putAll(write(node(2), "user2", "bloom"));
            assertReadableOnAll(acknowledged);
        });
        HraftProcess leader = leader();
        List<HraftProcess> rest = others(leader);
        step("the leader is killed under load and writes go on", () -> {
            for (int i = 0; i < 50; i++) {
                acknowledged.putAll(write(rest.get(i % 2), "before" + i, "v" + i));
            }
            leader.kill();
            for (int i = 0; i < 50; i++) {
                String key = "after" + i;
                HraftProcess node = rest.get(i % 2);
                Awaitility.await("a write is accepted again")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> node.set(key, "v"));
                acknowledged.put(key, "v");
            }
        });
        step("the old leader comes back by itself and has everything", () -> {
            leader.start();
            leader.awaitReady();
            assertReadableOnAll(acknowledged);
        });
        step("all are killed at once, and start in another order with everything", () -> {
            for (HraftProcess node : nodes) {
                node.kill();
            }
            for (int i = 2; i >= 0; i--) {
                nodes.get(i).start();
            }
            for (HraftProcess node : nodes) {
                node.awaitReady();
            }
            assertReadableOnAll(acknowledged);
        });
    }

    @Test
    void oneOfThreeMayBeGoneAndOfTwoTheAnswerSaysWhichAreMissing() throws Exception {
        assertThat(node(1).set("k", "v")).isTrue();
        step("a stopped leader hands over and the others go on", () -> {
            HraftProcess leader = leader();
            leader.stop();
            HraftProcess other = others(leader).get(0);
            assertThat(other.set("k", "w")).isTrue();
            assertThat(other.get("/key/k").body()).isEqualTo("{\"k\":\"w\"}");
            nodes.remove(leader);
            leader.end();
        });
        step("the last one of three refuses within three seconds and says why", () -> {
            HraftProcess last = nodes.get(0);
            HraftProcess dead = nodes.get(1);
            dead.kill();
            long started = System.nanoTime();
            HttpResponse<String> read = last.get("/key/k");
            HttpResponse<String> write = last.post("/key", "{\"k\":\"x\"}");
            Duration both = Duration.ofNanos(System.nanoTime() - started);

            assertThat(both).isLessThan(Duration.ofSeconds(6));
            assertThat(read.statusCode()).isEqualTo(503);
            assertThat(read.body()).contains(dead.id() + " (").contains("unreachable for");
            assertThat(write.statusCode()).isIn(503, 504);
            assertThat(write.body()).contains(dead.id() + " (").contains("unreachable for");
            assertThat(last.get("/key/k?level=none").body()).contains("\"k\"");
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Names what goes on, for whoever reads a failure. */
    private static void step(String what, Step step) {
        try {
            step.run();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("while " + what + ": " + e.getMessage(), e);
        }
    }

    private HraftProcess node(int number) {
        return nodes.get(number - 1);
    }

    private HraftProcess leader() throws IOException, InterruptedException {
        for (HraftProcess node : nodes) {
            if (node.get("/status").body().contains("\"role\":\"leader\"")) {
                return node;
            }
        }
        throw new AssertionError("nobody leads");
    }

    private List<HraftProcess> others(HraftProcess one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    private static Map<String, String> write(HraftProcess node, String key, String value)
            throws InterruptedException {
        assertThat(node.set(key, value)).as(key + " through " + node.id()).isTrue();
        return Map.of(key, value);
    }

    private void assertReadableOnAll(Map<String, String> pairs) throws Exception {
        for (HraftProcess node : nodes) {
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                assertThat(node.get("/key/" + pair.getKey()).body())
                        .as(pair.getKey() + " on " + node.id())
                        .isEqualTo("{\"" + pair.getKey() + "\":\"" + pair.getValue() + "\"}");
            }
        }
    }
}
