package org.hraft.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.hraft.node.StorageException;

/** One embedded database and the one connection to it, opened with care and shut down in order. */
final class DerbyDatabase implements AutoCloseable {

    private static final String CLEAN_SHUTDOWN = "08006";

    private final Path directory;
    private final Connection connection;

    private DerbyDatabase(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** Boots the database, creating it if it is not there. */
    static DerbyDatabase open(Path directory) {
        refuseWeakDurability();
        System.setProperty("derby.storage.pageSize", "4096"); // a small window for torn pages
        System.setProperty("derby.stream.error.file", directory + ".log");
        try {
            Connection connection = source(directory, true).getConnection();
            connection.setAutoCommit(false);
            if (connection.isReadOnly()) {
                throw new StorageException(
                        "the database in " + directory + " can only be read: is the disk full, or"
                                + " the directory not writable? Make room and start again");
            }
            return new DerbyDatabase(directory, connection);
        } catch (SQLException e) {
            throw new StorageException(explain(directory, e), e);
        }
    }

    Connection connection() {
        return connection;
    }

    private static void refuseWeakDurability() {
        if ("test".equalsIgnoreCase(System.getProperty("derby.system.durability"))) {
            throw new StorageException(
                    "derby.system.durability=test loses acknowledged writes in a power cut; remove"
                            + " that setting");
        }
    }

    private static EmbeddedDataSource source(Path directory, boolean create) {
        var source = new EmbeddedDataSource();
        source.setDatabaseName(directory.toString());
        if (create) {
            source.setCreateDatabase("create");
        } else {
            source.setShutdownDatabase("shutdown");
        }
        return source;
    }

    private static String explain(Path directory, SQLException e) {
        for (SQLException cause = e; cause != null; cause = cause.getNextException()) {
            if ("XSDB6".equals(cause.getSQLState())) {
                return "another process uses the database in " + directory + "; stop it first";
            }
        }
        return "cannot open the database in " + directory + ": " + e.getMessage();
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
            source(directory, false).getConnection();
        } catch (SQLException e) {
            if (!CLEAN_SHUTDOWN.equals(e.getSQLState())) {
                throw new StorageException("the database did not shut down cleanly", e);
            }
        }
    }
}
