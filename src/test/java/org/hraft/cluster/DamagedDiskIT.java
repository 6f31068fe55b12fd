package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.hraft.storage.DerbyDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Disks that lose or change what is on them, one at a time while clients write, come back without
 * hands; those of a majority are left as they are, and say what an operator has to do.
 */
@ExtendWith(SharedCluster.class)
class DamagedDiskIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FLIPS = 20;

    @Test
    void aServerWhoseDiskIsWipedOrDamagedComesBackByItself(Cluster cluster) throws Exception {
        try (Load load = new Load("disks", cluster)) {
            load.awaitFlow(cluster);

            HraftProcess wiped = cluster.follower();
            wiped.kill();
            Folders.delete(wiped.directory());
            wiped.start(cluster.leader().address());
            awaitVoter(cluster, wiped);

            HraftProcess flipped = cluster.others(cluster.leader(), wiped).get(0);
            flipped.kill();
            flipBits(files(flipped.directory().resolve("derby").resolve("log")));
            flipped.start();
            awaitVoter(cluster, flipped);

            HraftProcess torn = cluster.follower();
            torn.kill();
            for (Path file : files(torn.directory().resolve("derby").resolve("seg0"))) {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
            torn.start();
            awaitVoter(cluster, torn);
            assertThat(torn.directory().resolve("damaged-1")).isDirectory();

            List<Load.Write> writes = load.stop();
            Parallel.say("%s", Load.summary(writes));
            Contents.assertNothingLost(cluster, writes);
        }
    }

    /** Nothing on its disk is damaged; it is only not what the others have. */
    @Test
    void aServerThatHasAnotherValueThanAMajorityComesBackByItself(Cluster cluster)
            throws Exception {
        HraftProcess odd = cluster.follower();
        assertThat(odd.post("/key", "{\"odd\":\"right\"}").statusCode()).isEqualTo(200);
        String incarnation = Status.of(odd).incarnation();
        odd.signal(HraftProcess.Signal.TERM);
        odd.awaitEnd(SOON);
        DerbyDirectory disk = new DerbyDirectory(odd.directory());
        long table = disk.number("SELECT kv_table FROM raft_meta");
        disk.sql("UPDATE kv_" + table + " SET v = CAST(X'77726F6E67' AS BLOB) WHERE k = 'odd'");

        odd.start();

        await(odd, "made anew", status -> !status.incarnation().equals(incarnation));
        awaitVoter(cluster, odd);
        assertThat(odd.get("/key/odd?level=none").body()).isEqualTo("{\"odd\":\"right\"}");
    }

    /** As the first one of a cluster is, whose command line names nobody. */
    @Test
    @EnabledIfSystemProperty(named = "hraft.damage", matches = "all")
    void aWipedServerThatKnowsNobodyFoundsNoSecondCluster(Cluster cluster) throws Exception {
        HraftProcess wiped = cluster.follower();
        wiped.kill();
        Folders.delete(wiped.directory());

        wiped.start();

        assertThat(wiped.awaitEnd(SOON)).isEqualTo(1);
        assertThat(wiped.printed())
                .anySatisfy(line -> assertThat(line).contains("founds no cluster", "-join"));
        wiped.start(cluster.leader().address());
        awaitVoter(cluster, wiped);
    }

    @Test
    @EnabledIfSystemProperty(named = "hraft.damage", matches = "all")
    void theDamagedDisksOfAMajorityAreKeptAndExplained(Cluster cluster) throws Exception {
        HraftProcess well = cluster.leader();
        List<HraftProcess> damaged = cluster.others(well);
        String pair = "{\"majority\":\"damaged\"}";
        assertThat(well.post("/key", pair).statusCode()).isEqualTo(200);
        HraftProcess.signal(HraftProcess.Signal.KILL, damaged);
        for (HraftProcess node : damaged) {
            node.awaitEnd(SOON);
            Path derby = node.directory().resolve("derby");
            Files.move(derby, node.directory().resolve("derby-intact"));
            Files.createDirectory(derby);
        }

        damaged.forEach(HraftProcess::start);

        for (HraftProcess node : damaged) {
            node.awaitUp();
            Status status = await(node, "bring back intact copies", now -> now.lastError()
                    .contains("bring back intact copies"));
            assertThat(status.role()).isEqualTo("halted");
            assertThat(status.damaged()).isTrue();
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(503);
            HttpResponse<String> answer = node.get("/key/majority");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("use another one");
            assertThat(node.directory().resolve("derby")).isEmptyDirectory();
            assertThat(node.directory().resolve("damaged-9")).doesNotExist();
        }
        assertThat(well.post("/key", pair).statusCode()).isIn(503, 504);

        for (HraftProcess node : damaged) {
            node.signal(HraftProcess.Signal.TERM);
            node.awaitEnd(SOON);
            Folders.delete(node.directory().resolve("derby"));
            Files.move(
                    node.directory().resolve("derby-intact"), node.directory().resolve("derby"));
        }
        cluster.heal();
        assertThat(damaged.get(0).get("/key/majority").body()).isEqualTo(pair);
    }

    /** Nearly full at first, when it refuses and goes on later; then full at a stroke. */
    @Test
    @EnabledIfSystemProperty(named = "hraft.damage", matches = "all")
    void aServerWhoseDiskIsFilledSaysSoAndGoesOnWhenThereIsRoom(Cluster cluster) throws Exception {
        HraftProcess node = cluster.follower();
        node.kill();
        try (SmallDisk disk = SmallDisk.under(node);
                Load load = new Load("full", cluster)) {
            node.start();
            awaitVoter(cluster, node);

            disk.fillBut(8);
            await(node, "low on space", Status::lowOnSpace);
            assertThat(node.post("/key", "{\"full\":\"no\"}").statusCode()).isEqualTo(507);
            assertThat(node.get("/key/full?level=none").statusCode()).isEqualTo(404);
            load.awaitAcknowledged(System.nanoTime(), cluster.others(node));
            disk.makeRoom();
            load.awaitAcknowledged(System.nanoTime(), List.of(node));

            disk.fillBut(0);
            await(node, "full", status -> status.lowOnSpace() || status.role().equals("halted"));
            load.awaitAcknowledged(System.nanoTime(), cluster.others(node));
            disk.makeRoom();
            if (await(node, "anything", status -> true).role().equals("halted")) {
                node.kill();
                node.start();
            }
            awaitVoter(cluster, node);

            List<Load.Write> writes = load.stop();
            Parallel.say("%s", Load.summary(writes));
            Contents.assertNothingLost(cluster, writes);
            node.signal(HraftProcess.Signal.TERM);
            node.awaitEnd(SOON);
        }
    }

    /** All servers say that all three vote. */
    private static void awaitVoter(Cluster cluster, HraftProcess node) {
        node.awaitReady();
        for (HraftProcess each : cluster.nodes()) {
            await(each, "three vote", status -> status.voters().size() == 3 && !status.damaged());
        }
    }

    private static Status await(HraftProcess node, String what, Predicate<Status> condition) {
        return Awaitility.await(node + " says: " + what)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Status.of(node), condition);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".dat"))
                    .sorted()
                    .toList();
        }
    }

    /** In the part of each file that is in use: Derby fills them with zeros first. */
    private static void flipBits(List<Path> files) throws IOException {
        SplittableRandom dice = new SplittableRandom(7);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int used = bytes.length;
            while (used > 1 && bytes[used - 1] == 0) {
                used--;
            }
            for (int i = 0; i < FLIPS; i++) {
                bytes[dice.nextInt(used)] ^= (byte) (1 << dice.nextInt(8));
            }
            Files.write(file, bytes);
        }
    }
}
