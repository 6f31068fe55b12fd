package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * Servers come, go, are replaced and move, while clients write and read all the time. The last to use
 * the cluster: others expect it to have three servers.
 */
@Order(Integer.MAX_VALUE - 1)
@ExtendWith(SharedCluster.class)
class MembershipIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void nothingIsLostAndNobodySeesAnythingWrongWhileTheMembersChange(Cluster cluster)
            throws Exception {
        try (Rivals rivals = new Rivals("members", cluster);
                Load load = new Load("members", cluster)) {
            cluster.nodes().forEach(rivals::use);
            load.awaitFlow(cluster);

            join(cluster, rivals, List.of("node4", "node5"));
            theLeaderIsRemoved(cluster);
            aDeadNodeIsReplaced(cluster);
            moves(cluster, cluster.follower());
            moves(cluster, cluster.leader());

            List<Load.Write> writes = load.stop();
            Parallel.say("%s", Load.summary(writes));
            rivals.assertLinearizable();
            Contents.assertNothingLost(cluster, writes);
        }
    }

    /** All at once: the members change one at a time, and nobody has to think of that. */
    private static void join(Cluster cluster, Rivals rivals, List<String> ids) {
        String door = cluster.leader().address();
        List<HraftProcess> newcomers = ids.stream().map(cluster::add).toList();
        newcomers.forEach(newcomer -> newcomer.start(door));
        newcomers.forEach(HraftProcess::awaitReady);
        awaitVoters(cluster);
        newcomers.forEach(rivals::use);
    }

    private static void theLeaderIsRemoved(Cluster cluster) throws Exception {
        HraftProcess leader = cluster.leader();

        HttpResponse<String> answer = cluster.follower().delete("/members/" + leader.id());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        cluster.forget(leader);
        awaitVoters(cluster);
        leader.signal(HraftProcess.Signal.TERM);
        leader.awaitEnd(SOON);
    }

    /** The same name, an empty disk, another address. */
    private static void aDeadNodeIsReplaced(Cluster cluster) throws Exception {
        HraftProcess dead = cluster.follower();
        dead.kill();

        HraftProcess replacement = cluster.replace(dead);
        replacement.start(cluster.leader().address());

        replacement.awaitReady();
        awaitVoters(cluster);
    }

    private static void moves(Cluster cluster, HraftProcess node) throws Exception {
        node.signal(HraftProcess.Signal.TERM);
        node.awaitEnd(SOON);

        node.move();
        node.start();

        node.awaitReady();
        awaitMembers(cluster, "the new address of " + node, members -> {
            for (JsonNode member : members) {
                if (member.path("id").asText().equals(node.id())) {
                    return member.path("addr").asText().equals(node.raftAddress());
                }
            }
            return false;
        });
    }

    // ---- who they are

    /** Exactly these nodes are members, and all of them vote. */
    private static void awaitVoters(Cluster cluster) {
        TreeSet<String> wanted = new TreeSet<>();
        cluster.nodes().forEach(node -> wanted.add(node.id()));
        awaitMembers(cluster, wanted + " vote", members -> {
            TreeSet<String> voters = new TreeSet<>();
            members.forEach(member -> {
                boolean votes = member.path("voter").asBoolean();
                voters.add(member.path("id").asText() + (votes ? "" : ", a learner"));
            });
            return voters.equals(wanted);
        });
    }

    private interface Condition {
        boolean holds(JsonNode members);
    }

    private static void awaitMembers(Cluster cluster, String what, Condition condition) {
        Awaitility.await(what)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> condition.holds(
                        JSON.readTree(cluster.leader().get("/members").body()).path("members")));
    }
}
