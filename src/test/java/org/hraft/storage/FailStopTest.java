package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.apache.derby.io.StorageFile;
import org.apache.derby.io.StorageRandomAccessFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of Derby's. One of them is {@code /dev/full}, which takes nothing. */
class FailStopTest {

    private static final Path FULL = Path.of("/dev/full");

    private interface Write {
        void to(StorageRandomAccessFile file) throws IOException;
    }

    /** What a full device refuses: there is no room, and nothing to be forced or cut. */
    static List<Named<Write>> writes() {
        return List.of(
                Named.of("a byte", file -> file.write(1)),
                Named.of("bytes", file -> file.write(new byte[2])),
                Named.of("some of the bytes", file -> file.write(new byte[3], 1, 1)),
                Named.of("a number", file -> file.writeLong(1)),
                Named.of("text", file -> file.writeUTF("a")),
                Named.of("a length", file -> file.setLength(1)),
                Named.of("a force", StorageRandomAccessFile::sync));
    }

    @TempDir
    Path directory;

    private final FailStopStorageFactory factory = new FailStopStorageFactory();
    private FailStop disk = FailStop.of(null);

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(Files.isWritable(FULL), "There is no " + FULL + " here.");
        Files.createSymbolicLink(directory.resolve("full"), FULL);
        disk = FailStop.watch(directory);
        factory.init(null, directory.toString(), null, null);
    }

    @AfterEach
    void end() throws IOException {
        disk.close();
        Files.deleteIfExists(directory.resolve("full"));
    }

    private StorageRandomAccessFile open(String name) throws FileNotFoundException {
        return factory.newStorageFile(name).getRandomAccessFile("rw");
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aFailedWriteIsTheLast(Write write) throws IOException {
        StorageRandomAccessFile full = open("full");
        StorageRandomAccessFile other = open("other");
        other.writeInt(1);

        assertThatThrownBy(() -> write.to(full)).isInstanceOf(IOException.class);

        assertThat(disk.failure()).isNotNull();
        assertThatThrownBy(() -> write.to(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("after a failure");
        assertThat(other.length()).isEqualTo(4);
        other.close();
        full.close();
    }

    @Test
    void aStreamThatCannotBeWrittenIsTheLastFile() throws IOException {
        try (OutputStream other = factory.newStorageFile("other").getOutputStream();
                OutputStream full = factory.newStorageFile("full").getOutputStream()) {
            assertThatThrownBy(() -> full.write(new byte[2])).isInstanceOf(IOException.class);

            assertThatThrownBy(() -> other.write(1)).hasMessageContaining("after a failure");
        }
    }

    @Test
    void aStreamThatCannotBeForcedIsTheLastFile() throws IOException {
        try (OutputStream full = factory.newStorageFile("full").getOutputStream()) {
            assertThatThrownBy(() -> factory.sync(full, true)).isInstanceOf(IOException.class);
        }
        assertThat(disk.failure()).isNotNull();
    }

    /** What Derby tidies up then, its log may still name. */
    @Test
    void noFileIsDeletedRenamedOrEmptiedAfterAFailure() throws IOException {
        StorageFile kept = factory.newStorageFile("kept");
        try (OutputStream out = kept.getOutputStream()) {
            out.write(1);
        }
        StorageFile folder = factory.newStorageFile("folder");
        assertThat(folder.mkdir()).isTrue();

        StorageRandomAccessFile full = open("full");
        assertThatThrownBy(() -> full.write(1)).isInstanceOf(IOException.class);
        full.close();

        assertThat(kept.delete()).isFalse();
        assertThat(kept.renameTo(factory.newStorageFile("renamed"))).isFalse();
        assertThat(folder.deleteAll()).isFalse();
        assertThatThrownBy(kept::getOutputStream).hasMessageContaining("after a failure");
        assertThatThrownBy(() -> open("new")).hasMessageContaining("after a failure");
        assertThat(directory.resolve("kept")).hasBinaryContent(new byte[] {1});
        assertThat(directory.resolve("folder")).exists();
        assertThat(directory.resolve("new")).doesNotExist();
        kept.getRandomAccessFile("r").close();
    }

    @Test
    void theFirstFailureIsTheReason() throws IOException {
        IOException first = new IOException("the first");
        for (IOException failure : new IOException[] {first, new IOException("the second")}) {
            assertThatThrownBy(() -> disk.note(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }

        assertThat(disk.failure()).isSameAs(first);
    }

    @Test
    void whatIsLookedForInVainIsNoFailure() {
        StorageFile absent = factory.newStorageFile("absent");

        assertThatThrownBy(absent::getInputStream).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> absent.getRandomAccessFile("r"))
                .isInstanceOf(FileNotFoundException.class);
        assertThat(absent.delete()).isFalse();
        assertThat(disk.failure()).isNull();
    }

    /** If Derby sees one, it writes through its channel, and nobody hears of a failure. */
    @Test
    void noFileIsARandomAccessFileToDerby() throws IOException {
        StorageRandomAccessFile file = open("other");
        StorageRandomAccessFile again = file.clone();

        assertThat(List.of(file, again)).noneMatch(RandomAccessFile.class::isInstance);

        file.close();
        again.close();
    }

    @Test
    void filesInFoldersAreWatched() throws IOException {
        StorageFile folder = factory.newStorageFile("folder");
        assertThat(folder.mkdir()).isTrue();
        Files.createSymbolicLink(directory.resolve("folder/full"), FULL);
        OutputStream full = factory.newStorageFile(folder, "full").getOutputStream();

        assertThatThrownBy(() -> full.write(1)).isInstanceOf(IOException.class);

        assertThat(disk.failure()).isNotNull();
        full.close();
        Files.delete(directory.resolve("folder/full"));
    }

    @Test
    void theNextStoreBeginsAnew() throws IOException {
        assertThatThrownBy(() -> open("full").writeInt(1)).isInstanceOf(IOException.class);
        disk.close();
        disk = FailStop.watch(directory);

        factory.init(null, directory.toString(), null, null);
        StorageRandomAccessFile other = open("other");
        other.writeInt(1);

        assertThat(other.length()).isEqualTo(4);
        other.close();
    }
}
