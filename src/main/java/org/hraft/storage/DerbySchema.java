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
 * <p>The map is kv_0 or kv_1, as raft_meta.kv_table says; the other one is empty, or a snapshot on
 * its way, of which raft_staged tells. The log is raft_log_0 and raft_log_1 together; its end is in
 * the table that raft_meta.log_table says, and raft_segment says behind which entry each of the two
 * begins. A row of the log holds one entry or several: see {@link LogRow}.
 *
 * <p>Derby compares text as if the shorter one were filled up with spaces: to it, "a" and "a " are
 * the same key. Hence the number of characters beside the key, and in the primary key.
 */
final class DerbySchema {

    /** Written to raft_meta; a release that changes a table counts it up. */
    static final int FORMAT = 4;

    /** Has one entry in each row of the log, and is the same otherwise. */
    private static final int FORMAT_WITHOUT_RUNS = 3;

    /** Bytes; small, so that a power cut tears as little as possible. */
    private static final String PAGE_SIZE = "4096";

    private static final String LOG =
            " (idx BIGINT NOT NULL CONSTRAINT raft_log_%1$d_pk PRIMARY KEY,"
                    + " term BIGINT NOT NULL, kind SMALLINT NOT NULL, data BLOB(16M) NOT NULL,"
                    + " hash BIGINT NOT NULL)";

    private static final String KV = " (k VARCHAR(512) NOT NULL, chars SMALLINT NOT NULL,"
            + " v BLOB(1M) NOT NULL, mod_index BIGINT NOT NULL,"
            + " CONSTRAINT kv_%1$d_pk PRIMARY KEY (k, chars))";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE raft_meta (format INT NOT NULL, node_id VARCHAR(64) NOT NULL,"
                    + " incarnation VARCHAR(64) NOT NULL, cluster_id VARCHAR(128),"
                    + " last_applied BIGINT NOT NULL, kv_table SMALLINT NOT NULL,"
                    + " log_table SMALLINT NOT NULL, log_bytes BIGINT NOT NULL)",
            "CREATE TABLE raft_state (term BIGINT NOT NULL, voted_name VARCHAR(64),"
                    + " voted_incarnation VARCHAR(64))",
            "CREATE TABLE raft_log_0" + LOG.formatted(0),
            "CREATE TABLE raft_log_1" + LOG.formatted(1),
            "CREATE TABLE raft_segment (segment SMALLINT NOT NULL, base_index BIGINT NOT NULL,"
                    + " base_hash BIGINT NOT NULL)",
            "CREATE TABLE raft_term (idx BIGINT NOT NULL, term BIGINT NOT NULL)",
            "CREATE TABLE raft_configuration (idx BIGINT NOT NULL, members BLOB(16M) NOT NULL)",
            "CREATE TABLE kv_0" + KV.formatted(0),
            "CREATE TABLE kv_1" + KV.formatted(1),
            "CREATE TABLE raft_staged (last_index BIGINT NOT NULL, last_term BIGINT NOT NULL,"
                    + " last_hash BIGINT NOT NULL, configuration_index BIGINT NOT NULL, members BLOB(16M) NOT NULL,"
                    + " position VARCHAR(512) NOT NULL)");

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
            statement.execute("INSERT INTO raft_segment VALUES (0, 0, 0), (1, 0, 0)");
        }
        new OutlineTable(connection).create();
    }

    /**
     * Looks whether this release can read the tables, and makes them its own: an older one refuses
     * them from then on.
     *
     * @throws StorageException if it cannot
     */
    static void adopt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = format(statement);
            if (found == FORMAT_WITHOUT_RUNS) {
                statement.execute("UPDATE raft_meta SET format = " + FORMAT);
            } else if (found != FORMAT) {
                throw new StorageException("The data directory has format " + found
                        + " and this release knows format " + FORMAT
                        + "; start the release that wrote it.");
            }
        }
    }

    private static int format(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT format FROM raft_meta")) {
            if (!row.next()) {
                throw MetaTable.incomplete("raft_meta");
            }
            return row.getInt(1);
        }
    }

    private DerbySchema() {}
}
