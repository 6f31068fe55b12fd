package org.hraft.storage;

import org.hraft.node.StorageException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Driver;
import java.sql.SQLException;

/**
 * Makes the empty database of a data directory, which is there as a whole or not at all: Derby makes
 * it file by file, and what a kill leaves of that does not boot. So it is made under another name,
 * and gets its own when it is complete and on the disk. Whoever is killed before begins again, and
 * nothing is lost, for nothing was promised.
 */
final class NewDatabase {

    private static final String UNFINISHED = "derby.new";

    /**
     * @param directory the data directory, locked by the caller
     * @param name of the database in it, which is not there
     * @throws StorageException if the disk or the directory does not allow it; never says that
     *     anything is damaged: what was not there cannot be
     */
    static void make(Path directory, String name, Driver driver) {
        Path unfinished = directory.resolve(UNFINISHED);
        try {
            if (Files.exists(unfinished)) {
                Directories.delete(unfinished);
            }
            // Where it may make none, Derby would not say so, and make one named null where the
            // process runs.
            Files.delete(Files.createDirectory(unfinished));
            create(unfinished, driver);
            Directories.forceAll(unfinished);
            Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            Directories.force(directory);
        } catch (SQLException e) {
            throw notMade(directory, e, e.getSQLState() + ": " + DerbyFailure.reason(e));
        } catch (IOException | RuntimeException e) { // Derby trusts what it reads
            throw notMade(directory, e, e.toString());
        }
    }

    private static void create(Path unfinished, Driver driver) throws SQLException, IOException {
        try (FailStop disk = FailStop.watch(unfinished)) {
            DerbyUrl url = DerbyUrl.of(unfinished);
            url.create(driver).close();
            url.shutDown(driver);
            IOException hidden = disk.failure();
            if (hidden != null) {
                throw hidden;
            }
        }
    }

    private static StorageException notMade(Path directory, Exception e, String reason) {
        return new StorageException(
                "No database can be made in " + directory + " (" + reason
                        + "); look into derby.log, at the disk and at the owner and"
                        + " the mode of the directory.",
                e);
    }

    private NewDatabase() {}
}
