package org.hraft.kv;

import org.hraft.node.StateSnapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The map at one moment, in pieces for a server that has fallen behind. A position is the last key of
 * the chunk before. Immutable, for any thread.
 */
public final class KvSnapshot implements StateSnapshot {

    private static final byte VERSION = 1;

    /** Key, modIndex and lengths beside the bytes of a value, roughly. */
    private static final int ROW_OVERHEAD = 16;

    private final KvState state;

    KvSnapshot(KvState state) {
        this.state = state;
    }

    @Override
    public Chunk chunk(String position, long maxBytes) {
        Iterator<Map.Entry<String, Value>> rows =
                state.behind(position).entrySet().iterator();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String end = position;
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            for (long written = 0; rows.hasNext() && written < maxBytes; ) {
                Map.Entry<String, Value> row = rows.next();
                end = row.getKey();
                out.writeUTF(end);
                out.writeLong(row.getValue().modIndex());
                out.writeInt(row.getValue().bytes().length);
                out.write(row.getValue().bytes());
                written += ROW_OVERHEAD + end.length() + row.getValue().bytes().length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a key above 64 KiB: Limits forbids it
        }
        return new Chunk(bytes.toByteArray(), end, !rows.hasNext());
    }

    /**
     * Reads what {@link #chunk} wrote.
     *
     * @throws IllegalArgumentException for bytes that another release wrote, or that are damaged
     */
    public static SortedMap<String, Value> rows(byte[] chunk) {
        SortedMap<String, Value> rows = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(chunk))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("A piece of a snapshot has the unknown version "
                        + version + "; all servers must run the same release.");
            }
            while (in.available() > 0) {
                String key = in.readUTF();
                long modIndex = in.readLong();
                byte[] value = new byte[in.readInt()];
                in.readFully(value);
                rows.put(key, new Value(value, modIndex));
            }
        } catch (IOException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("A piece of a snapshot ends too early.", e);
        }
        return rows;
    }
}
