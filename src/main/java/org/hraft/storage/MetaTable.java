package org.hraft.storage;

import org.hraft.node.StorageException;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** The rows of which there is one each: raft_meta and raft_state. Commits nothing itself. */
final class MetaTable {

    private static final int MAX_NAME = 64;
    private static final int MAX_CLUSTER_ID = 128;

    private final Connection connection;
    private final PreparedStatement updateState;
    private final PreparedStatement updateApplied;

    /** What is in raft_meta. */
    record Meta(ServerId self, @Nullable String clusterId, long lastApplied) {}

    MetaTable(Connection connection) throws SQLException {
        this.connection = connection;
        updateState = connection.prepareStatement(
                "UPDATE raft_state SET term = ?, voted_name = ?, voted_incarnation = ?");
        updateApplied = connection.prepareStatement("UPDATE raft_meta SET last_applied = ?");
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
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO raft_meta VALUES (?, ?, ?, NULL, 0)")) {
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
     * @throws StorageException if another release wrote the table
     */
    Meta read() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT format, node_id,"
                        + " incarnation, cluster_id, last_applied FROM raft_meta");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new StorageException("The table raft_meta is empty; move the data directory"
                        + " away and let the server join again as a new one.");
            }
            DerbySchema.checkFormat(row.getInt(1));
            ServerId self = new ServerId(row.getString(2), row.getString(3));
            return new Meta(self, row.getString(4), row.getLong(5));
        }
    }

    HardState readState() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT term, voted_name, voted_incarnation FROM raft_state");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new StorageException("The table raft_state is empty; move the data directory"
                        + " away and let the server join again as a new one.");
            }
            String name = row.getString(2);
            ServerId votedFor = name == null ? null : new ServerId(name, row.getString(3));
            return new HardState(row.getLong(1), votedFor);
        }
    }

    void save(HardState state) throws SQLException {
        ServerId votedFor = state.votedFor();
        updateState.setLong(1, state.currentTerm());
        updateState.setString(2, votedFor == null ? null : votedFor.name());
        updateState.setString(3, votedFor == null ? null : votedFor.incarnation());
        updateState.executeUpdate();
    }

    void saveLastApplied(long index) throws SQLException {
        updateApplied.setLong(1, index);
        updateApplied.executeUpdate();
    }

    void saveClusterId(String clusterId) throws SQLException {
        if (clusterId.isEmpty() || clusterId.length() > MAX_CLUSTER_ID) {
            throw new StorageException(
                    "A cluster id has 1 to " + MAX_CLUSTER_ID + " characters: " + clusterId);
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE raft_meta SET cluster_id = ?")) {
            update.setString(1, clusterId);
            update.executeUpdate();
        }
    }
}
