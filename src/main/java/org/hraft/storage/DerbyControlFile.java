package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Derby's {@code log/log.ctrl}, which remembers for ever whether the database was once used with
 * {@code derby.system.durability=test}: then nothing was forced to the disk, and nobody knows what it
 * has lost (hazard 40). Derby itself only notes it in its log.
 */
final class DerbyControlFile {

    private static final int FLAGS_AT = 28;
    private static final int CHECKSUM_AT = 40;
    private static final int NOT_FORCED = 0x2;

    /**
     * @param database the directory of the database; it need not exist
     * @throws DamagedStoreException if it was used like that
     * @throws StorageException if the file cannot be read
     */
    static void refuseUnforced(Path database) {
        Path path = database.resolve("log").resolve("log.ctrl");
        try {
            if (isUnforced(Files.readAllBytes(path))) {
                throw new DamagedStoreException("The database " + database + " was once used with"
                        + " derby.system.durability=test, and may have lost what it had promised");
            }
        } catch (NoSuchFileException e) {
            return; // a new database; or one without its control file, with which Derby has to cope
        } catch (IOException e) {
            throw new StorageException(
                    "The file " + path + " cannot be read (" + e
                            + "); check its owner, its mode and the disk.",
                    e);
        }
    }

    /** A damaged file says nothing; Derby has a second one. */
    private static boolean isUnforced(byte[] file) {
        if (file.length < CHECKSUM_AT + Long.BYTES) {
            return false;
        }
        CRC32 crc = new CRC32();
        crc.update(file, 0, CHECKSUM_AT);
        return crc.getValue() == ByteBuffer.wrap(file).getLong(CHECKSUM_AT)
                && (file[FLAGS_AT] & NOT_FORCED) != 0;
    }

    private DerbyControlFile() {}
}
