package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.Roster;
import org.hraft.node.StorageException;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stores that cannot be opened any more, and what becomes of them. */
class DerbyDataDirectoryTest {

    @TempDir
    private Path path;

    private DerbyDataDirectory directory;

    @BeforeEach
    void make() {
        directory = new DerbyDataDirectory(path.toString(), "", new KvStateMachine());
    }

    @Test
    void aStoreThatWasPutAsideIsFollowedByAnEmptyOneOfTheSameNameAndAnotherIncarnation() {
        ServerId before = used();

        String where = directory.putAside();

        assertThat(where).isEqualTo(path.resolve("damaged-1").toString());
        assertThat(Path.of(where)).isDirectoryContaining("glob:**/derby");
        assertThat(Path.of(where)).isDirectoryContaining("glob:**/witness");
        ServerId after = used();
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    }

    @Test
    void theMembersAreRememberedBesideTheStore() {
        ServerId self = used();

        directory.putAside();

        assertThat(directory.roster()).isEqualTo(new Roster(self.name(), "c", List.of()));
    }

    @Test
    void noMoreThanTwoDamagedStoresAreKept() throws IOException {
        for (int i = 0; i < 3; i++) {
            used();
            directory.putAside();
        }

        try (var all = Files.list(path)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .contains("damaged-2", "damaged-3")
                    .doesNotContain("damaged-1");
        }
    }

    @Test
    void aDatabaseThatLacksAFileIsDamaged() throws IOException {
        used();
        Files.delete(path.resolve("derby").resolve("service.properties"));

        assertThatThrownBy(() -> directory.open()).isInstanceOf(DamagedStoreException.class);
    }

    @Test
    void aDatabaseThatIsGoneWhileItsWitnessIsThereIsDamaged() throws IOException {
        used();
        Directories.delete(path.resolve("derby"));

        assertThatThrownBy(() -> directory.open())
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("is missing");
    }

    /** Derby makes a database file by file, and does not boot with a part of them. */
    @Test
    void whatAKillLeavesOfTheFirstStartIsBegunAgain() throws IOException {
        Path unfinished = Files.createDirectories(path.resolve("derby.new").resolve("seg0"));
        Files.writeString(unfinished.resolve("c10.dat"), "half a page");

        used();

        assertThat(path.resolve("derby")).isDirectory();
        assertThat(path.resolve("derby.new")).doesNotExist();
    }

    /** Derby does not say why: here it may not make what is there already, as a link to nowhere. */
    @Test
    void aDatabaseThatCannotBeMadeIsNotDamaged() throws IOException {
        Files.createSymbolicLink(path.resolve("derby"), path.resolve("nowhere").resolve("else"));

        assertThatThrownBy(() -> directory.open())
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("No database can be made");
        assertThat(Path.of("null")).as("what Derby would have made instead").doesNotExist();
    }

    @Test
    void theFirstOpeningMayBeginEarlierOnAnotherThread() {
        directory.openAhead(task -> new Thread(task).start());

        try (RaftStore store = directory.open()) {
            assertThat(store.recover().clusterId()).isNull();
        }
    }

    /** A store that is opened, brought into a cluster and closed. */
    private ServerId used() {
        try (RaftStore store = directory.open()) {
            ServerId self = store.recover().self();
            if (store.recover().clusterId() == null) {
                store.adoptCluster("c");
            }
            return self;
        }
    }
}
