package org.hraft.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.node.Envelope;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.Entry;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.StateHash;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A second wire form, for what a leader and a follower say to each other all the time: AppendEntries
 * with commands or without, and its answer. {@link RaftJson} needs so much more time for them that
 * clients notice. Everything else is JSON.
 *
 * <p>A message begins with the number of its form, which no JSON text begins with; then the members
 * of the record in their order, numbers as eight bytes, booleans as one, texts and commands behind
 * their length. A server says in its hello up to which form it reads, see {@link Frame#hello}; it
 * reads all before that one, so a change of the records needs a form of its own here.
 *
 * <p>No state, for any thread. Methods that read throw {@link IOException} for whatever is wrong with
 * the input.
 */
final class RaftBinary {

    /** The newest form. */
    static final byte FORM = 1;

    /** Of an entry: its term, and the length of its command. */
    private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

    private static final int NUMBERS_OF_REQUEST = 10;
    private static final int NUMBERS_OF_RESPONSE = 5;

    /** False: only {@link RaftJson} has a form for it. */
    static boolean has(Rpc.Request request) {
        return request instanceof AppendEntries.Request append
                && append.entries().stream()
                        .allMatch(entry -> entry.payload() instanceof Entry.Command);
    }

    /** True if the message is one of these, of whatever version. */
    static boolean isForm(byte[] message) {
        return message.length > 0 && message[0] > 0 && message[0] < ' ';
    }

    /**
     * @param envelope with a request that {@link #has} a form
     */
    static byte[] write(Envelope envelope) {
        AppendEntries.Request append = (AppendEntries.Request) envelope.request();
        List<byte[]> texts = new ArrayList<>();
        texts.add(envelope.clusterId().getBytes(UTF_8));
        addTo(texts, envelope.from());
        addTo(texts, envelope.to());
        addTo(texts, append.leaderId());
        int size = 1 + NUMBERS_OF_REQUEST * Long.BYTES + Integer.BYTES;
        for (byte[] text : texts) {
            size += Short.BYTES + text.length;
        }
        for (Entry entry : append.entries()) {
            size += ENTRY_BYTES + command(entry).length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
        texts.forEach(text -> out.putShort((short) text.length).put(text));
        out.putLong(append.term())
                .putLong(append.prevLogIndex())
                .putLong(append.prevLogTerm())
                .putLong(append.prevLogHash())
                .putInt(append.entries().size());
        for (Entry entry : append.entries()) {
            byte[] command = command(entry);
            out.putLong(entry.term()).putInt(command.length).put(command);
        }
        return out.putLong(append.lastLogHash())
                .putLong(append.leaderCommit())
                .putLong(append.round())
                .putLong(append.state().index())
                .putLong(append.state().hash())
                .putLong(append.equalIndex())
                .array();
    }

    private static byte[] command(Entry entry) {
        return ((Entry.Command) entry.payload()).bytes();
    }

    private static void addTo(List<byte[]> texts, ServerId id) {
        texts.add(id.name().getBytes(UTF_8));
        texts.add(id.incarnation().getBytes(UTF_8));
    }

    static Envelope readEnvelope(byte[] message) throws IOException {
        return read(message, in -> new Envelope(text(in), id(in), id(in), request(in)));
    }

    private static AppendEntries.Request request(ByteBuffer in) {
        ServerId leaderId = id(in);
        long term = in.getLong();
        long prevLogIndex = in.getLong();
        long prevLogTerm = in.getLong();
        long prevLogHash = in.getLong();
        return new AppendEntries.Request(
                term,
                leaderId,
                prevLogIndex,
                prevLogTerm,
                prevLogHash,
                entries(in, prevLogIndex),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                new StateHash(in.getLong(), in.getLong()),
                in.getLong());
    }

    private static List<Entry> entries(ByteBuffer in, long prevLogIndex) {
        int count = length(in, in.getInt(), ENTRY_BYTES);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            long term = in.getLong();
            entries.add(
                    new Entry(prevLogIndex + i, term, new Entry.Command(bytes(in, in.getInt()))));
        }
        return entries;
    }

    static byte[] write(AppendEntries.Response answer) {
        return ByteBuffer.allocate(1 + NUMBERS_OF_RESPONSE * Long.BYTES + 2)
                .put(FORM)
                .putLong(answer.term())
                .put(flag(answer.success()))
                .putLong(answer.conflictTerm())
                .putLong(answer.conflictIndex())
                .put(flag(answer.regressed()))
                .putLong(answer.equalIndex())
                .putLong(answer.differsAt())
                .array();
    }

    static AppendEntries.Response readResponse(byte[] message) throws IOException {
        return read(
                message,
                in -> new AppendEntries.Response(
                        in.getLong(),
                        in.get() != 0,
                        in.getLong(),
                        in.getLong(),
                        in.get() != 0,
                        in.getLong(),
                        in.getLong()));
    }

    /** Reads the members of one record. */
    private interface Reader<T> {
        T read(ByteBuffer in);
    }

    private static <T> T read(byte[] message, Reader<T> reader) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(message);
        try {
            if (in.get() != FORM) {
                throw new IOException("a form of message that is not known here");
            }
            T read = reader.read(in);
            if (in.hasRemaining()) {
                throw new IOException("bytes behind the end of the message");
            }
            return read;
        } catch (BufferUnderflowException e) {
            throw new IOException("the message ends too early", e);
        } catch (IllegalStateException e) { // what the records do not allow
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ServerId id(ByteBuffer in) {
        return new ServerId(text(in), text(in));
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in, in.getShort()), UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length(in, length, 1)];
        in.get(bytes);
        return bytes;
    }

    /** How many there are, of so many bytes each at least: what is not there takes no memory. */
    private static int length(ByteBuffer in, int length, int bytes) {
        if (length < 0 || length > in.remaining() / bytes) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    private RaftBinary() {}
}
