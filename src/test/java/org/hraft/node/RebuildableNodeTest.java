package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.KvStateMachine;
import org.hraft.raft.ServerId;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A server whose store cannot be opened, until it is put aside. */
class RebuildableNodeTest {

    private static final Roster ROSTER = new Roster("n1", "c", List.of("h:8080"));

    private final Directory directory = new Directory();

    private static final class Directory implements DataDirectory {
        @Nullable
        StorageException inTheWay = new DamagedStoreException("rotten");

        @Nullable
        StorageException cannotMove;

        @Nullable
        Roster roster = ROSTER;

        int putAside;

        @Override
        public RaftStore open() {
            if (inTheWay != null) {
                throw inTheWay;
            }
            return new SimulatedStore(
                    new SimulatedDisk(new ServerId("n1", "new")), new KvStateMachine(), 0);
        }

        @Override
        public String putAside() {
            if (cannotMove != null) {
                throw cannotMove;
            }
            putAside++;
            inTheWay = null;
            return "damaged-1";
        }

        @Override
        public @Nullable Roster roster() {
            return roster;
        }
    }

    private RebuildableNode node() {
        return new RebuildableNode(
                directory,
                store -> Nobody.aloneWith(store, new KvStateMachine()),
                "h:9000",
                "h:8080",
                Runnable::run);
    }

    @Test
    void aDamagedStoreStopsTheServerAndNotTheProcess() {
        RebuildableNode node = node();
        var future = new CompletableFuture<Applied>();

        node.turn(List.of(new Input.Proposal(new byte[1], future)), 0);

        assertThat(node.status().damaged()).isTrue();
        assertThat(node.status().role()).isEqualTo(NodeStatus.Role.HALTED);
        assertThat(node.status().lastError()).isEqualTo("rotten");
        assertThat(node.ageNanos(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(node.claim()).isNull();
        assertThatThrownBy(future::join).hasCauseInstanceOf(NotAppliedException.class);
    }

    @Test
    void itKnowsItsNameAndItsClusterFromBesideTheStore() {
        assertThat(node().identity()).isEqualTo(new Identity("n1", "", "c", "h:9000", "h:8080"));
        assertThat(node().roster()).isEqualTo(ROSTER);

        directory.roster = null;

        assertThat(node().identity()).isEqualTo(new Identity("", "", null, "h:9000", "h:8080"));
    }

    @Test
    void anOperatorReadsWhatBecomesOfIt() {
        RebuildableNode node = node();

        node.explain("; bring it back");

        assertThat(node.status().lastError()).isEqualTo("rotten; bring it back");
    }

    @Test
    void whoIsAskedToPutsTheStoreAsideAtTheNextTurnAndIsANewServer() {
        RebuildableNode node = node();
        CompletionStage<Boolean> done = node.rebuild();
        assertThat(directory.putAside).isZero();

        node.turn(List.of(), 0);

        assertThat(done.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(directory.putAside).isEqualTo(1);
        assertThat(node.status().damaged()).isFalse();
        assertThat(node.identity().incarnation()).isEqualTo("new");
    }

    @Test
    void onceAskedIsOnceDone() {
        RebuildableNode node = node();
        node.rebuild();
        node.turn(List.of(), 0);
        directory.inTheWay = new DamagedStoreException("rotten again");

        node.turn(List.of(), 1);

        assertThat(directory.putAside).isEqualTo(1);
    }

    @Test
    void aStoreThatIsWellStaysWhereItIs() {
        directory.inTheWay = null;
        RebuildableNode node = node();
        CompletionStage<Boolean> done = node.rebuild();

        node.turn(List.of(), 0);

        assertThat(done.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(directory.putAside).isZero();
    }

    @Test
    void whatCannotBePutAsideStaysDamagedAndSaysWhy() {
        directory.cannotMove = new StorageException("no permission");
        RebuildableNode node = node();
        CompletionStage<Boolean> done = node.rebuild();

        node.turn(List.of(), 0);

        assertThat(done.toCompletableFuture()).isCompletedWithValue(false);
        assertThat(node.status().lastError()).isEqualTo("no permission");
    }

    @Test
    void aStoreThatCouldBeMendedByHandIsNotTakenForDamaged() {
        directory.inTheWay = new StorageException("no permission");

        assertThatThrownBy(this::node).isSameAs(directory.inTheWay);
    }
}
