package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.KvStateMachine;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Entry;
import org.hraft.raft.Propose;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One server alone, whose disk fails. */
class RaftNodeTest {

    private static final ServerId SELF = new ServerId("n1", "i1");
    private static final ServerId PEER = new ServerId("n2", "i2");

    private final ScrubbedStore store = new ScrubbedStore();
    private final RaftNode node = Nobody.aloneWith(store, new Nothing());
    private long nowNanos;

    @Test
    void aProposalThatTheLeaderHasTakenIsNotRefusedWhenItsDiskFails() {
        // given
        node.turn(List.of(new Input.Bootstrap("c", new CompletableFuture<>())), nowNanos);
        for (int i = 0; i < 1_000 && node.status().role() != NodeStatus.Role.LEADER; i++) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(50);
            node.turn(List.of(), nowNanos);
        }
        assertThat(node.status().role()).isEqualTo(NodeStatus.Role.LEADER);
        CompletableFuture<Rpc.Response> answer = new CompletableFuture<>();
        Rpc.Request propose = new Propose.Request(List.of(new Entry.Command(new byte[] {1})));

        // when
        store.close();
        node.turn(
                List.of(new Input.Received(new Envelope("c", PEER, SELF, propose), answer)),
                nowNanos);

        // then
        assertThat(node.status().role()).isEqualTo(NodeStatus.Role.HALTED);
        assertThatThrownBy(answer::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    /** Hazard 11: the core is changed by the loop alone, on whatever thread an answer comes. */
    @Test
    void anAnswerBetweenTurnsWaitsForTheNextOne() {
        // given
        PlayedCluster cluster = PlayedCluster.leading();
        cluster.passes(100);
        assertThat(cluster.calls(AppendEntries.Request.class)).isNotEmpty();

        // when
        cluster.peerAnswersBetweenTurns();

        // then
        assertThat(cluster.waiting()).isNotEmpty().allSatisfy(input -> assertThat(input)
                .isInstanceOf(Input.Ended.class));
    }

    @Test
    void theStoreIsScrubbedAtItsRate() {
        int pieces = 30;
        for (int i = 0; i < 5 * pieces; i++) {
            passes(NodeOptions.DEFAULT.scrubNanos() / 5);
        }

        assertThat(store.scrubs).isEqualTo(pieces);
    }

    @Test
    void aServerThatStoodStillMakesUpForNoScrub() {
        passes(TimeUnit.HOURS.toNanos(1));
        passes(1);

        assertThat(store.scrubs).isEqualTo(1);
    }

    @Test
    void aServerWhoseScrubFindsDamageHaltsAndSaysSo() {
        // given
        store.damage = new DamagedStoreException("The row of key \"k\" is damaged");

        // when
        passes(NodeOptions.DEFAULT.scrubNanos());

        // then
        assertThat(node.status().role()).isEqualTo(NodeStatus.Role.HALTED);
        assertThat(node.status().damaged()).isTrue();
        assertThat(node.status().lastError()).contains("The row of key \"k\" is damaged");
        passes(NodeOptions.DEFAULT.scrubNanos());
        assertThat(store.scrubs).as("it is not used again").isEqualTo(1);
    }

    private void passes(long nanos) {
        nowNanos += nanos;
        node.turn(List.of(), nowNanos);
    }

    private static final class ScrubbedStore extends SimulatedStore {
        int scrubs;

        @Nullable
        RuntimeException damage;

        ScrubbedStore() {
            super(new SimulatedDisk(SELF), new KvStateMachine(), 0);
        }

        @Override
        public void scrub() {
            scrubs++;
            if (damage != null) {
                throw damage;
            }
        }
    }

    private record Nothing() implements StateMachine {
        @Override
        public Object apply(long index, byte[] command) {
            return "";
        }

        @Override
        public StateSnapshot snapshot() {
            return (position, maxBytes) -> new StateSnapshot.Chunk(new byte[0], "", true);
        }

        @Override
        public long hash() {
            return 0;
        }

        @Override
        public int unsavedRows() {
            return 0;
        }
    }
}
