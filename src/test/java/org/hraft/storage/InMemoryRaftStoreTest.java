package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.InMemoryRaftStore;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The simulated disk keeps what the real one keeps. */
class InMemoryRaftStoreTest extends RaftStoreContract {

    private final InMemoryRaftStore.Disk disk =
            new InMemoryRaftStore.Disk(new ServerId("node0", "first"));

    @Override
    RaftStore open(KvStateMachine forMachine) {
        return new InMemoryRaftStore(disk, new KvRows(forMachine));
    }

    @Test
    void nothingToSaveIsNotWritten() {
        store.persist(new Update(0, List.of(), null, 0));
        assertThat(disk.writes()).isZero();
    }

    /** The changed rows of each step; together they are the map. */
    private record KvRows(KvStateMachine machine) implements InMemoryRaftStore.Rows {

        @Override
        public Object takeUnsaved() {
            return new Step(machine.takeUnsaved());
        }

        @Override
        public boolean hasUnsaved() {
            return machine.hasUnsavedRows();
        }

        @Override
        public void restore(long lastApplied, List<Object> saved) {
            Map<String, Value> rows = new TreeMap<>();
            for (Object step : saved) {
                ((Step) step).changes().forEach((key, value) -> {
                    rows.remove(key);
                    value.ifPresent(v -> rows.put(key, v));
                });
            }
            machine.restore(KvState.of(lastApplied, rows));
        }
    }

    private record Step(SortedMap<String, Optional<Value>> changes) {}
}
