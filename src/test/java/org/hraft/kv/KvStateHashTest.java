package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Equal rows, equal hashes; other rows, other hashes: that is how servers know of each other's. */
class KvStateHashTest {

    private static final List<String> KEYS = List.of("a", "b", "ab", "b/c", "knödel", "z");

    private final long seed = 1;
    private final Random dice = new Random(seed);

    @Test
    void theHashIsThatOfTheRowsWhateverCommandsHaveMadeThem() {
        for (int life = 0; life < 100; life++) {
            KvStateMachine machine = new KvStateMachine();
            for (int index = 1; index <= 50; index++) {
                byte[] command = anyCommand();
                machine.apply(index, command);
                assertThat(machine.hash())
                        .as("seed %s, life %s, index %s", seed, life, index)
                        .isEqualTo(rebuilt(machine.state()).hash());
            }
        }
    }

    @Test
    void aRestoredMachineGoesOnFromTheHashOfWhatWasSaved() {
        // given
        KvStateMachine running = machineAfter(20);
        KvStateMachine restarted = new KvStateMachine();
        restarted.restore(rebuilt(running.state()));

        // when
        for (int index = 21; index <= 40; index++) {
            byte[] command = anyCommand();
            running.apply(index, command);
            restarted.apply(index, command);
        }

        // then
        assertThat(restarted.hash()).isEqualTo(running.hash());
    }

    @Test
    void theOrderInWhichDifferentKeysWereWrittenDoesNotMatter() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
        long expected = written(order).hash();
        for (int i = 0; i < 100; i++) {
            Collections.shuffle(order, dice);
            assertThat(written(order).hash()).as("%s", order).isEqualTo(expected);
        }
    }

    @Test
    void oneCommandForManyKeysIsAsManyCommandsAtItsIndex() {
        KvState atOnce =
                KvState.EMPTY.putAll(3, new TreeMap<>(Map.of("a", bytes(1), "b", bytes(2))));
        KvState each = KvState.EMPTY.put(3, "b", bytes(2)).put(3, "a", bytes(1));

        assertThat(atOnce.hash()).isEqualTo(each.hash());
    }

    @Test
    void aDeletedRowLeavesTheHashThatWasThereBefore() {
        KvState before = machineAfter(20).state();

        KvState after = before.put(21, "new", bytes(1)).remove(22, "new");

        assertThat(after.hash()).isEqualTo(before.hash());
    }

    @Test
    void anyChangeOfOneRowIsAnotherHash() {
        for (int life = 0; life < 100; life++) {
            KvState state = machineAfter(20).state();
            state.rows().forEach((key, value) -> {
                assertThat(changed(state, key, new Value(rotten(value), value.modIndex()))
                                .hash())
                        .as("the value of %s in %s", key, state.rows())
                        .isNotEqualTo(state.hash());
                assertThat(changed(state, key, new Value(value.bytes(), 21)).hash())
                        .as("the modIndex of %s in %s", key, state.rows())
                        .isNotEqualTo(state.hash());
                assertThat(state.remove(21, key).hash())
                        .as("%s is missing in %s", key, state.rows())
                        .isNotEqualTo(state.hash());
                assertThat(changed(state.remove(21, key), key + "'", value).hash())
                        .as("another name for %s in %s", key, state.rows())
                        .isNotEqualTo(state.hash());
            });
        }
    }

    @Test
    void valuesThatChangedPlacesAreAnotherHash() {
        KvState state = KvState.EMPTY.put(1, "a", bytes(1)).put(1, "b", bytes(2));
        KvState swapped = KvState.EMPTY.put(1, "a", bytes(2)).put(1, "b", bytes(1));

        assertThat(swapped.hash()).isNotEqualTo(state.hash());
    }

    @Test
    void aCommandThatChangesNoRowLeavesTheHash() {
        KvStateMachine machine = machineAfter(20);
        long before = machine.hash();

        machine.apply(21, new Command.Delete("not there").encode());
        machine.apply(22, new byte[] {99});

        assertThat(machine.hash()).isEqualTo(before);
    }

    /** What is taken out of the sum is not what went in, so the rot outlives the row. */
    @Test
    void aRowThatRotsInMemoryIsNoticedWhenItIsWritten() {
        byte[] value = {1, 2, 3};
        KvState state = KvState.EMPTY.put(1, "a", value);
        value[1] ^= 4;

        KvState after = state.put(2, "a", bytes(9));

        assertThat(after.hash()).isNotEqualTo(rebuilt(after).hash());
    }

    /** Servers of all releases must agree on it: the sum of two hashes that RowHashTest holds. */
    @Test
    void theHashIsTheSumOfTheRows() {
        KvState state =
                KvState.EMPTY.put(1, "a", new byte[0]).put(1, "key", "value".getBytes(UTF_8));

        assertThat(Long.toHexString(state.hash())).isEqualTo("3881fe3a6dbec2fb");
    }

    private static KvState rebuilt(KvState state) {
        List<Map.Entry<String, Value>> rows = new ArrayList<>(state.rows().entrySet());
        Collections.reverse(rows);
        return KvState.of(state.index(), rows);
    }

    private static KvState changed(KvState state, String key, Value value) {
        TreeMap<String, Value> rows = new TreeMap<>(state.rows());
        rows.put(key, value);
        return KvState.of(state.index(), rows.entrySet());
    }

    /** Each key at an index of its own, the keys in any order. */
    private static KvState written(List<Integer> order) {
        KvState state = KvState.EMPTY;
        for (int number : order) {
            state = state.put(10 + number, KEYS.get(number), bytes(number));
        }
        return state;
    }

    private KvStateMachine machineAfter(int commands) {
        KvStateMachine machine = new KvStateMachine();
        for (int index = 1; index <= commands; index++) {
            machine.apply(index, anyCommand());
        }
        return machine;
    }

    private byte[] anyCommand() {
        return switch (dice.nextInt(8)) {
            case 0 -> new byte[] {99};
            case 1, 2 -> new Command.Delete(anyKey()).encode();
            case 3, 4 -> {
                TreeMap<String, byte[]> rows = new TreeMap<>();
                for (int i = dice.nextInt(4); i > 0; i--) {
                    rows.put(anyKey(), anyBytes());
                }
                yield new Command.PutAll(rows).encode();
            }
            default -> new Command.Put(anyKey(), anyBytes()).encode();
        };
    }

    private String anyKey() {
        return KEYS.get(dice.nextInt(KEYS.size()));
    }

    private byte[] anyBytes() {
        byte[] bytes = new byte[dice.nextInt(4)];
        dice.nextBytes(bytes);
        return bytes;
    }

    /** One bit of it flipped; a byte for an empty one. */
    private byte[] rotten(Value value) {
        byte[] bytes = value.bytes().clone();
        if (bytes.length == 0) {
            return bytes(0);
        }
        bytes[dice.nextInt(bytes.length)] ^= (byte) (1 << dice.nextInt(Byte.SIZE));
        return bytes;
    }

    private static byte[] bytes(int value) {
        return new byte[] {(byte) value};
    }
}
