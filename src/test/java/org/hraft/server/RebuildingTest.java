package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** When a damaged store is made anew, and what an operator hears when it is not. */
class RebuildingTest {

    private final Damaged server = new Damaged();

    @Test
    void aStoreThatIsWellIsLeftAlone() throws Exception {
        server.damage = null;

        assertThat(server.rebuilding(true).run()).isTrue();

        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).isEmpty();
    }

    @Test
    void aStoreIsMadeAnewWhenTheOthersHaveALeader() throws Exception {
        server.others = List.of(new ClusterClient.Peer("n2", "i2", "c", "n3", List.of("n1", "n2")));

        assertThat(server.rebuilding(true).run()).isTrue();

        assertThat(server.rebuilds).isEqualTo(1);
        assertThat(server.screen())
                .isEqualTo("hraft: Entry 7 is damaged; it is being made anew, because the others"
                        + " have a leader\n");
    }

    @Test
    void aLeaderThatIsTheDamagedServerItselfIsNone() {
        server.others = List.of(new ClusterClient.Peer("n2", "i2", "c", "n1", List.of("n1", "n2")));

        assertWaits("now none of b:2 knows one");
    }

    @Test
    void whileTheOthersHaveNoLeaderNothingIsTouched() {
        server.others = List.of(new ClusterClient.Peer("n2", "i2", "c", null, List.of("n1", "n2")));

        assertWaits("now none of b:2 knows one. Start them; if the disks of a majority are damaged,"
                + " bring back intact copies");
    }

    @Test
    void aStrangerAtTheAddressOfAMemberDoesNotCount() {
        server.others =
                List.of(new ClusterClient.Peer("n2", "i2", "other", "n2", List.of("n1", "n2")));

        assertWaits("now none of b:2 knows one");
    }

    @Test
    void theOperatorMayForbidIt() throws Exception {
        assertThat(server.rebuilding(false).run()).isFalse();

        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).contains("it is not made anew because hraft.rebuild is false");
        assertThat(server.status().lastError()).contains("hraft.rebuild is false");
    }

    @Test
    void whoWasRemovedDoesNotComeBackByItself() throws Exception {
        server.others = List.of(new ClusterClient.Peer("n2", "i2", "c", "n3", List.of("n2", "n3")));

        assertThat(server.rebuilding(true).run()).isFalse();

        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).contains("n1 is not a member of the cluster any more");
    }

    @Test
    void aServerWithoutOthersKeepsWhatItHas() throws Exception {
        server.addresses = List.of("a:1");

        assertThat(server.rebuilding(true).run()).isFalse();

        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).contains("there is no other member that has the data");
    }

    @Test
    void aServerThatKnowsNoClusterKeepsWhatItHas() throws Exception {
        server.addresses = null;

        assertThat(server.rebuilding(true).run()).isFalse();

        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).contains("not known which cluster it belonged to");
    }

    /** Each try leaves a damaged store behind. */
    @Test
    void aDiskThatFailsAgainIsNotTriedAgain() throws Exception {
        server.others = List.of(new ClusterClient.Peer("n2", "i2", "c", "n2", List.of("n1", "n2")));
        server.failsAgain = true;

        assertThat(server.rebuilding(true).run()).isFalse();

        assertThat(server.rebuilds).isEqualTo(1);
        assertThat(server.screen()).contains("the store could not be made anew");
    }

    private void assertWaits(String why) {
        assertThatThrownBy(() -> server.rebuilding(true).run())
                .isInstanceOf(InterruptedException.class);
        assertThat(server.rebuilds).isZero();
        assertThat(server.screen()).contains(why);
        assertThat(server.status().lastError()).contains(why);
    }
}
