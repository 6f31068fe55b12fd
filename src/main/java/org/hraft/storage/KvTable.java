package org.hraft.storage;

import org.hraft.kv.Value;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of the tables kv_0 and kv_1: rows of the state machine. Commits nothing itself. */
final class KvTable {

    private final Connection connection;
    private final String table;
    private final Prepared update;
    private final Prepared insert;
    private final Prepared delete;
    private final Prepared select;

    /**
     * @param number 0 or 1
     */
    KvTable(Connection connection, int number) {
        this.connection = connection;
        table = "kv_" + number;
        update = new Prepared(
                connection,
                "UPDATE " + table + " SET v = ?, mod_index = ? WHERE k = ? AND chars = ?");
        insert = new Prepared(
                connection,
                "INSERT INTO " + table + " (v, mod_index, k, chars) VALUES (?, ?, ?, ?)");
        delete = new Prepared(connection, "DELETE FROM " + table + " WHERE k = ? AND chars = ?");
        // Derby chooses a plan by the size that the table has when the statement is compiled.
        select = new Prepared(
                connection,
                "SELECT v, mod_index FROM " + table + " --DERBY-PROPERTIES constraint=" + table
                        + "_pk\n WHERE k = ? AND chars = ?");
    }

    /**
     * All rows, as they lie: Derby's order is not that of Java, and to read in the order of an index
     * takes three times as long. The lock on the table saves Derby one for each row, a fifth of the
     * time.
     */
    List<Map.Entry<String, Value>> read() throws SQLException {
        List<Map.Entry<String, Value>> rows = new ArrayList<>();
        try (Statement all = connection.createStatement()) {
            all.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
            try (ResultSet row = all.executeQuery("SELECT k, v, mod_index FROM " + table)) {
                while (row.next()) {
                    rows.add(Map.entry(
                            row.getString(1), new Value(row.getBytes(2), row.getLong(3))));
                }
            }
        }
        return rows;
    }

    /** What the row of {@code key} holds, null if there is none. */
    @Nullable
    Value get(String key) throws SQLException {
        setKey(select.get(), 1, key);
        try (ResultSet row = select.get().executeQuery()) {
            return row.next() ? new Value(row.getBytes(1), row.getLong(2)) : null;
        }
    }

    /**
     * Makes the table agree with {@code changes}.
     *
     * @param changes by key; empty for a key that is gone
     */
    void save(Map<String, Optional<Value>> changes) throws SQLException {
        List<Map.Entry<String, Value>> present = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        changes.forEach((key, value) ->
                value.ifPresentOrElse(v -> present.add(Map.entry(key, v)), () -> gone.add(key)));
        insert(update(present));
        delete(gone);
    }

    /** Adds rows whose keys are not there. */
    void insert(Collection<Map.Entry<String, Value>> rows) throws SQLException {
        execute(insert, rows);
    }

    /** Gives all the space back to the operating system, at the commit. */
    void clear() throws SQLException {
        if (!isEmpty()) {
            try (Statement truncate = connection.createStatement()) {
                truncate.execute("TRUNCATE TABLE " + table);
            }
        }
    }

    private boolean isEmpty() throws SQLException {
        try (Statement first = connection.createStatement();
                ResultSet row = first.executeQuery("SELECT chars FROM " + table)) {
            return !row.next();
        }
    }

    /** Returns the rows that were not there to be updated. */
    private List<Map.Entry<String, Value>> update(List<Map.Entry<String, Value>> rows)
            throws SQLException {
        List<Map.Entry<String, Value>> missing = new ArrayList<>();
        int[] counts = execute(update, rows);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                missing.add(rows.get(i));
            }
        }
        return missing;
    }

    private static int[] execute(Prepared prepared, Collection<Map.Entry<String, Value>> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        PreparedStatement change = prepared.get();
        for (Map.Entry<String, Value> row : rows) {
            change.setBytes(1, row.getValue().bytes());
            change.setLong(2, row.getValue().modIndex());
            setKey(change, 3, row.getKey());
            change.addBatch();
        }
        return change.executeBatch();
    }

    private void delete(List<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        PreparedStatement change = delete.get();
        for (String key : keys) {
            setKey(change, 1, key);
            change.addBatch();
        }
        change.executeBatch();
    }

    private static void setKey(PreparedStatement statement, int at, String key)
            throws SQLException {
        statement.setString(at, key);
        statement.setInt(at + 1, key.length());
    }
}
