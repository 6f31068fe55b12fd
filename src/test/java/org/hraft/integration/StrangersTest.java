package org.hraft.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.integration.LocalCluster.assertReadable;
import static org.hraft.integration.LocalCluster.await;
import static org.hraft.integration.LocalCluster.awaitLocally;

import org.hraft.node.Envelope;
import org.hraft.node.Transport;
import org.hraft.node.Transport.Answered;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** Who is no member has no say, whatever it calls itself. One cluster for all these tests. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersTest {

    private LocalCluster cluster;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        cluster = LocalCluster.start(directory);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void aServerOfAnotherClusterIsRefusedUnread() {
        // given
        LocalServer leader = cluster.leader();

        // when
        Transport.Outcome outcome = leader.callAsPeer(
                envelope("another-cluster", "n2", leader.id(), incarnation(leader)));

        // then
        assertThat(outcome)
                .isInstanceOfSatisfying(NotDelivered.class, refusal -> assertThat(refusal.reason())
                        .contains(LocalCluster.CLUSTER_ID));
    }

    @Test
    void aRequestForAnotherIncarnationIsRefusedUnread() {
        // given
        LocalServer leader = cluster.leader();

        // when
        Transport.Outcome outcome = leader.callAsPeer(
                envelope(LocalCluster.CLUSTER_ID, "n2", leader.id(), "an-older-life"));

        // then
        assertThat(outcome)
                .isInstanceOfSatisfying(NotDelivered.class, refusal -> assertThat(refusal.reason())
                        .contains("incarnation"));
    }

    /** It would found a cluster beside its own otherwise, when it has lost its data directory. */
    @Test
    void whoIsTakenForAnotherIncarnationRemembersWhoSaidSo() {
        // given
        LocalServer leader = cluster.leader();

        // when
        leader.callAsPeer(envelope(LocalCluster.CLUSTER_ID, "n2", leader.id(), "an-older-life"));

        // then
        assertThat(leader.claim()).isEqualTo("n2 of cluster " + LocalCluster.CLUSTER_ID);
    }

    @Test
    void theSameRequestIsAnsweredIfClusterAndIncarnationAreRight() {
        // given
        LocalServer leader = cluster.leader();

        // when
        Transport.Outcome outcome = leader.callAsPeer(
                envelope(LocalCluster.CLUSTER_ID, "n2", leader.id(), incarnation(leader)));

        // then
        assertThat(outcome).isInstanceOf(Answered.class);
    }

    @Test
    void theIdOfALiveMemberIsNotGivenAway() {
        // given
        LocalServer asked = cluster.follower();
        String members = asked.get("/members").json().path("members").toString();

        // when
        Http.Answer answer = asked.post("/join", "{\"id\":\"n2\",\"addr\":\"127.0.0.1:1\"}");

        // then
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asText()).contains("n2");
        assertThat(asked.status().path("voters")).hasSize(3);
        assertThat(members).doesNotContain("127.0.0.1:1\"");
    }

    @Test
    void aServerOfAnotherClusterIsNotTakenIn() {
        try (LocalServer loner = new LocalServer("loner", directory.resolve("loner"))) {
            // given
            loner.start();
            loner.found("another-cluster");

            // when
            Http.Answer answer = cluster.follower()
                    .post("/join", "{\"id\":\"loner\",\"addr\":\"" + loner.raftAddress() + "\"}");

            // then
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asText()).contains("another-cluster");
            assertThat(cluster.leader().get("/members").json().path("members")).hasSize(3);
        }
    }

    @Test
    void aMemberThatLostItsDiskHasNoSayUntilItJoinsAsANewOne() {
        // given
        LocalServer wiped = cluster.follower();
        LocalServer other = cluster.others(wiped).get(0);
        wiped.crash();
        wiped.loseDisk();
        wiped.start();

        // when
        Http.Answer write = other.set("without", "it");

        // then
        assertThat(write.status()).isEqualTo(200);
        assertThat(wiped.status().path("clusterId").isNull()).isTrue();
        assertThat(wiped.status().path("lastIndex").asLong()).isZero();

        // when
        await("its old self counts as dead", () -> assertThat(wiped.join(other).status())
                .isEqualTo(200));

        // then
        cluster.awaitVoters();
        awaitLocally(cluster.servers(), Map.of("without", "it"));
        assertReadable(cluster.servers(), Map.of("without", "it"));
    }

    private static String incarnation(LocalServer server) {
        return server.status().path("incarnation").asText();
    }

    /** A request that a server answers only if it takes the sender for a peer. */
    private static Envelope envelope(String cluster, String from, String to, String incarnation) {
        return new Envelope(
                cluster,
                new ServerId(from, "unknown"),
                new ServerId(to, incarnation),
                new ReadIndex.Request(true));
    }
}
