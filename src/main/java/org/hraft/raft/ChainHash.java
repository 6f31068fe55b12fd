package org.hraft.raft;

import java.util.List;
import java.util.zip.CRC32C;

/**
 * The hashes along a log: each covers an entry and, through the hash before it, every entry before
 * that one. Two logs that have the same hash at an index are the same up to there. Raft infers that
 * from terms and indices (Log Matching, section 5.3), which is right as long as no memory, no disk
 * and no program is at fault; the hashes do not rely on it (hazard 37).
 *
 * <p>CRC-32C: a difference goes unnoticed once in 2^32 times. It protects from faults and not from
 * somebody who means it. The same on every server, so what is covered and how must never change
 * while servers of two releases may meet. No state, for any thread.
 */
public final class ChainHash {

    /** Before the first entry of a log. */
    public static final long START = 0;

    private static final byte NOOP = 0;
    private static final byte COMMAND = 1;
    private static final byte CONFIGURATION = 2;

    private final CRC32C crc = new CRC32C();

    /** The hash at {@code entry}, 0 to 2^32 - 1; {@code previous} is that of the entry before. */
    public static long of(long previous, Entry entry) {
        ChainHash hash = new ChainHash();
        hash.add(previous, entry.index(), entry.term());
        hash.add(entry.payload());
        return hash.crc.getValue();
    }

    /** The hash at the last of {@code entries}, or {@code previous} if there are none. */
    public static long of(long previous, List<Entry> entries) {
        long hash = previous;
        for (Entry entry : entries) {
            hash = of(hash, entry);
        }
        return hash;
    }

    private void add(Entry.Payload payload) {
        if (payload instanceof Entry.Command command) {
            crc.update(COMMAND);
            crc.update(command.bytes());
        } else if (payload instanceof Configuration configuration) {
            crc.update(CONFIGURATION);
            configuration.members().forEach(this::add);
        } else {
            crc.update(NOOP);
        }
    }

    private void add(Member member) {
        add(member.id().name());
        add(member.id().incarnation());
        add(member.raftAddress());
        add(member.httpAddress());
        add(member.suffrage().name());
    }

    /** With its length, so that two texts are never taken for two others. */
    private void add(String text) {
        byte[] bytes = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >>> Byte.SIZE);
            bytes[2 * i + 1] = (byte) text.charAt(i);
        }
        add((long) text.length());
        crc.update(bytes);
    }

    private void add(long... numbers) {
        byte[] bytes = new byte[numbers.length * Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            long number = numbers[i / Long.BYTES];
            bytes[i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (1 + i % Long.BYTES)));
        }
        crc.update(bytes);
    }

    private ChainHash() {}
}
