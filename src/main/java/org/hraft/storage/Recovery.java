package org.hraft.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.hraft.kv.KvState;
import org.hraft.kv.Value;
import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;

/** Reads back what a store has promised, and checks that it is all there. */
final class Recovery {

    private final Connection connection;
    private final ServerId self;
    private final @Nullable String clusterId;
    private final long lastApplied;
    private final HardState hardState;
    private long lastChecksum;

    Recovery(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet meta =
                    statement.executeQuery(
                            "SELECT format, node_id, incarnation, cluster_id, last_applied"
                                    + " FROM raft_meta")) {
                check(meta.next(), "the row of raft_meta is missing");
                check(
                        meta.getInt(1) == DerbySchema.FORMAT,
                        "the data directory was written by another version of hraft");
                self = new ServerId(meta.getString(2), meta.getString(3));
                clusterId = meta.getString(4);
                lastApplied = meta.getLong(5);
            }
            try (ResultSet state =
                    statement.executeQuery(
                            "SELECT term, voted_for, voted_incarnation FROM raft_state")) {
                check(state.next(), "the row of raft_state is missing");
                String name = state.getString(2);
                ServerId vote = name == null ? null : new ServerId(name, state.getString(3));
                hardState = new HardState(state.getLong(1), vote);
            }
        }
    }

    ServerId self() {
        return self;
    }

    @Nullable String clusterId() {
        return clusterId;
    }

    long lastApplied() {
        return lastApplied;
    }

    HardState hardState() {
        return hardState;
    }

    /** Of the last entry, once the log was read. */
    long lastChecksum() {
        return lastChecksum;
    }

    /** Walks over the whole log: no gap, terms that do not fall, every checksum of the chain. */
    StoredLog readLog() throws SQLException {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long lastIndex = 0;
        long lastTerm = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT idx, term, kind, data, crc FROM raft_log ORDER BY idx")) {
            while (row.next()) {
                long index = row.getLong(1);
                long term = row.getLong(2);
                byte[] data = row.getBytes(4);
                lastChecksum =
                        EntryCodec.checksum(lastChecksum, index, term, row.getInt(3), data);
                check(index == lastIndex + 1, "log entry " + (lastIndex + 1) + " is missing");
                check(term >= lastTerm, "the term of log entry " + index + " is too small");
                check(
                        lastChecksum == row.getLong(5),
                        "the checksum of log entry " + index + " is wrong");
                if (term > lastTerm) {
                    terms.add(new StoredLog.TermStart(index, term));
                }
                if (row.getInt(3) == EntryCodec.CONFIGURATION) {
                    configurations.add(EntryCodec.entry(index, term, row.getInt(3), data));
                }
                lastIndex = index;
                lastTerm = term;
            }
        }
        return new StoredLog(lastIndex, terms, configurations);
    }

    /** The kv table as the state machine's state. */
    KvState readState() throws SQLException {
        var rows = new TreeMap<String, Value>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT k, v, mod_index FROM kv")) {
            while (row.next()) {
                rows.put(row.getString(1), new Value(row.getBytes(2), row.getLong(3)));
            }
        }
        return KvState.of(lastApplied, rows);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new StorageException(
                    problem + "; the data directory is damaged: remove it and join again");
        }
    }
}
