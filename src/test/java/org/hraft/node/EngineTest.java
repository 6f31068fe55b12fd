package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.ServerId;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The loop's thread, its inbox and their bounds, around one real server on a disk in memory. */
@Timeout(20)
class EngineTest {

    private static final ServerId SELF = new ServerId("n1", "i1");
    private static final int MAX_REQUESTS = 3;
    private static final int MAX_BYTES = 1_000;

    private final SimulatedDisk disk = new SimulatedDisk(SELF);
    private final KvStateMachine machine = new KvStateMachine();
    private final ExecutorService completions = Executors.newSingleThreadExecutor();
    private Engine engine = start();

    /** Whoever is asked for, at any address, says this. */
    private @Nullable Identity found;

    @AfterEach
    void end() {
        engine.stop();
        completions.shutdown();
    }

    private Engine start() {
        NodeOptions usual = NodeOptions.DEFAULT;
        NodeOptions few = new NodeOptions(
                usual.requestTimeoutNanos(),
                usual.retryNanos(),
                usual.maxElapsedNanos(),
                usual.idleSaveNanos(),
                usual.maxUnsavedRows(),
                usual.scrubNanos(),
                MAX_REQUESTS,
                MAX_BYTES,
                usual.maxForwardBytes(),
                usual.maxForwards());
        return new Engine(
                RaftOptions.DEFAULT,
                few,
                new DiskInMemory(),
                machine,
                new Nobody(),
                "n1:9000",
                "n1:8080",
                new Random(1),
                Thread::new,
                completions);
    }

    private final class DiskInMemory implements DataDirectory {
        @Override
        public RaftStore open() {
            return new SimulatedStore(disk, machine, 0);
        }

        @Override
        public String putAside() {
            throw new StorageException("nothing here is ever damaged");
        }

        @Override
        public @Nullable Roster roster() {
            return null;
        }
    }

    private final class Nobody implements Transport {
        @Override
        public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
            ended.accept(new NotDelivered("nobody is there"));
        }

        @Override
        public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
            answered.accept(found);
        }
    }

    /** A join is checked against the cluster's id from then on. */
    private void founds() {
        assertThat(join(engine.bootstrap("c"))).isTrue();
        assertThat(engine.identity().clusterId()).isEqualTo("c");
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static byte[] put(String key, int bytes) {
        return new Command.Put(key, new byte[bytes]).encode();
    }

    // ---- what it is for

    @Test
    void aWriteIsAppliedWhenItsStageCompletes() {
        founds();

        Applied applied = join(engine.propose(put("k", 1)));

        assertThat(machine.state().get("k")).isNotNull();
        assertThat(join(engine.readIndex(ReadLevel.LINEARIZABLE, 0)))
                .isGreaterThanOrEqualTo(applied.index());
    }

    @Test
    void aLocalReadThatDemandsNothingNewIsGrantedAtOnce() {
        founds();
        long index = join(engine.propose(put("k", 1))).index();
        await().until(() -> engine.status().lastApplied() >= index);

        assertThat(engine.readIndex(ReadLevel.NONE, index).toCompletableFuture())
                .isCompleted();
        assertThat(engine.readIndex(ReadLevel.NONE, index + 1).toCompletableFuture())
                .isNotCompleted();
    }

    /** Hazard 44: a tick is one input; when it has been taken the next may come. */
    @Test
    void timeGoesOnWithEveryTick() {
        founds();
        engine.stop();
        engine = start();

        await().until(() -> {
            engine.tick();
            return engine.status().role() == NodeStatus.Role.LEADER;
        });
    }

    @Test
    void aServerThatHasHeardNobodyMayBeOfAnyAge() {
        assertThat(engine.ageNanos()).isEqualTo(Long.MAX_VALUE);
        founds();
        join(engine.propose(put("k", 1)));

        await().untilAsserted(() -> {
            engine.tick();
            assertThat(engine.ageNanos()).isLessThan(Long.MAX_VALUE);
        });
    }

    // ---- bounds

    /** Without a leader requests wait; one more than may wait is refused. */
    @Test
    void requestsBeyondTheBoundAreRefused() {
        for (int i = 0; i < MAX_REQUESTS; i++) {
            assertThat(engine.members().toCompletableFuture()).isNotCompleted();
        }

        assertRefused(engine.members(), Reason.OVERLOADED);
    }

    @Test
    void bytesBeyondTheBoundAreRefusedAndThoseOfRefusedOnesDoNotCount() {
        assertRefused(engine.propose(put("k", MAX_BYTES)), Reason.OVERLOADED);

        founds();
        for (int i = 0; i < 2; i++) {
            assertThat(join(engine.propose(put("k", MAX_BYTES - 100)))).isNotNull();
        }
    }

    // ---- who joins

    @Test
    void aServerOfAnotherNameIsNotAdded() {
        founds();
        found = new Identity("n3", "i3", null, "n3:9000", "n3:8080");

        assertThatThrownBy(() -> join(engine.join(request(""))))
                .hasMessageContaining("the server at n2:9000 is n3, not n2");
    }

    @Test
    void aServerOfAnotherClusterIsNotAdded() {
        founds();
        found = new Identity("n2", "i2", "another", "n2:9000", "n2:8080");

        assertThatThrownBy(() -> join(engine.join(request(""))))
                .hasMessageContaining("another cluster, another");
    }

    @Test
    void aServerThatSaysWhoItIsIsNotAsked() {
        founds();
        found = new Identity("n3", "i3", "another", "n3:9000", "n3:8080");

        assertThat(join(engine.join(request("i2")))).isTrue();
    }

    private static JoinRequest request(String incarnation) {
        return new JoinRequest("n2", incarnation, "n2:9000", "n2:8080");
    }

    // ---- the end

    @Test
    void aServerThatStopsRefusesForCertain() {
        founds();
        engine.stop();

        assertRefused(engine.propose(put("k", 1)), Reason.STOPPING);
        assertRefused(engine.transferLeadership(""), Reason.STOPPING);
        assertThatThrownBy(() -> join(
                        engine.receive(new Envelope("c", SELF, SELF, new ReadIndex.Request(true)))))
                .hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void whatWaitsWhenTheServerStopsIsAnswered() {
        CompletionStage<ClusterMembers> waiting = engine.members();

        engine.stop();

        assertRefused(waiting, Reason.STOPPING);
    }

    @Test
    void aRequestForAnotherServerIsRefused() {
        founds();
        ServerId other = new ServerId("n1", "an earlier life");

        assertThatThrownBy(() -> join(engine.receive(
                        new Envelope("c", other, other, new ReadIndex.Request(true)))))
                .hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void aSingleServerHasNobodyToHandOverTo() {
        founds();

        assertThat(join(engine.handOver())).isFalse();
    }

    private static void assertRefused(CompletionStage<?> stage, Reason reason) {
        assertThatThrownBy(() -> join(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        NotAppliedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
