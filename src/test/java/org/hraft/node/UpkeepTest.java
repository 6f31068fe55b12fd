package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.raft.ServerId;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** When a server that leads alone saves the rows of its state machine. */
class UpkeepTest {

    private static final long LIMIT = NodeOptions.DEFAULT.idleSaveNanos();

    /** Not more than one turn may believe to have passed. */
    private static final long STEP = NodeOptions.DEFAULT.maxElapsedNanos();

    private final KvStateMachine machine = new KvStateMachine();
    private final RecordingStore store = new RecordingStore(machine);
    private final RaftNode node = Nobody.aloneWith(store, machine);
    private long nowNanos;

    @BeforeEach
    void leads() {
        node.turn(List.of(new Input.Bootstrap("c", new CompletableFuture<>())), nowNanos);
        for (int i = 0; i < 100 && node.status().role() != NodeStatus.Role.LEADER; i++) {
            passes(STEP);
        }
        passes(2 * LIMIT);
        store.saved.clear();
    }

    @Test
    void anEntryDoesNotTakeTheRowsOfTheOneBeforeAlong() {
        put("a");
        put("b");

        assertThat(store.saved).hasSize(2).containsOnly(node.status().lastApplied() - 2);
        assertThat(machine.unsavedRows()).isEqualTo(2);
    }

    @Test
    void rowsAreSavedWhenNothingIsWritten() {
        put("a");

        passes(LIMIT);

        assertThat(store.saved).last().isEqualTo(node.status().lastApplied());
        assertThat(machine.unsavedRows()).isZero();
    }

    @Test
    void rowsThatHaveWaitedForHalfTheTimeGoWithTheNextEntry() {
        put("a");
        passes(LIMIT / 2);
        assertThat(machine.unsavedRows()).isEqualTo(1);
        long applied = node.status().lastApplied();

        put("b");

        assertThat(store.saved).last().isEqualTo(applied);
        assertThat(machine.unsavedRows()).as("that of the entry itself").isEqualTo(1);
    }

    @Test
    void manyRowsGoWithTheNextEntry() {
        for (int i = 0; i < NodeOptions.DEFAULT.maxUnsavedRows(); i++) {
            put("key " + i);
        }
        long applied = node.status().lastApplied();
        assertThat(store.saved).doesNotContain(applied);

        put("one more");

        assertThat(store.saved).last().isEqualTo(applied);
    }

    /** Or the log would be kept for ever. */
    @Test
    void entriesThatChangeNoRowAreSavedAsAppliedToo() {
        propose(new Command.Delete("not there"));
        assertThat(machine.unsavedRows()).isZero();

        passes(LIMIT);

        assertThat(store.saved).last().isEqualTo(node.status().lastApplied());
    }

    @Test
    void aServerThatEndsSavesItsRows() {
        put("a");
        long applied = node.status().lastApplied();

        node.close();

        assertThat(store.saved).last().isEqualTo(applied);
        assertThat(machine.unsavedRows()).isZero();
    }

    @Test
    void aServerWithNothingToSaveSavesNothing() {
        passes(5 * LIMIT);

        assertThat(store.saved).isEmpty();
    }

    private void put(String key) {
        propose(new Command.Put(key, new byte[] {1}));
    }

    private void propose(Command command) {
        var done = new CompletableFuture<Applied>();
        node.turn(List.of(new Input.Proposal(command.encode(), done)), nowNanos);
        assertThat(done).isCompleted();
    }

    private void passes(long nanos) {
        for (long left = nanos; left > 0; left -= STEP) {
            nowNanos += Math.min(left, STEP);
            node.turn(List.of(), nowNanos);
        }
    }

    /** Notes the lastApplied of each update. */
    private static final class RecordingStore extends SimulatedStore {
        final List<Long> saved = new ArrayList<>();

        RecordingStore(KvStateMachine machine) {
            super(new SimulatedDisk(new ServerId("n1", "i1")), machine, 0);
        }

        @Override
        public void persist(Update update) {
            super.persist(update);
            saved.add(update.lastApplied());
        }
    }
}
