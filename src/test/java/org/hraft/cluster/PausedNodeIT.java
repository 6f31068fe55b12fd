package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that stands still for three seconds: its sockets still accept, so nobody is told that it
 * is away, and when it goes on it still believes what it believed.
 */
@ExtendWith(SharedCluster.class)
class PausedNodeIT {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

    @Test
    void aPausedLeaderIsReplacedAndStepsDown(Cluster cluster) throws Exception {
        try (Load load = new Load("paused-leader", cluster)) {
            load.awaitFlow(cluster);
            HraftProcess old = cluster.leader();
            long term = Status.of(old).term();
            assertThat(old.post("/key", "{\"paused\":\"before\"}").statusCode()).isEqualTo(200);

            // when
            long paused = System.nanoTime();
            old.signal(HraftProcess.Signal.STOP);

            // then
            HraftProcess next = Cluster.leaderAmong(cluster.others(old));
            assertThat(Status.of(next).term()).isGreaterThan(term);
            load.awaitAcknowledged(System.nanoTime(), cluster.others(old));
            assertThat(next.post("/key", "{\"paused\":\"after\"}").statusCode()).isEqualTo(200);

            // when: a read waits in its socket already when it goes on as if no time had passed
            CompletableFuture<HttpResponse<String>> read = readLater(old, "paused");
            waitUntil(paused + PAUSE_NANOS);
            assertThat(read).isNotDone();
            old.signal(HraftProcess.Signal.CONT);

            // then
            HttpResponse<String> answer = read.get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode() + " " + answer.body())
                    .satisfiesAnyOf(
                            text -> assertThat(text).isEqualTo("200 {\"paused\":\"after\"}"),
                            text -> assertThat(text).startsWith("503 "));
            Awaitility.await("the old leader follows")
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> {
                        assertThat(Status.of(old).role()).isEqualTo("follower");
                        assertThat(Status.of(old).leader())
                                .isEqualTo(Status.of(next).leader())
                                .isNotEmpty();
                    });
            load.awaitFlow(cluster);
            List<Load.Write> writes = load.stop();
            Parallel.say("%s", Load.summary(writes));
            Contents.assertNothingLost(cluster, writes);
        }
    }

    @Test
    void aPausedFollowerDelaysNobody(Cluster cluster) throws Exception {
        try (Load load = new Load("paused-follower", cluster)) {
            load.awaitFlow(cluster);
            HraftProcess follower = cluster.follower();

            // when
            long paused = System.nanoTime();
            follower.signal(HraftProcess.Signal.STOP);
            waitUntil(paused + PAUSE_NANOS);
            long resumed = System.nanoTime();
            follower.signal(HraftProcess.Signal.CONT);

            // then
            load.awaitFlow(cluster);
            List<Load.Write> writes = load.stop();
            List<Load.Write> meanwhile = writes.stream()
                    .filter(write -> write.through() != follower)
                    .filter(write -> write.started() - paused > 0 && write.ended() - resumed < 0)
                    .toList();
            List<Duration> times =
                    meanwhile.stream().map(Load.Write::took).sorted().toList();
            Parallel.say(
                    "%s through the others in the pause, median %d ms, slowest %d ms",
                    Load.summary(meanwhile),
                    times.get(times.size() / 2).toMillis(),
                    times.get(times.size() - 1).toMillis());
            assertThat(meanwhile).extracting(Load.Write::fate).containsOnly(Load.Fate.ACKNOWLEDGED);
            // A leader that waits for the paused one waits for the two seconds of its call.
            assertThat(times.get(times.size() * 99 / 100)).isLessThan(Duration.ofSeconds(1));
            Contents.assertNothingLost(cluster, writes);
        }
    }

    private static CompletableFuture<HttpResponse<String>> readLater(
            HraftProcess node, String key) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return node.get("/key/" + key);
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The pause itself is what is wanted here, not a condition. */
    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime();
                left > 0;
                left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
