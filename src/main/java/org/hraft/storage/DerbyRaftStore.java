package org.hraft.storage;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.RaftStore;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;

/**
 * The store on embedded Derby: one connection that belongs to the loop's thread, one transaction
 * and one commit for each {@link #persist}. Rows of the state machine go into the same transaction
 * as the log rows, so lastApplied and the kv table always tell the same story (hazard 16).
 */
public final class DerbyRaftStore implements RaftStore {

    private static final int BATCH_ROWS = 1_000;

    private final DerbyDatabase database;
    private final Connection connection;
    private final String askedId;
    private final KvStateMachine stateMachine;
    private @Nullable Recovery recovery;
    private long lastIndex;
    private long lastChecksum;

    /**
     * Opens or creates the database {@code derby} in a directory.
     *
     * @param nodeId the server's name; empty: the one the directory knows, or a new one
     * @throws StorageException if the directory cannot be trusted with a vote or an entry
     */
    public DerbyRaftStore(Path dataDirectory, String nodeId, KvStateMachine stateMachine) {
        this.askedId = nodeId;
        this.stateMachine = stateMachine;
        this.database = DerbyDatabase.open(dataDirectory.resolve("derby"));
        this.connection = database.connection();
    }

    @Override
    public Recovered recover() {
        try {
            if (!DerbySchema.exists(connection)) {
                found();
            }
            Recovery found = new Recovery(connection);
            ServerId self = found.self();
            if (!askedId.isEmpty() && !askedId.equals(self.name())) {
                throw new StorageException(
                        "the data directory belongs to the node " + self.name() + ", not to "
                                + askedId + "; use its own directory or an empty one");
            }
            StoredLog log = found.readLog();
            stateMachine.restore(found.readState());
            if (found.lastApplied() > log.lastIndex()) {
                throw new StorageException("the log ends at " + log.lastIndex()
                        + " but everything up to " + found.lastApplied() + " was applied");
            }
            recovery = found;
            lastIndex = log.lastIndex();
            lastChecksum = found.lastChecksum();
            connection.commit();
            return new Recovered(
                    self, found.clusterId(), found.hardState(), log, found.lastApplied());
        } catch (SQLException e) {
            throw new StorageException("cannot read the data directory: " + e.getMessage(), e);
        }
    }

    private void found() throws SQLException {
        var random = new SecureRandom();
        String incarnation = hex(random, 8);
        String name = askedId.isEmpty() ? "node-" + hex(random, 4) : askedId;
        DerbySchema.create(connection);
        run("INSERT INTO raft_meta VALUES (?, ?, ?, NULL, 0)",
                DerbySchema.FORMAT, name, incarnation);
        run("INSERT INTO raft_state VALUES (0, NULL, NULL)");
        connection.commit();
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    @Override
    public void persist(Update update) {
        try {
            if (update.truncateFrom() > 0) {
                truncate(update.truncateFrom());
            }
            insert(update.entries());
            HardState state = update.hardState();
            if (state != null) {
                ServerId vote = state.votedFor();
                run("UPDATE raft_state SET term = ?, voted_for = ?, voted_incarnation = ?",
                        state.currentTerm(),
                        vote == null ? null : vote.name(),
                        vote == null ? null : vote.incarnation());
            }
            saveRows(stateMachine.takeUnsaved());
            run("UPDATE raft_meta SET last_applied = ?", update.lastApplied());
            connection.commit();
        } catch (SQLException e) {
            throw new StorageException("cannot save: " + e.getMessage(), e);
        }
    }

    private void truncate(long from) throws SQLException {
        run("DELETE FROM raft_log WHERE idx >= ?", from);
        lastIndex = from - 1;
        lastChecksum = 0;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT crc FROM raft_log WHERE idx = ?")) {
            select.setLong(1, lastIndex);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    lastChecksum = row.getLong(1);
                }
            }
        }
    }

    private void insert(List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO raft_log VALUES (?, ?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                if (entry.index() != lastIndex + 1) {
                    throw new StorageException("entry " + entry.index() + " does not follow "
                            + lastIndex);
                }
                int kind = EntryCodec.kind(entry);
                byte[] data = EntryCodec.data(entry);
                lastIndex = entry.index();
                lastChecksum =
                        EntryCodec.checksum(lastChecksum, lastIndex, entry.term(), kind, data);
                insert.setLong(1, lastIndex);
                insert.setLong(2, entry.term());
                insert.setInt(3, kind);
                insert.setBytes(4, data);
                insert.setLong(5, lastChecksum);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Most rows of a busy map are there already: update first, then insert what was not. */
    private void saveRows(Map<String, Optional<Value>> rows) throws SQLException {
        List<Map.Entry<String, Optional<Value>>> all = List.copyOf(rows.entrySet());
        for (int from = 0; from < all.size(); from += BATCH_ROWS) {
            saveBatch(all.subList(from, Math.min(all.size(), from + BATCH_ROWS)));
        }
    }

    private void saveBatch(List<Map.Entry<String, Optional<Value>>> rows) throws SQLException {
        List<Map.Entry<String, Value>> present = new ArrayList<>();
        for (var row : rows) {
            if (row.getValue().isPresent()) {
                present.add(Map.entry(row.getKey(), row.getValue().get()));
            } else {
                run("DELETE FROM kv WHERE k = ?", row.getKey());
            }
        }
        int[] updated = write("UPDATE kv SET v = ?, mod_index = ? WHERE k = ?", present);
        List<Map.Entry<String, Value>> missing = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                missing.add(present.get(i));
            }
        }
        write("INSERT INTO kv (v, mod_index, k) VALUES (?, ?, ?)", missing);
    }

    private int[] write(String sql, List<Map.Entry<String, Value>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (var row : rows) {
                statement.setBytes(1, row.getValue().bytes());
                statement.setLong(2, row.getValue().modIndex());
                statement.setString(3, row.getKey());
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    @Override
    public void adoptCluster(String clusterId) {
        String known = recovery == null ? null : recovery.clusterId();
        if (known != null && !known.equals(clusterId)) {
            throw new StorageException("this node belongs to the cluster " + known);
        }
        try {
            run("UPDATE raft_meta SET cluster_id = ?", clusterId);
            connection.commit();
        } catch (SQLException e) {
            throw new StorageException("cannot save the cluster id: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT idx, term, kind, data FROM raft_log"
                                + " WHERE idx BETWEEN ? AND ? ORDER BY idx")) {
            select.setLong(1, fromIndex);
            select.setLong(2, toIndex);
            long bytes = 0;
            try (ResultSet row = select.executeQuery()) {
                while (bytes <= maxBytes && row.next()) {
                    Entry entry =
                            EntryCodec.entry(
                                    row.getLong(1), row.getLong(2), row.getInt(3), row.getBytes(4));
                    entries.add(entry);
                    bytes += entry.weight();
                }
            }
            connection.commit(); // ends the read locks
        } catch (SQLException e) {
            throw new StorageException("cannot read the log: " + e.getMessage(), e);
        }
        if (entries.isEmpty() || entries.get(0).index() != fromIndex) {
            throw new StorageException("log entry " + fromIndex + " is missing");
        }
        return entries;
    }

    private void run(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
