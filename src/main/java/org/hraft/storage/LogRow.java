package org.hraft.storage;

import org.hraft.node.StorageException;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the log: one entry, or a run of commands of one term that were saved together. Derby takes
 * longer to insert a row than to write what a small entry holds, and a follower on a busy machine
 * would spend a quarter of its time on that.
 *
 * <p>The data of a run are its commands, each behind its length, an int. Immutable.
 */
final class LogRow {

    /** In the order of {@link #insert} and {@link #select}. */
    static final String COLUMNS = "idx, term, kind, data, hash";

    /** Beside the kinds of {@link EntryCodec}. */
    private static final short RUN = 3;

    /** A run stays below, so that its row fits a page of Derby's. */
    private static final int RUN_BYTES = 3 << 10;

    private final long lastIndex;
    private final long term;
    private final short kind;
    private final byte[] data;
    private final long hash;

    /**
     * @param lastIndex of its last entry; the others have those before
     * @param kind that of {@link EntryCodec}, or RUN
     * @param hash the {@link ChainHash} at its last entry
     */
    private LogRow(long lastIndex, long term, short kind, byte[] data, long hash) {
        this.lastIndex = lastIndex;
        this.term = term;
        this.kind = kind;
        this.data = data;
        this.hash = hash;
    }

    /**
     * @param chain what they follow; it is moved along
     * @param entries consecutive ones
     */
    static List<LogRow> of(LogChain chain, List<Entry> entries) {
        List<LogRow> rows = new ArrayList<>();
        for (int from = 0; from < entries.size(); ) {
            int to = endOfRun(entries, from);
            rows.add(rowOf(chain, entries.subList(from, to)));
            from = to;
        }
        return rows;
    }

    private static int endOfRun(List<Entry> entries, int from) {
        Entry first = entries.get(from);
        int bytes = runBytes(first);
        int to = from + 1;
        while (to < entries.size()
                && entries.get(to).term() == first.term()
                && bytes + runBytes(entries.get(to)) <= RUN_BYTES) {
            bytes += runBytes(entries.get(to++));
        }
        return to;
    }

    /** So many that no run has room for it, if it is no command. */
    private static int runBytes(Entry entry) {
        return entry.payload() instanceof Entry.Command command
                ? Integer.BYTES + command.bytes().length
                : RUN_BYTES + 1;
    }

    private static LogRow rowOf(LogChain chain, List<Entry> entries) {
        entries.forEach(chain::append);
        Entry first = entries.get(0);
        return entries.size() == 1
                ? new LogRow(
                        first.index(),
                        first.term(),
                        EntryCodec.kind(first.payload()),
                        EntryCodec.encode(first.payload()),
                        chain.hash())
                : new LogRow(chain.index(), first.term(), RUN, run(entries), chain.hash());
    }

    private static byte[] run(List<Entry> commands) {
        ByteBuffer data =
                ByteBuffer.allocate(commands.stream().mapToInt(LogRow::runBytes).sum());
        for (Entry entry : commands) {
            byte[] bytes = EntryCodec.encode(entry.payload());
            data.putInt(bytes.length).put(bytes);
        }
        return data.array();
    }

    /** The row that {@code result} stands on; it selects {@link #COLUMNS}. */
    static LogRow select(ResultSet result) throws SQLException {
        return new LogRow(
                result.getLong(1),
                result.getLong(2),
                result.getShort(3),
                result.getBytes(4),
                result.getLong(5));
    }

    /** Gives {@code statement} the values of {@link #COLUMNS}. */
    void insert(PreparedStatement statement) throws SQLException {
        statement.setLong(1, lastIndex);
        statement.setLong(2, term);
        statement.setShort(3, kind);
        statement.setBytes(4, data);
        statement.setLong(5, hash);
    }

    /**
     * Of its first entry.
     *
     * @throws StorageException if the data cannot be read
     */
    long firstIndex() {
        return lastIndex - payloads().size() + 1;
    }

    /** Another release would have made another format, so what cannot be decoded is damaged. */
    private List<Entry.Payload> payloads() {
        try {
            return kind == RUN ? commands() : List.of(EntryCodec.decode(kind, data));
        } catch (RuntimeException e) {
            throw LogChain.damaged(lastIndex, "it cannot be read: " + e);
        }
    }

    private List<Entry.Payload> commands() {
        List<Entry.Payload> commands = new ArrayList<>();
        for (ByteBuffer left = ByteBuffer.wrap(data); left.hasRemaining(); ) {
            byte[] bytes = new byte[length(left)];
            left.get(bytes);
            commands.add(new Entry.Command(bytes));
        }
        return commands;
    }

    /** Of the next command; a damaged one must not ask for more memory than there is data. */
    private static int length(ByteBuffer left) {
        int length = left.getInt();
        if (length < 0 || length > left.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    /**
     * Those of its entries that follow {@code chain}, which stays where it is.
     *
     * @throws StorageException if they do not, or are not as they were written
     */
    List<Entry> behind(LogChain chain) {
        List<Entry> entries = new ArrayList<>();
        List<Entry.Payload> payloads = payloads();
        long index = lastIndex - payloads.size();
        for (Entry.Payload payload : payloads) {
            if (++index > chain.index()) {
                entries.add(new Entry(index, term, payload));
            }
        }
        if (entries.isEmpty() || entries.get(0).index() != chain.index() + 1) {
            throw LogChain.missing(chain.index() + 1);
        }
        if (ChainHash.of(chain.hash(), entries) != hash) {
            throw LogChain.damaged(lastIndex, "its hash is wrong");
        }
        return entries;
    }
}
