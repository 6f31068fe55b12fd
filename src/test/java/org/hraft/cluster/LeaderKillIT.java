package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Kill -9 under load, of the leader and of everybody. {@code -Dhraft.tries=10} kills the leader ten
 * times instead of three; {@code -Dhraft.seed=...} repeats the choices of an earlier run.
 */
@ExtendWith(SharedCluster.class)
class LeaderKillIT {

    private static final int TRIES = Integer.getInteger("hraft.tries", 3);

    @Test
    void writesGoOnWithinTwoSecondsOfTheLeadersDeathAndNothingIsLost(Cluster cluster)
            throws Exception {
        List<Duration> gaps = new ArrayList<>();
        try (Load load = new Load("leader-kill", cluster)) {
            for (int i = 1; i <= TRIES; i++) {
                load.awaitFlow(cluster);
                HraftProcess leader = cluster.leader();

                // when
                long killed = System.nanoTime();
                leader.kill();

                Load.Write first = load.awaitAcknowledged(killed, cluster.others(leader));
                Duration gap = Duration.ofNanos(first.ended() - killed);
                Parallel.say(
                        "try %d: the first write after the death of %s was acknowledged by %s"
                                + " after %d ms",
                        i, leader, first.through(), gap.toMillis());
                gaps.add(gap);
                leader.start();
                leader.awaitReady();
            }
            load.awaitFlow(cluster);
            List<Load.Write> writes = load.stop();

            // then
            Collections.sort(gaps);
            Duration median = gaps.get((gaps.size() - 1) / 2);
            Parallel.say("median %d ms; %s", median.toMillis(), Load.summary(writes));
            Contents.assertNothingLost(cluster, writes);
            assertThat(median).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesTheDeathOfAllAtOnce(Cluster cluster) throws Exception {
        long seed = Long.getLong("hraft.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<HraftProcess> nodes = cluster.nodes();
        HraftProcess first = nodes.get(random.nextInt(nodes.size()));
        Parallel.say("hraft.seed=%d, %s is the first to start again", seed, first);
        try (Load load = new Load("all-killed", cluster)) {
            load.awaitFlow(cluster);
            load.awaitAcknowledged(100 + random.nextInt(200));

            // when
            HraftProcess.signal(HraftProcess.Signal.KILL, nodes);
            List<Load.Write> writes = load.stop();
            for (HraftProcess node : nodes) {
                node.awaitEnd(Duration.ofSeconds(10));
            }
            first.start();
            first.awaitUp();

            // then
            Parallel.say("%s", Load.summary(writes));
            cluster.heal();
            Contents.assertNothingLost(cluster, writes);
        }
    }
}
