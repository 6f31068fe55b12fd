package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code POST /leader} under load: leadership goes round, and nobody notices. */
@ExtendWith(SharedCluster.class)
class LeadershipTransferIT {

    private static final int TRANSFERS = 20;

    @Test
    void noRequestFailsWhileLeadershipGoesRound(Cluster cluster) throws Exception {
        List<Duration> longest = new ArrayList<>();
        HraftProcess leader = cluster.leader();
        try (Load load = new Load("transfer", cluster)) {
            for (int i = 0; i < TRANSFERS; i++) {
                load.awaitFlow(cluster);
                HraftProcess target = cluster.others(leader).get(i % 2);
                HraftProcess asked = cluster.nodes().get(i % 3);

                Status before = Status.of(leader);
                assertThat(before.role()).as("nobody else has taken over").isEqualTo("leader");

                // when
                long begun = System.nanoTime();
                HttpResponse<String> answer =
                        asked.post("/leader", "{\"id\":\"" + target.id() + "\"}");
                long done = System.nanoTime();

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains("\"id\":\"" + target.id() + "\"");
                leader = Cluster.leaderAmong(List.of(target)); // it says so after its first write
                assertThat(Status.of(leader).term()).isGreaterThan(before.term());
                load.awaitFlow(cluster);
                longest.add(load.writes()
                        .filter(write -> write.ended() - begun >= 0 && write.started() - done <= 0)
                        .map(Load.Write::took)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO)); // between two batches: nobody waited
            }
            List<Load.Write> writes = load.stop();

            // then
            Collections.sort(longest);
            Duration median = longest.get((longest.size() - 1) / 2);
            Parallel.say(
                    "longest wait during a transfer: median %d ms, worst %d ms; %s",
                    median.toMillis(),
                    longest.get(longest.size() - 1).toMillis(),
                    Load.summary(writes));
            assertThat(writes).allSatisfy(write -> assertThat(write.fate())
                    .as(write.answer())
                    .isEqualTo(Load.Fate.ACKNOWLEDGED));
            Contents.assertNothingLost(cluster, writes);
            assertThat(median).isLessThan(Duration.ofSeconds(1));
        }
    }
}
