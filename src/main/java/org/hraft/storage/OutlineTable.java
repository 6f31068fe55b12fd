package org.hraft.storage;

import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.SnapshotMetadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeMap;

/**
 * The tables raft_term and raft_configuration: where in the log a term begins, and each configuration
 * that stands in it, so that a start need not read the log to know them. Of what is before the log,
 * the last row stays. Changed seldom; commits nothing itself.
 */
final class OutlineTable {

    private static final List<String> TABLES = List.of("raft_term", "raft_configuration");

    private final Connection connection;

    OutlineTable(Connection connection) {
        this.connection = connection;
    }

    /** What stands in a log that never held an entry. */
    void create() throws SQLException {
        termBegins(0, 0);
        add(0, Configuration.NONE);
    }

    LogOutline read() throws SQLException {
        TreeMap<Long, Long> terms = new TreeMap<>();
        TreeMap<Long, Configuration> configurations = new TreeMap<>();
        try (Statement select = connection.createStatement()) {
            try (ResultSet row = select.executeQuery("SELECT idx, term FROM raft_term")) {
                while (row.next()) {
                    terms.put(row.getLong(1), row.getLong(2));
                }
            }
            try (ResultSet row =
                    select.executeQuery("SELECT idx, members FROM raft_configuration")) {
                while (row.next()) {
                    configurations.put(row.getLong(1), EntryCodec.configuration(row.getBytes(2)));
                }
            }
        }
        return new LogOutline(terms, configurations);
    }

    /**
     * Notes what is worth noting of new entries.
     *
     * @param lastTerm of the entry before them
     */
    void append(long lastTerm, List<Entry> entries) throws SQLException {
        long term = lastTerm;
        for (Entry entry : entries) {
            if (entry.term() != term) {
                termBegins(entry.index(), entry.term());
                term = entry.term();
            }
            if (entry.payload() instanceof Configuration configuration) {
                add(entry.index(), configuration);
            }
        }
    }

    /** The log ends before {@code index}. */
    void truncateFrom(long index) throws SQLException {
        for (String table : TABLES) {
            execute("DELETE FROM " + table + " WHERE idx >= ?", index);
        }
    }

    /** The log begins behind {@code index}. */
    void compactTo(long index) throws SQLException {
        for (String table : TABLES) {
            execute(
                    "DELETE FROM " + table + " WHERE idx < (SELECT MAX(idx) FROM " + table
                            + " WHERE idx <= ?)",
                    index);
        }
    }

    /** The log is empty and begins behind {@code snapshot}. */
    void replaceBy(SnapshotMetadata snapshot) throws SQLException {
        truncateFrom(0);
        termBegins(snapshot.index(), snapshot.term());
        add(snapshot.configurationIndex(), snapshot.configuration());
    }

    private void termBegins(long index, long term) throws SQLException {
        execute("INSERT INTO raft_term (idx, term) VALUES (?, ?)", index, term);
    }

    private void add(long index, Configuration configuration) throws SQLException {
        execute(
                "INSERT INTO raft_configuration (idx, members) VALUES (?, ?)",
                index,
                EntryCodec.encode(configuration));
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                change.setObject(i + 1, values[i]);
            }
            change.executeUpdate();
        }
    }
}
