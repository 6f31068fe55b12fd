package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.command;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A write of Derby's own fails, at a checkpoint, of which no transaction hears. */
class FailedDiskTest {

    private static final Path FULL = Path.of("/dev/full");

    /** Making a database takes Derby a second, copying one does not. */
    @TempDir
    static Path template;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeTemplate() {
        DerbyRaftStore.open(template, "node0", new KvStateMachine()).close();
    }

    @BeforeEach
    void begin() {
        assumeTrue(Files.isWritable(FULL), "There is no " + FULL + " here.");
        new DerbyDirectory(template).copyTo(directory);
    }

    private RaftStore open() {
        RaftStore store = DerbyRaftStore.open(directory, "node0", new KvStateMachine());
        store.recover();
        return store;
    }

    private static void save(RaftStore store, Entry entry) {
        store.persist(new Update(List.of(), 0, List.of(entry), null, 0, 0));
    }

    /** The copy of its control file leads to a device that takes nothing. */
    private void failACheckpoint() throws IOException, SQLException {
        Path mirror = directory.resolve("derby/log/logmirror.ctrl");
        Path kept = directory.resolve("kept");
        Files.move(mirror, kept);
        Files.createSymbolicLink(mirror, FULL);
        try (Connection other = DriverManager.getConnection("jdbc:derby:failstop:" + derby());
                Statement statement = other.createStatement()) {
            assertThatThrownBy(
                            () -> statement.execute("CALL SYSCS_UTIL.SYSCS_CHECKPOINT_DATABASE()"))
                    .isInstanceOf(SQLException.class);
        } finally {
            Files.delete(mirror);
            Files.move(kept, mirror);
        }
    }

    private Path derby() {
        return directory.resolve("derby");
    }

    @Test
    void nothingIsSavedAnyMore() throws IOException, SQLException {
        try (RaftStore store = open()) {
            failACheckpoint();

            assertThatThrownBy(() -> save(store, command(1, 1, "a")))
                    .isInstanceOf(StorageException.class)
                    .isNotInstanceOf(DamagedStoreException.class)
                    .hasMessageContaining("The disk did not take what Derby wrote");
        }
    }

    /** Of this failure Derby has not heard, and to read it needs no disk that takes anything. */
    @Test
    void nothingIsSaidAnyMore() throws IOException {
        try (RaftStore store = open()) {
            save(store, command(1, 1, "a"));
            failUnheard();

            assertThatThrownBy(() -> store.read(1, 1, 1))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("The disk did not take what Derby wrote");
        }
    }

    /** A file of the database, beside those that Derby has open. */
    private void failUnheard() throws IOException {
        Path link = Files.createSymbolicLink(derby().resolve("full"), FULL);
        FailStopStorageFactory factory = new FailStopStorageFactory();
        factory.init(null, derby().toString(), null, null);
        try (OutputStream full = factory.newStorageFile("full").getOutputStream()) {
            assertThatThrownBy(() -> full.write(1)).isInstanceOf(IOException.class);
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void whatWasSavedBeforeIsThereAtTheNextStart() throws IOException, SQLException {
        try (RaftStore store = open()) {
            save(store, command(1, 1, "a"));
            failACheckpoint();
            assertThatThrownBy(() -> save(store, command(2, 1, "b")))
                    .isInstanceOf(StorageException.class);
        }

        try (RaftStore store = open()) {
            assertThat(store.read(1, 1, 1)).containsExactly(command(1, 1, "a"));
        }
    }
}
