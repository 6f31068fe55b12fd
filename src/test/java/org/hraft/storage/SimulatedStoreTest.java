package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.raft.ServerId;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.junit.jupiter.api.Test;

/** The simulated disk keeps what the real one keeps. */
class SimulatedStoreTest extends SnapshotStoreContract {

    private final SimulatedDisk disk = new SimulatedDisk(new ServerId("node0", "first"));

    @Override
    RaftStore open(KvStateMachine forMachine) {
        return new SimulatedStore(disk, forMachine, 0);
    }

    @Test
    void nothingToSaveIsNotWritten() {
        store.persist(Update.ofRows(0));
        assertThat(disk.writes()).isZero();
    }
}
