package org.hraft.storage;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;

/**
 * One of the two tables that hold the log, raft_log_0 or raft_log_1, and what raft_segment says of
 * it: behind which entry it begins. Commits nothing itself.
 */
final class LogSegment {

    private final Connection connection;
    private final int number;
    private final String table;
    private final Prepared insert;
    private final Prepared delete;
    private final Prepared selectHash;
    private final Prepared selectRange;

    private long baseIndex;
    private long baseHash;

    /**
     * @param number 0 or 1
     */
    LogSegment(Connection connection, int number) {
        this.connection = connection;
        this.number = number;
        table = "raft_log_" + number;
        // Derby chooses a plan by the size that the table has when the statement is compiled.
        String byIndex = table + " --DERBY-PROPERTIES constraint=" + table + "_pk\n";
        insert = new Prepared(
                connection,
                "INSERT INTO " + table + " (idx, term, kind, data, hash) VALUES (?, ?, ?, ?, ?)");
        delete = new Prepared(connection, "DELETE FROM " + table + " WHERE idx >= ?");
        selectHash = new Prepared(connection, "SELECT hash FROM " + table + " WHERE idx = ?");
        selectRange = new Prepared(
                connection,
                "SELECT idx, term, kind, data, hash FROM " + byIndex
                        + " WHERE idx >= ? AND idx <= ? ORDER BY idx");
    }

    int number() {
        return number;
    }

    /** The entry before the first one of this table. */
    long baseIndex() {
        return baseIndex;
    }

    /** The {@link ChainHash} of that entry. */
    long baseHash() {
        return baseHash;
    }

    /** Reads behind which entry this table begins. */
    void load() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT base_index, base_hash FROM raft_segment"
                        + " WHERE segment = " + number)) {
            if (!row.next()) {
                throw MetaTable.incomplete("raft_segment");
            }
            baseIndex = row.getLong(1);
            baseHash = row.getLong(2);
        }
    }

    /** Throws unless it begins, as it is saved, behind the entry of which it is known. */
    void check() throws SQLException {
        long knownIndex = baseIndex;
        long knownHash = baseHash;
        load();
        if (baseIndex != knownIndex || baseHash != knownHash) {
            throw MetaTable.damaged("raft_segment");
        }
    }

    /** From now on this table, which must be empty, begins behind another entry. */
    void begin(long newBaseIndex, long newBaseHash) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE raft_segment SET base_index = ?, base_hash = ? WHERE segment = ?")) {
            update.setLong(1, newBaseIndex);
            update.setLong(2, newBaseHash);
            update.setInt(3, number);
            update.executeUpdate();
        }
        baseIndex = newBaseIndex;
        baseHash = newBaseHash;
    }

    /** Gives all the space back to the operating system, at the commit. */
    void clear() throws SQLException {
        try (Statement truncate = connection.createStatement()) {
            truncate.execute("TRUNCATE TABLE " + table);
        }
    }

    void removeFrom(long index) throws SQLException {
        delete.get().setLong(1, index);
        delete.get().executeUpdate();
    }

    /** Adds entries behind the end of {@code chain}, and moves that along. */
    void append(LogChain chain, List<Entry> entries) throws SQLException {
        PreparedStatement row = insert.get();
        for (Entry entry : entries) {
            row.setLong(1, entry.index());
            row.setLong(2, entry.term());
            row.setShort(3, EntryCodec.kind(entry.payload()));
            row.setBytes(4, EntryCodec.encode(entry.payload()));
            row.setLong(5, chain.append(entry));
            row.addBatch();
        }
        if (!entries.isEmpty()) {
            row.executeBatch();
        }
    }

    /** The {@link ChainHash} of an entry of this table or of the one before it; null if it is missing. */
    @Nullable
    Long hashAt(long index) throws SQLException {
        if (index == baseIndex) {
            return baseHash;
        }
        selectHash.get().setLong(1, index);
        try (ResultSet row = selectHash.get().executeQuery()) {
            return row.next() ? row.getLong(1) : null;
        }
    }

    /**
     * Reads entries that follow {@code chain}, up to {@code toIndex} or to the end of the table, and
     * moves the chain along.
     *
     * @param more takes each entry and says whether it wants another
     * @return false as soon as it does not
     */
    boolean read(LogChain chain, long toIndex, Predicate<Entry> more) throws SQLException {
        selectRange.get().setLong(1, chain.index() + 1);
        selectRange.get().setLong(2, toIndex);
        try (ResultSet rows = selectRange.get().executeQuery()) {
            while (rows.next()) {
                if (!more.test(chain.next(rows))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The newest entry; that before the first one if the table is empty. */
    long lastIndex() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT MAX(idx) FROM " + table)) {
            row.next();
            long last = row.getLong(1);
            return row.wasNull() ? baseIndex : last;
        }
    }
}
