package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;

/** Each part of a row counts, wherever in it, and the hash is the same everywhere and for ever. */
class RowHashTest {

    private static final long ROW = hash("key", "value", 7);

    private static long hash(String key, String value, long modIndex) {
        return RowHash.of(key, new Value(value.getBytes(UTF_8), modIndex));
    }

    /** As another program got them, from the definitions of CRC-32C and of SplitMix64. */
    @ParameterizedTest
    @CsvSource({
        "a, '', 1, 1d83f02b4b6632a5",
        "key, value, 1, 1afe0e0f22589056",
    })
    void aHashIsTheSameOnEveryServer(String key, String value, long modIndex, String expected) {
        assertThat(Long.toHexString(hash(key, value, modIndex))).isEqualTo(expected);
    }

    /** As above, of a key that is no ASCII and the largest value. */
    @Test
    void aHashOfTheLargestRowIsTheSameOnEveryServer() {
        byte[] bytes = new byte[Limits.MAX_VALUE_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        long hash = RowHash.of("knödel/\ud83e\udd5f", new Value(bytes, (1L << 40) + 7));
        assertThat(Long.toHexString(hash)).isEqualTo("beb6fd41fc091c93");
    }

    @Test
    void aKeyThatHoldsNothingAddsNothing() {
        assertThat(RowHash.of("key", null)).isZero();
    }

    @Test
    void noByteMayPassFromTheKeyToTheValue() {
        assertThat(hash("ab", "c", 7)).isNotEqualTo(hash("a", "bc", 7));
    }

    @Test
    void keyAndValueAreNotInterchangeable() {
        assertThat(hash("key", "abc", 7)).isNotEqualTo(hash("abc", "key", 7));
    }

    @Test
    void anotherKeyIsAnotherHash() {
        assertThat(hash("kez", "value", 7)).isNotEqualTo(ROW);
    }

    @Test
    void anotherModIndexIsAnotherHash() {
        Set<Long> hashes = new HashSet<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            hashes.add(hash("key", "value", 7 ^ 1L << bit));
        }
        assertThat(hashes).hasSize(Long.SIZE).doesNotContain(ROW);
    }

    @Test
    void aFlippedBitOfTheValueIsAnotherHash() {
        Set<Long> hashes = new HashSet<>();
        byte[] bytes = "value".getBytes(UTF_8);
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            byte[] rotten = bytes.clone();
            rotten[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            hashes.add(RowHash.of("key", new Value(rotten, 7)));
        }
        assertThat(hashes).hasSize(bytes.length * Byte.SIZE).doesNotContain(ROW);
    }

    /** Else a sum over many rows would be a weak one: half of the 64 bits turn over, more or less. */
    @Test
    void aSmallDifferenceTurnsManyBitsOver() {
        for (int modIndex = 0; modIndex < 1_000; modIndex++) {
            long difference = hash("key", "value", modIndex) ^ hash("key", "value", modIndex + 1);
            assertThat(Long.bitCount(difference)).as("after %s", modIndex).isBetween(10, 54);
        }
    }
}
