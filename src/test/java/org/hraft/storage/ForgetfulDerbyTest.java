package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.VOTED;
import static org.hraft.storage.RaftStoreContract.command;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Saved;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Derby starts with less than it had, and without a word: that is what it does when a piece of its
 * transaction log is damaged. Here its files are those of an earlier moment.
 */
class ForgetfulDerbyTest {

    private static final HardState TERM_2 = new HardState(2, VOTED);

    @TempDir
    Path directory;

    @TempDir
    Path earlier;

    /** Entries 1 and 2 are on both disks, entry 3 and the vote of term 2 on the later one only. */
    @BeforeEach
    void write() {
        persist(new HardState(1, null), List.of(command(1, 1, "one"), command(2, 1, "two")));
        new DerbyDirectory(directory).copyTo(earlier);
        persist(TERM_2, List.of(command(3, 2, "three")));
    }

    private RaftStore open() {
        return DerbyRaftStore.open(directory, "node0", new KvStateMachine());
    }

    private void persist(HardState state, List<Entry> entries) {
        try (RaftStore store = open()) {
            store.recover();
            store.persist(new Update(List.of(), 0, entries, state, 0, 0));
        }
    }

    private Saved boot() {
        try (RaftStore store = open()) {
            return store.recover().saved();
        }
    }

    private void forget() throws IOException {
        Directories.delete(directory.resolve("derby"));
        new DerbyDirectory(earlier.resolve("derby")).copyTo(directory.resolve("derby"));
    }

    @Test
    void aHealthyDerbyOwesNothing() {
        Saved saved = boot();

        assertThat(saved.log().lastIndex()).isEqualTo(3);
        assertThat(saved.promised()).isEqualTo(new LogPosition(2, 3));
    }

    @Test
    void whatDerbyHasForgottenIsMissed() throws IOException {
        forget();

        Saved saved = boot();

        assertThat(saved.log().lastIndex()).isEqualTo(2);
        assertThat(saved.promised()).isEqualTo(new LogPosition(2, 3));
        assertThat(saved.hardState()).isEqualTo(TERM_2);
    }

    @Test
    void itIsMissedNoMoreWhenItIsBack() throws IOException {
        forget();

        persist(TERM_2, List.of(command(3, 2, "three")));

        assertThat(boot().promised()).isEqualTo(new LogPosition(2, 3));
        forget();
        assertThat(boot().promised()).as("and the promise holds").isEqualTo(new LogPosition(2, 3));
    }

    @Test
    void aDatabaseThatIsGoneIsNotMadeAnew() throws IOException {
        Directories.delete(directory.resolve("derby"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is missing");
        }
    }

    @Test
    void aDatabaseOfAnotherServerIsRefused(@TempDir Path other) throws IOException {
        DerbyRaftStore.open(other, "node0", new KvStateMachine()).close();
        Directories.delete(directory.resolve("derby"));
        new DerbyDirectory(other.resolve("derby")).copyTo(directory.resolve("derby"));

        assertThatThrownBy(this::boot)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not of one server");
    }

    /** One loss at a time: Derby is whole. */
    @Test
    void aWitnessThatIsLostIsMadeAnew() throws IOException {
        Files.delete(directory.resolve("witness"));

        assertThat(boot().promised()).isEqualTo(new LogPosition(2, 3));
        persist(new HardState(3, null), List.of());
        forget();

        assertThat(boot().promised()).isEqualTo(new LogPosition(2, 3));
    }
}
