package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of three may be dead. With two of them dead the third serves what it has, and of all else it
 * says within three seconds why it cannot; it never hangs.
 */
@ExtendWith(SharedCluster.class)
class MissingMembersIT {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int AT_ONCE = 50;
    private static final String UNREACHABLE = " \\([0-9.:]+\\) unreachable for [0-9]+ s.*";

    private record Timed(HttpResponse<String> answer, Duration took, boolean isWrite) {}

    @Test
    void withOneDeadOfThreeReadsAndWritesGoOn(Cluster cluster) throws Exception {
        // given
        HraftProcess follower = cluster.follower();

        // when
        follower.kill();

        // then
        for (HraftProcess node : cluster.others(follower)) {
            String pair = "{\"one-dead\":\"" + node.id() + "\"}";
            assertThat(node.post("/key", pair).statusCode()).isEqualTo(200);
            for (HraftProcess reader : cluster.others(follower)) {
                assertThat(reader.get("/key/one-dead").body()).isEqualTo(pair);
            }
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLastFollowerSaysWhoIsMissing(Cluster cluster) throws Exception {
        // given
        HraftProcess last = cluster.follower();

        // then
        assertLastOne(cluster, last);
    }

    @Test
    void aLastLeaderSaysWhoIsMissing(Cluster cluster) throws Exception {
        // given
        HraftProcess last = cluster.leader();

        // then
        assertLastOne(cluster, last);
    }

    private static void assertLastOne(Cluster cluster, HraftProcess last) throws Exception {
        assertThat(last.post("/key", "{\"two-dead\":\"seen\"}").statusCode()).isEqualTo(200);
        List<HraftProcess> dead = cluster.others(last);
        HraftProcess.signal(HraftProcess.Signal.KILL, dead);
        for (HraftProcess node : dead) {
            node.awaitEnd(Duration.ofSeconds(10));
        }

        // At once, while it may not know yet, and again when it does.
        assertAllRefused(dead, requestsAtOnce(last));
        assertAllRefused(dead, requestsAtOnce(last));

        HttpResponse<String> stale = last.get("/key/two-dead?level=none");
        assertThat(stale.statusCode() + " " + stale.body())
                .isEqualTo("200 {\"two-dead\":\"seen\"}");
        assertThat(last.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(last.get("/health/ready").statusCode()).isEqualTo(503);

        // One more makes a majority, and what was refused has not happened.
        HraftProcess back = dead.get(0);
        back.start();
        back.awaitReady();
        Awaitility.await("writes go on")
                .atMost(Duration.ofSeconds(15))
                .until(() -> last.post("/key", "{\"two-dead\":\"again\"}").statusCode() == 200);
        assertThat(back.get("/key/two-dead").body()).isEqualTo("{\"two-dead\":\"again\"}");
    }

    /** As many writes as reads, one client each. */
    private static List<Timed> requestsAtOnce(HraftProcess node) throws Exception {
        List<Timed> answers = Collections.synchronizedList(new ArrayList<>());
        List<Integer> numbers = IntStream.range(0, AT_ONCE).boxed().toList();
        Parallel.forEach(numbers, AT_ONCE, number -> answers.add(request(node, number)));
        Duration slowest =
                answers.stream().map(Timed::took).max(Duration::compareTo).orElseThrow();
        Parallel.say("%d requests at once, the slowest took %d ms", AT_ONCE, slowest.toMillis());
        return List.copyOf(answers);
    }

    private static Timed request(HraftProcess node, int number)
            throws IOException, InterruptedException {
        boolean isWrite = number % 2 == 0;
        long started = System.nanoTime();
        HttpResponse<String> answer = isWrite
                ? node.post("/key", "{\"two-dead/" + number + "\":\"x\"}")
                : node.get("/key/two-dead");
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - started), isWrite);
    }

    private static void assertAllRefused(List<HraftProcess> dead, List<Timed> answers) {
        assertThat(answers).hasSize(AT_ONCE).allSatisfy(timed -> {
            HttpResponse<String> answer = timed.answer();
            assertThat(timed.took()).isLessThan(LIMIT);
            if (timed.isWrite() && answer.statusCode() == 504) {
                assertThat(answer.body()).contains("\"outcome\":\"unknown\"");
            } else {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
            List<HraftProcess> named = dead.stream()
                    .filter(node -> answer.body().matches(".*" + node.id() + UNREACHABLE))
                    .toList();
            // A follower whose leader dies under a write has not called anybody else by then.
            if (answer.body().contains("connection to the leader broke")) {
                assertThat(named).as(answer.body()).isNotEmpty();
            } else {
                assertThat(named).as(answer.body()).isEqualTo(dead);
            }
        });
    }
}
