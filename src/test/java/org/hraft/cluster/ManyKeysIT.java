package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * A large map: the disk that it takes, a new node that is sent all of it, a start that reads all of
 * it. It takes some minutes, so it is skipped without {@code -Dhraft.keys=1000000}.
 */
@EnabledIfSystemProperty(named = "hraft.keys", matches = "\\d+")
@ExtendWith(SharedCluster.class)
class ManyKeysIT {

    private static final int KEYS = Integer.getInteger("hraft.keys", 0);
    private static final int VALUE_BYTES = 64;

    private static final int OVERWRITES = 2 * KEYS;
    private static final int OVERWRITTEN_KEYS = Math.min(10_000, OVERWRITES / 10);

    /** All together more than the log keeps, or the new node would not need the map. */
    private static final int OVERWRITE_BYTES =
            Math.max(VALUE_BYTES, (72 << 20) / Math.max(1, OVERWRITES)); // KEYS is 0 if skipped

    private static final int CLIENTS = 4;
    private static final int KEYS_TO_READ = 1_000;

    /** Some seconds; with a million keys almost a minute, as long as the new node takes. */
    private static final int BASELINE_REQUESTS = 300 + KEYS / 100;

    private static final Duration JOINED = Duration.ofMinutes(5);

    private static final long MAX_DISK_BYTES = 300_000_000;
    private static final Duration MAX_WAIT = Duration.ofMillis(200);
    private static final Duration MAX_START = Duration.ofSeconds(15);

    @Test
    void manyKeysAreNoBurden(Cluster cluster) throws Exception {
        overwritesDoNotFillTheDisk(cluster);
        fill(cluster);
        nobodyElseWaitsForANewNode(cluster);
        aRestartIsReadySoon(cluster.follower());
    }

    private static void overwritesDoNotFillTheDisk(Cluster cluster) throws Exception {
        try (DiskUse disk = new DiskUse(cluster)) {
            Bulk.write(
                    "overwrites", cluster, OVERWRITES, i -> i % OVERWRITTEN_KEYS, OVERWRITE_BYTES);

            disk.report(OVERWRITES + " overwrites with " + OVERWRITE_BYTES + " bytes each");
            assertThat(disk.largest()).as("bytes on a disk").isLessThan(MAX_DISK_BYTES);
        }
        for (HraftProcess node : cluster.nodes()) {
            Awaitility.await("the log of " + node + " loses its beginning")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Status.of(node).firstIndex() > 1);
        }
    }

    private static void fill(Cluster cluster) throws Exception {
        try (DiskUse disk = new DiskUse(cluster)) {
            Bulk.write("keys", cluster, KEYS, i -> i, VALUE_BYTES);
            disk.report(KEYS + " keys");
        }
    }

    /**
     * All nodes and clients share the processors here, so some requests wait for one at any time; what
     * is asked is how much longer the longest wait is while a node joins.
     */
    private static void nobodyElseWaitsForANewNode(Cluster cluster) throws Exception {
        HraftProcess newcomer = cluster.add("node4");
        try (Probes probes = new Probes(cluster.others(newcomer))) {
            Waits before = probes.take(BASELINE_REQUESTS);

            // when
            long begun = System.nanoTime();
            newcomer.start(cluster.leader().address());
            awaitVoter(newcomer);

            // then
            Waits during = probes.take(1);
            double seconds = (System.nanoTime() - begun) / 1e9;
            Parallel.say("waits before the join: %s", before);
            Parallel.say("waits during the %.1f s of the join: %s", seconds, during);
            assertThat(during.failures()).isEmpty();
            assertThat(during.longest()).isLessThan(before.longest().plus(MAX_WAIT));
            assertHasAllKeys(newcomer);
        } finally {
            removed(cluster, newcomer);
        }
    }

    private static void assertHasAllKeys(HraftProcess newcomer) throws Exception {
        Parallel.forEach(IntStream.range(0, KEYS_TO_READ).boxed().toList(), CLIENTS, i -> {
            String key = Bulk.key((int) ((long) i * KEYS / KEYS_TO_READ));
            HttpResponse<String> answer = newcomer.get("/key/" + key + "?raw&level=none");
            assertThat(answer.statusCode()).as("%s %s", key, answer.body()).isEqualTo(200);
        });
    }

    /** The other tests want three nodes. */
    private static void removed(Cluster cluster, HraftProcess newcomer) throws Exception {
        cluster.forget(newcomer);
        HttpResponse<String> answer = cluster.leader().delete("/members/" + newcomer.id());
        newcomer.end();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void awaitVoter(HraftProcess newcomer) {
        Awaitility.await(newcomer + " votes")
                .atMost(JOINED)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Status.of(newcomer).voters().contains(newcomer.id()));
    }

    private static void aRestartIsReadySoon(HraftProcess node) throws Exception {
        node.kill();

        long begun = System.nanoTime();
        node.start();
        node.awaitReady();

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Parallel.say("a start with %d keys took %d ms", KEYS, took.toMillis());
        assertThat(took).isLessThan(MAX_START);
    }
}
