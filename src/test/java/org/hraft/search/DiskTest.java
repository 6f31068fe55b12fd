package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.raft.Entry;
import org.hraft.search.Budget.Kind;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A disk that forgets its last writes, as far as the search can tell. */
class DiskTest {

    private static Server leader(int regressions) {
        Budget budget = Budget.of(Map.of(Kind.REGRESSION, regressions));
        Cluster cluster = Cluster.of(3, 3, false, Cluster.ANY_NUMBER, List.of(), budget);
        return after(cluster.led().servers().get(0), command("x"));
    }

    private static Input command(String word) {
        return new Input.Command(new Entry.Command(word.getBytes(StandardCharsets.UTF_8)));
    }

    private static Server after(Server server, Input input) {
        return Objects.requireNonNull(server.take(input)).after();
    }

    @Test
    void whatWasWrittenLastIsGone() {
        Server leader = leader(1);
        long last = leader.log().lastIndex();

        assertThat(after(leader, new Input.Forgets(1)).log().lastIndex()).isEqualTo(last - 1);
        assertThat(after(leader, new Input.Forgets(2)).log().lastIndex()).isEqualTo(last - 2);
    }

    @Test
    void aServerKnowsThatItsDiskHasForgotten() {
        Server leader = leader(1);
        long last = leader.log().lastIndex();
        long term = leader.raft().currentTerm();

        Server regressed = after(leader, new Input.Forgets(1));

        assertThat(regressed.raft().isRegressed()).isTrue();
        assertThat(regressed.log().holds(last, term)).isFalse();
        assertThat(regressed.disk().isPromised(last, term)).isTrue();
    }

    @Test
    void termAndVoteAreNotForgotten() {
        Server leader = leader(1);

        Server regressed = after(leader, new Input.Forgets(Cluster.MAX_FORGOTTEN));

        assertThat(regressed.disk().hardState()).isEqualTo(leader.disk().hardState());
    }

    @Test
    void nothingIsForgottenTwice() {
        Server regressed = after(leader(1), new Input.Forgets(Cluster.MAX_FORGOTTEN));

        assertThat(regressed.take(new Input.Forgets(1))).isNull();
    }

    @Test
    void aDiskOfAScopeWithoutRegressionsForgetsNothing() {
        assertThat(leader(0).take(new Input.Forgets(1))).isNull();
    }

    @Test
    void aCrashBeforeAWriteLeavesAServerThatLacksNothing() {
        Server leader = leader(1);

        Server restarted = after(leader, new Input.CrashesIn(command("y")));

        assertThat(restarted.raft().isRegressed()).isFalse();
        assertThat(restarted.log()).isEqualTo(leader.log());
    }
}
