package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What commands do to the map, and which rows the disk must hear of. */
class KvStateMachineTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private final KvStateMachine machine = new KvStateMachine();

    @Test
    void aPutSaysWhetherTheKeyIsNew() {
        assertThat(apply(3, new Command.Put("a", ONE))).isEqualTo(Result.CREATED);
        assertThat(apply(4, new Command.Put("a", TWO))).isEqualTo(Result.REPLACED);
        assertThat(machine.state().get("a")).isEqualTo(new Value(TWO, 4));
        assertThat(machine.state().index()).isEqualTo(4);
    }

    @Test
    void aPutAllSetsAllKeysAtOneIndex() {
        apply(1, new Command.Put("a", ONE));
        assertThat(apply(2, new Command.PutAll(new TreeMap<>(Map.of("a", TWO, "b", TWO)))))
                .isEqualTo(Result.WRITTEN);
        assertThat(machine.state().rows())
                .containsOnly(Map.entry("a", new Value(TWO, 2)), Map.entry("b", new Value(TWO, 2)));
    }

    @Test
    void aDeleteSaysWhetherThereWasSomething() {
        apply(1, new Command.Put("a", ONE));
        assertThat(apply(2, new Command.Delete("a"))).isEqualTo(Result.DELETED);
        assertThat(apply(3, new Command.Delete("a"))).isEqualTo(Result.ABSENT);
        assertThat(machine.state().get("a")).isNull();
        assertThat(machine.state().index()).isEqualTo(3);
    }

    @Test
    void bytesThatAreNoCommandChangeNothingAndAreAnswered() {
        apply(1, new Command.Put("a", ONE));
        assertThat(machine.apply(2, new byte[] {99})).isEqualTo(Result.NOT_UNDERSTOOD);
        assertThat(machine.apply(3, new byte[0])).isEqualTo(Result.NOT_UNDERSTOOD);
        assertThat(machine.state().index()).isEqualTo(3);
        assertThat(machine.state().get("a")).isEqualTo(new Value(ONE, 1));
    }

    @Test
    void aReaderKeepsTheStateItTook() {
        apply(1, new Command.Put("a", ONE));
        KvState taken = machine.state();
        apply(2, new Command.Put("a", TWO));
        assertThat(taken.get("a")).isEqualTo(new Value(ONE, 1));
        assertThat(taken.index()).isEqualTo(1);
    }

    @Test
    void changedRowsAreHandedOverOnceAndAsTheyAreNow() {
        apply(1, new Command.Put("a", ONE));
        apply(2, new Command.Put("a", TWO));
        apply(3, new Command.Put("b", ONE));
        apply(4, new Command.Delete("b"));
        assertThat(machine.unsavedRows()).isEqualTo(2);
        assertThat(machine.takeUnsaved())
                .containsOnly(
                        Map.entry("a", Optional.of(new Value(TWO, 2))),
                        Map.entry("b", Optional.empty()));
        assertThat(machine.unsavedRows()).isZero();
        assertThat(machine.takeUnsaved()).isEmpty();
    }

    @Test
    void aChangedKeyIsUnsavedUntilItsRowIsHandedOver() {
        apply(1, new Command.Put("a", ONE));
        apply(2, new Command.Delete("a"));
        assertThat(machine.isUnsaved("a")).isTrue();
        assertThat(machine.isUnsaved("b")).isFalse();
        machine.takeUnsaved();
        assertThat(machine.isUnsaved("a")).isFalse();
    }

    @Test
    void aCommandThatChangesNoRowLeavesNothingToSave() {
        apply(1, new Command.Delete("a"));
        machine.apply(2, new byte[0]);
        assertThat(machine.unsavedRows()).isZero();
    }

    @Test
    void aRestoredStateIsSavedAlready() {
        apply(1, new Command.Put("a", ONE));
        machine.restore(KvState.of(7, List.of(Map.entry("b", new Value(TWO, 5)))));
        assertThat(machine.unsavedRows()).isZero();
        assertThat(machine.state().index()).isEqualTo(7);
        assertThat(machine.state().rows()).containsOnlyKeys("b");
    }

    private Object apply(long index, Command command) {
        return machine.apply(index, command.encode());
    }
}
