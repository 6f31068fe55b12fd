package org.hraft.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Derby's {@code log.ctrl}, which says where a recovery begins, and remembers that a database was used
 * without being forced.
 */
final class ControlFile {

    private static final int CHECKPOINT_AT = 8;
    private static final int FLAGS_AT = 28;
    private static final int CHECKSUM_AT = 40;

    /** So that the store opens such a database all the same, and a control can go on. */
    static void forget(Path dataDirectory) throws IOException {
        Path path = dataDirectory.resolve("derby").resolve("log").resolve("log.ctrl");
        try {
            byte[] file = Files.readAllBytes(path);
            if (file.length < CHECKSUM_AT + Long.BYTES
                    || ByteBuffer.wrap(file).getLong(CHECKSUM_AT) != checksum(file)) {
                return; // damaged: Derby takes the other one
            }
            file[FLAGS_AT] = 0;
            ByteBuffer.wrap(file).putLong(CHECKSUM_AT, checksum(file));
            Files.write(path, file);
        } catch (NoSuchFileException e) {
            return; // it was lost
        }
    }

    /** Whether the record that it names is in the log. A record begins with its length and its place. */
    static boolean namesARecord(Path dataDirectory) throws IOException {
        Path folder = dataDirectory.resolve("derby").resolve("log");
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("log.ctrl")));
        long checkpoint = file.getLong(CHECKPOINT_AT);
        Path log = folder.resolve("log" + (checkpoint >> Integer.SIZE) + ".dat");
        ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(log)).position((int) checkpoint);
        return records.getInt() > 0 && records.getLong() == checkpoint;
    }

    private static long checksum(byte[] file) {
        CRC32 crc = new CRC32();
        crc.update(file, 0, CHECKSUM_AT);
        return crc.getValue();
    }

    private ControlFile() {}
}
