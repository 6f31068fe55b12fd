package org.hraft.storage;

import org.hraft.kv.Value;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table kv: the rows of the state machine. Commits nothing itself. */
final class KvTable {

    private final Connection connection;
    private final PreparedStatement update;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    KvTable(Connection connection) throws SQLException {
        this.connection = connection;
        update = connection.prepareStatement(
                "UPDATE kv SET v = ?, mod_index = ? WHERE k = ? AND chars = ?");
        insert = connection.prepareStatement(
                "INSERT INTO kv (v, mod_index, k, chars) VALUES (?, ?, ?, ?)");
        delete = connection.prepareStatement("DELETE FROM kv WHERE k = ? AND chars = ?");
    }

    /** All rows. */
    Map<String, Value> read() throws SQLException {
        Map<String, Value> rows = new TreeMap<>();
        try (PreparedStatement all = connection.prepareStatement("SELECT k, v, mod_index FROM kv");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                rows.put(row.getString(1), new Value(row.getBytes(2), row.getLong(3)));
            }
        }
        return rows;
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

    private void insert(List<Map.Entry<String, Value>> rows) throws SQLException {
        execute(insert, rows);
    }

    private static int[] execute(PreparedStatement change, List<Map.Entry<String, Value>> rows)
            throws SQLException {
        for (Map.Entry<String, Value> row : rows) {
            change.setBytes(1, row.getValue().bytes());
            change.setLong(2, row.getValue().modIndex());
            setKey(change, 3, row.getKey());
            change.addBatch();
        }
        return rows.isEmpty() ? new int[0] : change.executeBatch();
    }

    private void delete(List<String> keys) throws SQLException {
        for (String key : keys) {
            setKey(delete, 1, key);
            delete.addBatch();
        }
        if (!keys.isEmpty()) {
            delete.executeBatch();
        }
    }

    private static void setKey(PreparedStatement statement, int at, String key)
            throws SQLException {
        statement.setString(at, key);
        statement.setInt(at + 1, key.length());
    }
}
