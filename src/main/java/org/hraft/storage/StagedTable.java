package org.hraft.storage;

import org.hraft.kv.KvSnapshot;
import org.hraft.kv.Value;
import org.hraft.node.StorageException;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StagedSnapshot;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;

/**
 * The table raft_staged: which snapshot is being received, and how far. Its rows lie in the kv table
 * that does not hold the map. Commits nothing itself.
 */
final class StagedTable {

    private final Connection connection;
    private @Nullable StagedSnapshot staged;

    StagedTable(Connection connection) {
        this.connection = connection;
    }

    /** The snapshot of which a part is here, null: none. */
    @Nullable
    StagedSnapshot staged() {
        return staged;
    }

    void load() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT last_index, last_term,"
                        + " last_hash, configuration_index, members, position FROM raft_staged")) {
            staged = row.next() ? staged(row) : null;
        }
    }

    private static StagedSnapshot staged(ResultSet row) throws SQLException {
        SnapshotMetadata snapshot = new SnapshotMetadata(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                EntryCodec.configuration(row.getBytes(5)));
        return new StagedSnapshot(snapshot, row.getString(6));
    }

    /**
     * Puts the rows of a chunk aside.
     *
     * @throws StorageException if it does not follow what is here, or cannot be read
     */
    void add(InstallSnapshot.Request request, KvTable spare) throws SQLException {
        SortedMap<String, Value> rows = rows(request);
        if (request.position().isEmpty()) {
            clear();
            spare.clear();
            insert(request.snapshot());
        } else if (!new StagedSnapshot(request.snapshot(), request.position()).equals(staged)) {
            throw new StorageException("A piece of the snapshot as of entry "
                    + request.snapshot().index() + " does not continue what was received before;"
                    + " restart the server.");
        }
        spare.insert(rows.entrySet());
        moveTo(request.snapshot(), request.chunk().end());
    }

    private static SortedMap<String, Value> rows(InstallSnapshot.Request request) {
        try {
            return KvSnapshot.rows(request.chunk().data());
        } catch (IllegalArgumentException e) {
            throw new StorageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Nothing is staged any more. */
    void clear() throws SQLException {
        try (Statement delete = connection.createStatement()) {
            delete.executeUpdate("DELETE FROM raft_staged");
        }
        staged = null;
    }

    private void insert(SnapshotMetadata snapshot) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO raft_staged (last_index, last_term, last_hash, configuration_index,"
                        + " members, position) VALUES (?, ?, ?, ?, ?, '')")) {
            insert.setLong(1, snapshot.index());
            insert.setLong(2, snapshot.term());
            insert.setLong(3, snapshot.hash());
            insert.setLong(4, snapshot.configurationIndex());
            insert.setBytes(5, EntryCodec.encode(snapshot.configuration()));
            insert.executeUpdate();
        }
    }

    private void moveTo(SnapshotMetadata snapshot, String position) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE raft_staged SET position = ?")) {
            update.setString(1, position);
            update.executeUpdate();
        }
        staged = new StagedSnapshot(snapshot, position);
    }
}
