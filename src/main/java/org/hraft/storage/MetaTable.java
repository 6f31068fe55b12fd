package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;

/** The rows of which there is one each: raft_meta and raft_state. Commits nothing itself. */
final class MetaTable {

    private static final int MAX_NAME = 64;
    private static final int MAX_CLUSTER_ID = 128;

    private final Connection connection;
    private final Prepared updateState;
    private final Prepared updateProgress;

    // What was read or saved last.
    private @Nullable ServerId self;
    private @Nullable String clusterId;
    private @Nullable HardState state;

    /**
     * What is in raft_meta.
     *
     * @param lastApplied the map contains everything up to this entry
     * @param kvTable number of the table that holds the map
     * @param logTable number of the table that holds the end of the log
     * @param logBytes what the entries of that table weigh, roughly
     */
    record Meta(
            ServerId self,
            @Nullable String clusterId,
            long lastApplied,
            int kvTable,
            int logTable,
            long logBytes) {}

    MetaTable(Connection connection) {
        this.connection = connection;
        updateState = new Prepared(
                connection,
                "UPDATE raft_state SET term = ?, voted_name = ?, voted_incarnation = ?");
        updateProgress =
                new Prepared(connection, "UPDATE raft_meta SET last_applied = ?, log_bytes = ?");
    }

    /**
     * Mints an identity for a new data directory.
     *
     * @param askedName empty to have one made
     */
    static void mint(Connection connection, String askedName) throws SQLException {
        String name = askedName.isEmpty() ? "node-" + random().substring(0, 8) : askedName;
        if (name.length() > MAX_NAME) {
            throw new StorageException("The node id " + name + " has " + name.length()
                    + " characters; choose one of at most " + MAX_NAME + ".");
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO raft_meta VALUES (?, ?, ?, NULL, 0, 0, 0, 0)")) {
            insert.setInt(1, DerbySchema.FORMAT);
            insert.setString(2, name);
            insert.setString(3, random());
            insert.executeUpdate();
        }
    }

    /** 32 hexadecimal digits from the secure generator. */
    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * Throws unless everything is as it was read or saved last.
     *
     * @param lastApplied as it was saved
     * @param kvTable as it was saved
     * @param logTable as it was saved
     */
    void check(long lastApplied, int kvTable, int logTable) throws SQLException {
        Meta found = select();
        boolean same = found.self().equals(self)
                && Objects.equals(found.clusterId(), clusterId)
                && found.lastApplied() == lastApplied
                && found.kvTable() == kvTable
                && found.logTable() == logTable;
        if (!same) {
            throw damaged("raft_meta");
        }
        if (!selectState().equals(state)) {
            throw damaged("raft_state");
        }
    }

    Meta read() throws SQLException {
        Meta found = select();
        self = found.self();
        clusterId = found.clusterId();
        return found;
    }

    private Meta select() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT node_id, incarnation, cluster_id,"
                        + " last_applied, kv_table, log_table, log_bytes FROM raft_meta")) {
            if (!row.next()) {
                throw incomplete("raft_meta");
            }
            return new Meta(
                    new ServerId(row.getString(1), row.getString(2)),
                    row.getString(3),
                    row.getLong(4),
                    row.getInt(5),
                    row.getInt(6),
                    row.getLong(7));
        }
    }

    /** What to say of a table that lacks a row that it always has. */
    static StorageException incomplete(String table) {
        return new DamagedStoreException("The table " + table + " lacks a row");
    }

    /** What to say of a table whose rows are not those that were written. */
    static StorageException damaged(String table) {
        return new DamagedStoreException("The table " + table + " holds what nobody wrote");
    }

    HardState readState() throws SQLException {
        HardState found = selectState();
        state = found;
        return found;
    }

    private HardState selectState() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT term, voted_name, voted_incarnation FROM raft_state")) {
            if (!row.next()) {
                throw incomplete("raft_state");
            }
            String name = row.getString(2);
            ServerId votedFor = name == null ? null : new ServerId(name, row.getString(3));
            return new HardState(row.getLong(1), votedFor);
        }
    }

    void save(HardState newState) throws SQLException {
        ServerId votedFor = newState.votedFor();
        PreparedStatement update = updateState.get();
        update.setLong(1, newState.currentTerm());
        update.setString(2, votedFor == null ? null : votedFor.name());
        update.setString(3, votedFor == null ? null : votedFor.incarnation());
        update.executeUpdate();
        state = newState;
    }

    void saveProgress(long lastApplied, long logBytes) throws SQLException {
        PreparedStatement update = updateProgress.get();
        update.setLong(1, lastApplied);
        update.setLong(2, logBytes);
        update.executeUpdate();
    }

    /** From now on other tables hold the map and the end of the log. */
    void saveTables(int kvTable, int logTable) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE raft_meta SET kv_table = ?, log_table = ?")) {
            update.setInt(1, kvTable);
            update.setInt(2, logTable);
            update.executeUpdate();
        }
    }

    void saveClusterId(String newClusterId) throws SQLException {
        if (newClusterId.isEmpty() || newClusterId.length() > MAX_CLUSTER_ID) {
            throw new StorageException(
                    "A cluster id has 1 to " + MAX_CLUSTER_ID + " characters: " + newClusterId);
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE raft_meta SET cluster_id = ?")) {
            update.setString(1, newClusterId);
            update.executeUpdate();
        }
        clusterId = newClusterId;
    }
}
