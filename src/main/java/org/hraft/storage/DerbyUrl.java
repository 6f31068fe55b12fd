package org.hraft.storage;

import org.hraft.node.StorageException;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The address of an embedded Derby database whose files are under {@link FailStop}. Not of
 * DriverManager's drivers, which belong to whichever application has loaded them.
 *
 * @param text of JDBC
 */
record DerbyUrl(String text) {

    /** Stands in the address, and before it in the property that names the class of the files. */
    private static final String PROTOCOL = "failstop";

    /** Derby's state of an exception that means: the database is down. */
    private static final String DOWN = "08006";

    /**
     * @param database absolute, without a semicolon
     */
    static DerbyUrl of(Path database) {
        System.setProperty(
                "derby.subSubProtocol." + PROTOCOL, FailStopStorageFactory.class.getName());
        return new DerbyUrl("jdbc:derby:" + PROTOCOL + ":" + database);
    }

    /**
     * Makes the database, where there is nothing, and boots it.
     *
     * @throws SQLException if Derby could not
     */
    Connection create(Driver driver) throws SQLException {
        return connect(driver, "create");
    }

    /**
     * Boots the database.
     *
     * @throws SQLException if there is none, or it does not boot
     */
    Connection boot(Driver driver) throws SQLException {
        return connect(driver, null);
    }

    /**
     * With a checkpoint: on return everything is in the database's own files.
     *
     * @throws SQLException if Derby could not; everything committed is safe nevertheless
     */
    void shutDown(Driver driver) throws SQLException {
        try {
            connect(driver, "shutdown").close();
        } catch (SQLException e) {
            if (DOWN.equals(e.getSQLState())) {
                return;
            }
            throw e;
        }
        throw new StorageException("Derby did not confirm the shutdown of " + text + ".");
    }

    private Connection connect(Driver driver, @Nullable String attribute) throws SQLException {
        Properties attributes = new Properties();
        if (attribute != null) {
            attributes.setProperty(attribute, "true");
        }
        Connection connection = driver.connect(text, attributes);
        if (connection == null) {
            throw new StorageException("Derby does not know the address " + text + ".");
        }
        return connection;
    }
}
