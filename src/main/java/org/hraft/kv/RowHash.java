package org.hraft.kv;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.util.zip.CRC32C;

/**
 * The hash of a row, of which {@link KvState} has the sum over all rows. That a set's hash may be the
 * sum of its members', so that a change costs a subtraction and an addition, is Bellare and
 * Micciancio's AdHash (Eurocrypt 1997); it asks for members' hashes that are well mixed.
 *
 * <p>It finds bugs and rot. Two rows that differ in the modIndex alone never have the same hash, nor
 * do two with one flipped bit, or a run of 32 bits, between them: the mixing is one to one, and so is
 * the checksum over such a run. Another difference goes unnoticed once in 2^32 times at worst, which
 * is when the one value, or the one key, is as long as it should be; most others once in 2^64. It is
 * no protection against somebody who means it: such a checksum is easily forged.
 *
 * <p>Servers of different releases and JVMs compare it, so it must never change. A pure function, for
 * any thread; a value of 1 MiB is read once.
 */
final class RowHash {

    /** Of the row that {@code key} makes with {@code value}; 0 if it holds nothing. */
    static long of(String key, @Nullable Value value) {
        if (value == null) {
            return 0;
        }
        byte[] name = key.getBytes(UTF_8);
        byte[] bytes = value.bytes();
        // Each checksum on its own, and the lengths: no byte may pass from the key to the value.
        long checksums = crc(name) << Integer.SIZE | crc(bytes);
        long lengths = (long) name.length << Integer.SIZE | bytes.length;
        return mix(mix(mix(checksums) + lengths) + value.modIndex());
    }

    /** 32 bits. */
    private static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    /**
     * A step of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
     * OOPSLA 2014), whose finalizer is variant 13 of Stafford's "Better Bit Mixing" (2011). One to one,
     * and each bit of the argument turns about half of the bits over.
     */
    private static long mix(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L; // else 0 would stay 0
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private RowHash() {}
}
