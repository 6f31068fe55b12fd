package org.hraft.storage;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
    private final Prepared selectFrom;

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
                "INSERT INTO " + table + " (" + LogRow.COLUMNS + ") VALUES (?, ?, ?, ?, ?)");
        delete = new Prepared(connection, "DELETE FROM " + table + " WHERE idx >= ?");
        selectHash = new Prepared(connection, "SELECT hash FROM " + table + " WHERE idx = ?");
        selectFrom = new Prepared(
                connection,
                "SELECT " + LogRow.COLUMNS + " FROM " + byIndex + " WHERE idx >= ? ORDER BY idx");
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

    /** What lies before {@code index} in the same row stays, in a row of its own. */
    void removeFrom(long index) throws SQLException {
        LogRow row = rowWith(index);
        if (row == null || row.firstIndex() == index) {
            deleteFrom(index);
            return;
        }
        LogChain chain = chainBefore(row);
        List<Entry> kept = new ArrayList<>(row.behind(chain));
        kept.removeIf(entry -> entry.index() >= index);
        deleteFrom(index);
        append(chain, kept);
    }

    private void deleteFrom(long index) throws SQLException {
        delete.get().setLong(1, index);
        delete.get().executeUpdate();
    }

    /** Adds entries behind the end of {@code chain}, and moves that along. */
    void append(LogChain chain, List<Entry> entries) throws SQLException {
        PreparedStatement statement = insert.get();
        for (LogRow row : LogRow.of(chain, entries)) {
            row.insert(statement);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    /**
     * The {@link ChainHash} of an entry of this table or of the one before it; null if it is missing.
     *
     * @throws StorageException if the row that holds it is not as it was written
     */
    @Nullable
    Long hashAt(long index) throws SQLException {
        Long hash = hashOfRow(index);
        LogRow row = hash == null ? rowWith(index) : null;
        if (row == null) {
            return hash;
        }
        LogChain chain = chainBefore(row);
        for (Entry entry : row.behind(chain)) {
            if (entry.index() <= index) {
                chain.append(entry);
            }
        }
        return chain.hash();
    }

    /** That of the row whose last entry this is, or of the entry before the first row. */
    private @Nullable Long hashOfRow(long lastIndex) throws SQLException {
        if (lastIndex == baseIndex) {
            return baseHash;
        }
        selectHash.get().setLong(1, lastIndex);
        try (ResultSet row = selectHash.get().executeQuery()) {
            return row.next() ? row.getLong(1) : null;
        }
    }

    /** Null if there is none, or only one that begins behind it. */
    private @Nullable LogRow rowWith(long index) throws SQLException {
        selectFrom.get().setLong(1, index);
        try (ResultSet rows = selectFrom.get().executeQuery()) {
            LogRow row = rows.next() ? LogRow.select(rows) : null;
            return row != null && row.firstIndex() <= index ? row : null;
        }
    }

    private LogChain chainBefore(LogRow row) throws SQLException {
        long before = row.firstIndex() - 1;
        Long hash = hashOfRow(before);
        if (hash == null) {
            throw LogChain.missing(before);
        }
        return new LogChain(before, hash);
    }

    /**
     * Reads entries that follow {@code chain}, up to {@code toIndex} or to the end of the table, and
     * moves the chain along.
     *
     * @param more takes each entry and says whether it wants another
     * @return false as soon as it does not
     */
    boolean read(LogChain chain, long toIndex, Predicate<Entry> more) throws SQLException {
        selectFrom.get().setLong(1, chain.index() + 1);
        try (ResultSet rows = selectFrom.get().executeQuery()) {
            while (chain.index() < toIndex && rows.next()) {
                for (Entry entry : LogRow.select(rows).behind(chain)) {
                    if (entry.index() > toIndex) {
                        break;
                    }
                    chain.append(entry);
                    if (!more.test(entry)) {
                        return false;
                    }
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
