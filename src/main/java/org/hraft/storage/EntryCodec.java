package org.hraft.storage;

import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How an entry's payload looks in a {@link LogRow row of the log}: a kind and bytes. Numbers are big-endian, text is
 * that of {@link DataOutputStream#writeUTF}. No state, safe from any thread.
 */
final class EntryCodec {

    static final short NOOP = 0;
    static final short COMMAND = 1;
    static final short CONFIGURATION = 2;

    private static final byte CONFIGURATION_VERSION = 2;
    private static final byte[] NOTHING = {};

    static short kind(Entry.Payload payload) {
        if (payload instanceof Entry.Command) {
            return COMMAND;
        }
        return payload instanceof Configuration ? CONFIGURATION : NOOP;
    }

    /** The bytes of a command are the payload's own array, not a copy. */
    static byte[] encode(Entry.Payload payload) {
        if (payload instanceof Entry.Command command) {
            return command.bytes();
        }
        return payload instanceof Configuration members ? encode(members) : NOTHING;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws StorageException for an unknown kind or version, or bytes that end too early
     */
    static Entry.Payload decode(short kind, byte[] data) {
        return switch (kind) {
            case NOOP -> new Entry.Noop();
            case COMMAND -> new Entry.Command(data);
            case CONFIGURATION -> configuration(data);
            default ->
                throw new StorageException("The log holds an entry of unknown kind " + kind
                        + "; start the release of hraft that wrote it.");
        };
    }

    private static byte[] encode(Configuration configuration) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(CONFIGURATION_VERSION);
            out.writeInt(configuration.members().size());
            for (Member member : configuration.members()) {
                out.writeUTF(member.id().name());
                out.writeUTF(member.id().incarnation());
                out.writeUTF(member.raftAddress());
                out.writeUTF(member.httpAddress());
                out.writeUTF(member.suffrage().name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // text above 64 KiB: no address is that long
        }
        return bytes.toByteArray();
    }

    /** Reads the bytes of a configuration. */
    static Configuration configuration(byte[] data) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(data))) {
            byte version = in.readByte();
            if (version != CONFIGURATION_VERSION) {
                throw new StorageException("The log holds a configuration of version " + version
                        + ", and this release of hraft reads version " + CONFIGURATION_VERSION
                        + "; start the release that wrote it.");
            }
            List<Member> members = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                ServerId id = new ServerId(in.readUTF(), in.readUTF());
                members.add(new Member(id, in.readUTF(), in.readUTF(), suffrage(in.readUTF())));
            }
            return new Configuration(members);
        } catch (IOException e) {
            throw new StorageException("The log holds a configuration that ends too early.", e);
        }
    }

    private static Suffrage suffrage(String name) {
        try {
            return Suffrage.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new StorageException("The log holds a member of unknown suffrage " + name
                    + "; start the release of hraft that wrote it.");
        }
    }

    private EntryCodec() {}
}
