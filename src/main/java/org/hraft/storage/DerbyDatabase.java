package org.hraft.storage;

import org.hraft.node.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Boots and shuts down the Derby database of one data directory, and refuses to boot one that would
 * not keep its promises. One connection, no automatic commit; one thread.
 */
final class DerbyDatabase implements AutoCloseable {

    private static final String DRIVER = "org.apache.derby.jdbc.EmbeddedDriver";
    private static final String DURABILITY = "derby.system.durability";

    private static final String NAME = "derby";

    /** Pages of 4 KiB: 8 MiB. The map is in memory, so only the newest part of the log is read. */
    private static final String CACHED_PAGES = "2000";

    private final DirectoryLock lock;
    private final FailStop disk;
    private final Driver driver;
    private final DerbyUrl url;
    private final Connection connection;

    private DerbyDatabase(
            DirectoryLock lock, FailStop disk, Driver driver, DerbyUrl url, Connection connection) {
        this.lock = lock;
        this.disk = disk;
        this.driver = driver;
        this.url = url;
        this.connection = connection;
    }

    /**
     * Boots the database in {@code dataDirectory/derby}; makes an empty one at the first time.
     *
     * @throws StorageException saying what is wrong and what to do
     */
    static DerbyDatabase open(Path dataDirectory) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        if (directory.toString().indexOf(';') >= 0) {
            throw new StorageException("The path of the data directory " + directory
                    + " holds a semicolon, which Derby cannot take; choose another path.");
        }
        refuseLossyDurability();
        DirectoryLock lock = DirectoryLock.acquire(directory);
        FailStop disk = null;
        try {
            disk = watch(directory.resolve(NAME));
            return open(directory, lock, disk);
        } catch (RuntimeException e) {
            giveBack(lock, disk);
            throw e;
        }
    }

    private static FailStop watch(Path database) {
        try {
            return FailStop.watch(database);
        } catch (IOException e) {
            throw new StorageException(
                    "The path " + database + " leads nowhere (" + e + "); choose another.", e);
        }
    }

    private static void giveBack(DirectoryLock lock, @Nullable FailStop disk) {
        if (disk != null) {
            disk.close();
        }
        lock.close();
    }

    private static DerbyDatabase open(Path directory, DirectoryLock lock, FailStop disk) {
        setUnlessSet("derby.stream.error.file", directory.resolve("derby.log").toString());
        setUnlessSet("derby.storage.pageCacheSize", CACHED_PAGES);
        setUnlessSet("derby.language.logStatementText", "false");
        Driver driver = driver();
        Path path = directory.resolve(NAME);
        if (!Files.exists(path)) {
            NewDatabase.make(directory, NAME, driver);
        }
        DerbyControlFile.refuseUnforced(path);
        DerbyUrl url = DerbyUrl.of(path);
        try {
            Connection connection = url.boot(driver);
            DerbyDatabase database = new DerbyDatabase(lock, disk, driver, url, connection);
            database.refuseReadOnly(directory);
            connection.setAutoCommit(false);
            return database;
        } catch (SQLException e) {
            refuseFailed(disk);
            throw explain(directory, e);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) { // Derby trusts what it reads
            refuseFailed(disk);
            throw DerbyFailure.atBoot(
                    "The database in " + directory + " does not start (" + e + ")", ".", e);
        }
    }

    Connection connection() {
        return connection;
    }

    /**
     * After each transaction, before anybody hears of it, and whenever Derby gives a reason for
     * something else that has failed.
     *
     * @throws StorageException if a write has failed, whether Derby has said so or not
     */
    void refuseFailedDisk() {
        refuseFailed(disk);
    }

    private static void refuseFailed(FailStop disk) {
        IOException failure = disk.failure();
        if (failure != null) {
            throw new StorageException(
                    "The disk did not take what Derby wrote (" + failure + "); free space on it or"
                            + " mend it, and restart the server.",
                    failure);
        }
    }

    /**
     * Drops what was not committed and shuts the database down.
     *
     * @throws StorageException if Derby could not; everything committed is safe nevertheless
     */
    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
            url.shutDown(driver);
            refuseFailedDisk();
        } catch (SQLException e) {
            refuseFailedDisk();
            throw new StorageException("Derby did not shut down: " + e.getMessage(), e);
        } finally {
            giveBack(lock, disk);
        }
    }

    /** With it Derby forces nothing to the disk, so that a power cut loses every promise. */
    private static void refuseLossyDurability() {
        String value = System.getProperty(DURABILITY);
        if (value == null) {
            value = derbyProperties().getProperty(DURABILITY);
        }
        if ("test".equalsIgnoreCase(value)) { // as Derby compares it
            throw new StorageException("Derby's setting " + DURABILITY + "=test gives up everything"
                    + " in a power cut; remove it from the system properties and"
                    + " derby.properties.");
        }
    }

    /** The file that Derby itself reads at its start. */
    private static Properties derbyProperties() {
        Properties properties = new Properties();
        Path home = Path.of(System.getProperty("derby.system.home", ""));
        Path file = home.resolve("derby.properties");
        if (Files.isRegularFile(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new StorageException("The file " + file + " cannot be read.", e);
            }
        }
        return properties;
    }

    private void refuseReadOnly(Path directory) throws SQLException {
        if (connection.isReadOnly()) {
            close();
            throw new StorageException("Derby could open " + directory
                    + " for reading only; free space on the disk or make it writable.");
        }
    }

    private static Driver driver() {
        try {
            Class<? extends Driver> derby = Class.forName(DRIVER).asSubclass(Driver.class);
            if (derby.getClassLoader() != DerbyDatabase.class.getClassLoader()) {
                throw new StorageException("Derby comes from the server's own libraries and cannot"
                        + " find the classes of this application; remove it there.");
            }
            return derby.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new StorageException("Derby is not on the class path.", e);
        }
    }

    private static StorageException explain(Path directory, SQLException failure) {
        SQLException e = failure;
        for (; e != null; e = e.getNextException()) {
            if ("XSDB6".equals(e.getSQLState())) {
                return DirectoryLock.held(directory, failure);
            }
        }
        return DerbyFailure.atBoot(
                "The database in " + directory + " does not start (" + failure.getSQLState() + ": "
                        + DerbyFailure.reason(failure) + ")",
                "; look into derby.log, at the owner and the mode of the files and at the disk.",
                failure);
    }

    /** They hold for the whole process, so whoever sets them first decides. */
    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
