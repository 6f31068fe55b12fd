package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.node.StateSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

class KvSnapshotTest {

    private static final Map<String, Value> ROWS = Map.of(
            "a", value("1", 4),
            "b/c", value("", 5),
            "knödel", value("zwei", 6),
            "z", value("x".repeat(1_000), 7));

    private final KvSnapshot snapshot = new KvSnapshot(KvState.of(7, ROWS.entrySet()));

    private static Value value(String text, long modIndex) {
        return new Value(text.getBytes(UTF_8), modIndex);
    }

    /** However it is cut, the pieces are the whole. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20, 40, 2_000})
    void theChunksAreTheMap(long maxBytes) {
        Map<String, Value> rows = new TreeMap<>();
        String position = "";
        boolean last = false;
        while (!last) {
            StateSnapshot.Chunk chunk = snapshot.chunk(position, maxBytes);
            rows.putAll(KvSnapshot.rows(chunk.data()));
            position = chunk.end();
            last = chunk.last();
        }
        assertThat(rows).isEqualTo(ROWS);
    }

    @Test
    void aChunkIsCutBehindTheRowThatFillsIt() {
        StateSnapshot.Chunk chunk = snapshot.chunk("a", 20);

        assertThat(KvSnapshot.rows(chunk.data())).containsOnlyKeys("b/c", "knödel");
        assertThat(chunk.end()).isEqualTo("knödel");
        assertThat(chunk.last()).isFalse();
    }

    /** A row weighs its key, its value and 16 bytes: the first one has 18, and no room is left. */
    @Test
    void aRowThatFillsAChunkExactlyIsItsLast() {
        assertThat(KvSnapshot.rows(snapshot.chunk("", 18).data())).containsOnlyKeys("a");
        assertThat(KvSnapshot.rows(snapshot.chunk("", 19).data())).containsOnlyKeys("a", "b/c");
    }

    @Test
    void anEmptyMapIsOneChunk() {
        StateSnapshot.Chunk chunk = new KvSnapshot(KvState.EMPTY).chunk("", 100);

        assertThat(KvSnapshot.rows(chunk.data())).isEmpty();
        assertThat(chunk.last()).isTrue();
    }

    @Test
    void writesAfterwardsAreNotInIt() {
        KvStateMachine machine = new KvStateMachine();
        machine.apply(1, new Command.Put("a", "old".getBytes(UTF_8)).encode());
        StateSnapshot before = machine.snapshot();

        machine.apply(2, new Command.Put("a", "new".getBytes(UTF_8)).encode());

        assertThat(KvSnapshot.rows(before.chunk("", 100).data()))
                .containsExactly(Map.entry("a", value("old", 1)));
    }

    @Test
    void aPieceThatEndsTooEarlyIsRefused() {
        byte[] data = snapshot.chunk("", 2_000).data();

        assertThatThrownBy(() -> KvSnapshot.rows(Arrays.copyOf(data, data.length - 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPieceOfAnotherReleaseIsRefused() {
        assertThatThrownBy(() -> KvSnapshot.rows(new byte[] {9})).hasMessageContaining("version 9");
    }
}
