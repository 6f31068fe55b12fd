package org.hraft.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables. Plain SQL, for whoever wants to look with a tool of their own. */
final class DerbySchema {

    /** Raised when a table changes its meaning; an older program then refuses the directory. */
    static final int FORMAT = 1;

    private static final String[] TABLES = {
        """
        CREATE TABLE raft_meta (format INT NOT NULL, node_id VARCHAR(64) NOT NULL,
          incarnation VARCHAR(64) NOT NULL, cluster_id VARCHAR(64), last_applied BIGINT NOT NULL)
        """,
        """
        CREATE TABLE raft_state (term BIGINT NOT NULL, voted_for VARCHAR(64),
          voted_incarnation VARCHAR(64))
        """,
        """
        CREATE TABLE raft_log (idx BIGINT NOT NULL PRIMARY KEY, term BIGINT NOT NULL,
          kind SMALLINT NOT NULL, data BLOB(16M) NOT NULL, crc BIGINT NOT NULL)
        """,
        """
        CREATE TABLE kv (k VARCHAR(512) NOT NULL PRIMARY KEY, v BLOB(1M) NOT NULL,
          mod_index BIGINT NOT NULL)
        """
    };

    /** Makes the tables; the caller commits them together with their first rows. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    static boolean exists(Connection connection) throws SQLException {
        try (var tables = connection.getMetaData().getTables(null, null, "RAFT_META", null)) {
            return tables.next();
        }
    }

    private DerbySchema() {}
}
