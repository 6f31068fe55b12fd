package org.hraft.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;

/** Entries as rows: a number for the kind, bytes for the rest, and a checksum over the chain. */
final class EntryCodec {

    static final int NOOP = 0;
    static final int COMMAND = 1;
    static final int CONFIGURATION = 2;

    private static final int CONFIGURATION_VERSION = 1;

    static int kind(Entry entry) {
        if (entry.payload() instanceof Entry.Command) {
            return COMMAND;
        }
        return entry.payload() instanceof Configuration ? CONFIGURATION : NOOP;
    }

    static byte[] data(Entry entry) {
        if (entry.payload() instanceof Entry.Command command) {
            return command.bytes();
        }
        return entry.payload() instanceof Configuration members ? encode(members) : new byte[0];
    }

    static Entry entry(long index, long term, int kind, byte[] data) {
        Entry.Payload payload =
                switch (kind) {
                    case NOOP -> new Entry.Noop();
                    case COMMAND -> new Entry.Command(data);
                    case CONFIGURATION -> decode(data);
                    default -> throw new StorageException(
                            "log entry " + index + " is of the unknown kind " + kind);
                };
        return new Entry(index, term, payload);
    }

    /** Covers the row and, through {@code previous}, every row before it. */
    static long checksum(long previous, long index, long term, int kind, byte[] data) {
        var crc = new CRC32C();
        crc.update(
                ByteBuffer.allocate(28)
                        .putLong(previous)
                        .putLong(index)
                        .putLong(term)
                        .putInt(kind)
                        .flip());
        crc.update(data);
        return crc.getValue();
    }

    private static byte[] encode(Configuration configuration) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(CONFIGURATION_VERSION);
            out.writeInt(configuration.members().size());
            for (Member member : configuration.members()) {
                out.writeUTF(member.id().name());
                out.writeUTF(member.id().incarnation());
                out.writeUTF(member.raftAddress());
                out.writeUTF(member.httpAddress());
                out.writeBoolean(member.voter());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static Configuration decode(byte[] data) {
        try (var in = new DataInputStream(new ByteArrayInputStream(data))) {
            int version = in.readUnsignedByte();
            if (version != CONFIGURATION_VERSION) {
                throw new StorageException("a configuration of the unknown version " + version);
            }
            List<Member> members = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                ServerId id = new ServerId(in.readUTF(), in.readUTF());
                members.add(new Member(id, in.readUTF(), in.readUTF(), in.readBoolean()));
            }
            return new Configuration(members);
        } catch (IOException e) {
            throw new StorageException("a configuration in the log ends too early", e);
        }
    }

    private EntryCodec() {}
}
