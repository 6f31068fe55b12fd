package org.hraft.storage;

import org.hraft.node.StorageException;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables. Plain SQL for whoever wants to look, but never while the server runs: the database
 * belongs to one process.
 *
 * <p>Derby compares text as if the shorter one were filled up with spaces: to it, "a" and "a " are
 * the same key. Hence the number of characters beside the key, and in the primary key.
 */
final class DerbySchema {

    /** Written to raft_meta; a release that changes a table counts it up. */
    static final int FORMAT = 1;

    /** Bytes; small, so that a power cut tears as little as possible. */
    private static final String PAGE_SIZE = "4096";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE raft_meta (format INT NOT NULL, node_id VARCHAR(64) NOT NULL,"
                    + " incarnation VARCHAR(64) NOT NULL, cluster_id VARCHAR(128),"
                    + " last_applied BIGINT NOT NULL)",
            "CREATE TABLE raft_state (term BIGINT NOT NULL, voted_name VARCHAR(64),"
                    + " voted_incarnation VARCHAR(64))",
            "CREATE TABLE raft_log (idx BIGINT NOT NULL CONSTRAINT raft_log_pk PRIMARY KEY,"
                    + " term BIGINT NOT NULL, kind SMALLINT NOT NULL, data BLOB(16M) NOT NULL,"
                    + " crc BIGINT NOT NULL)",
            "CREATE TABLE kv (k VARCHAR(512) NOT NULL, chars SMALLINT NOT NULL,"
                    + " v BLOB(1M) NOT NULL, mod_index BIGINT NOT NULL,"
                    + " CONSTRAINT kv_pk PRIMARY KEY (k, chars))");

    /** True if the tables are there; they are made in one transaction, so all or none are. */
    static boolean exists(Connection connection) throws SQLException {
        // Not DatabaseMetaData.getTables: a start would wait for Derby to compile that long query.
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM SYS.SYSTABLES WHERE TABLENAME = 'RAFT_META'")) {
            return found.next();
        }
    }

    /** Makes the tables, empty but for the state of a server that never heard of any term. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY("
                    + "'derby.storage.pageSize', '" + PAGE_SIZE + "')");
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("INSERT INTO raft_state VALUES (0, NULL, NULL)");
        }
    }

    /**
     * @throws StorageException if another release made the tables
     */
    static void checkFormat(int format) {
        if (format != FORMAT) {
            throw new StorageException("The data directory has format " + format
                    + " and this release knows format " + FORMAT
                    + "; start the release that wrote it.");
        }
    }

    private DerbySchema() {}
}
