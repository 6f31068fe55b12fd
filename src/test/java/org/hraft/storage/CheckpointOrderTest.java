package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.derby.io.StorageFile;
import org.apache.derby.io.StorageRandomAccessFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Derby may write into its control files, and what it may delete then. */
class CheckpointOrderTest {

    private static final int PLACE = 100;
    private static final long CHECKPOINT = (7L << Integer.SIZE) + PLACE;

    @TempDir
    Path database;

    private final FailStopStorageFactory factory = new FailStopStorageFactory();
    private FailStop disk = FailStop.of(null);

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectory(database.resolve("log"));
        disk = FailStop.watch(database);
        factory.init(null, database.toString(), null, null);
    }

    @AfterEach
    void end() {
        disk.close();
    }

    private void writeControlFile(String name, long checkpoint) throws IOException {
        StorageRandomAccessFile file =
                factory.newStorageFile("log", name).getRandomAccessFile("rw");
        file.write(ByteBuffer.allocate(48).putLong(8, checkpoint).array());
        file.sync();
        file.close();
    }

    private byte[] content(String name) throws IOException {
        return Files.readAllBytes(database.resolve("log").resolve(name));
    }

    private void writeLog(long instant) throws IOException {
        byte[] log = ByteBuffer.allocate(200)
                .putInt(PLACE, 20)
                .putLong(PLACE + Integer.BYTES, instant)
                .array();
        Files.write(database.resolve("log/log7.dat"), log);
    }

    @Test
    void aControlFileNamesWhatIsInTheLog() throws IOException {
        writeLog(CHECKPOINT);

        writeControlFile("log.ctrl", CHECKPOINT);

        assertThat(ByteBuffer.wrap(content("log.ctrl")).getLong(8)).isEqualTo(CHECKPOINT);
    }

    @Test
    void noControlFileNamesWhatTheLogHasNotYet() throws IOException {
        writeControlFile("log.ctrl", CHECKPOINT); // there is no such file of the log
        assertThat(content("log.ctrl")).isEmpty();

        writeLog(0);
        writeControlFile("logmirror.ctrl", CHECKPOINT);
        assertThat(content("logmirror.ctrl")).isEmpty();

        Files.write(database.resolve("log/log7.dat"), new byte[PLACE + 1]);
        writeControlFile("log.ctrl", CHECKPOINT);
        assertThat(content("log.ctrl")).isEmpty();
    }

    @Test
    void aNewDatabaseHasNoCheckpointYet() throws IOException {
        writeControlFile("log.ctrl", 0);

        assertThat(content("log.ctrl")).hasSize(48);
    }

    @Test
    void noFileIsDeletedBeforeItsCheckpointIsInTheLog() throws IOException {
        StorageFile dropped = factory.newStorageFile("dropped");
        Files.createFile(database.resolve("dropped"));

        writeControlFile("log.ctrl", CHECKPOINT);
        assertThat(dropped.delete()).isFalse();

        writeLog(CHECKPOINT);
        writeControlFile("log.ctrl", CHECKPOINT);
        assertThat(dropped.delete()).isTrue();
    }

    @Test
    void otherFilesAreWrittenAsTheyAre() throws IOException {
        writeControlFile("log8.dat", CHECKPOINT);

        assertThat(content("log8.dat")).hasSize(48);
    }
}
