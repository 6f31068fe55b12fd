package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.HardState;
import org.hraft.raft.Saved;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The contract on Derby, and what Derby needs beyond it. */
class DerbyRaftStoreTest extends SnapshotStoreContract {

    private static final String DURABILITY = "derby.system.durability";

    /** Every entry fills a table of the log. */
    private static final long SEGMENT_BYTES = 1;

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
    @Override
    void boot() {
        if (!Files.exists(directory.resolve("derby"))) {
            new DerbyDirectory(template).copyTo(directory);
        }
        super.boot();
    }

    @Override
    RaftStore open(KvStateMachine forMachine) {
        return DerbyRaftStore.open(directory, "node0", forMachine, SEGMENT_BYTES);
    }

    @Test
    void aNameThatIsNotGivenIsMadeOnceAndKept(@TempDir Path fresh) {
        ServerId first = identityOf(fresh, "");
        assertThat(first.name()).matches("node-[0-9a-f]{8}");
        assertThat(identityOf(fresh, "")).isEqualTo(first);
        assertThat(identityOf(fresh, first.name())).isEqualTo(first);
    }

    @Test
    void everyDirectoryHasItsOwnIncarnation(@TempDir Path fresh) {
        assertThat(identityOf(fresh, "node0").incarnation())
                .isNotEqualTo(recovered.self().incarnation());
    }

    @Test
    void aDirectoryOfAnotherNodeIsRefused() {
        store.close();
        assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node9", machine))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("belongs to node node0 and not to node9");
        boot();
    }

    @Test
    void aSecondServerInTheSameProcessIsRefused() {
        assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Another server uses");
    }

    /** A second class loader has a Derby of its own, which is as strange to ours as a process. */
    @Test
    void aDatabaseThatAnotherDerbyHoldsIsRefused() throws Exception {
        store.close();
        try (URLClassLoader loader = otherDerby()) {
            Driver other = loader.loadClass("org.apache.derby.jdbc.EmbeddedDriver")
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
            try (Connection held = other.connect(url(), new Properties())) {
                assertThat(held.isValid(1)).isTrue();
                assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("Another server uses");
            }
            new DerbyDirectory(directory).shutDown(other);
        }
        boot();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "TEST"})
    void durabilityTestIsRefusedAsASystemProperty(String value) {
        store.close();
        System.setProperty(DURABILITY, value);
        try {
            assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(DURABILITY);
        } finally {
            System.clearProperty(DURABILITY);
        }
        boot();
    }

    /** Derby writes that into its control file, and never takes it back. */
    @Test
    void aDatabaseThatWasOnceNotForcedToTheDiskIsDamaged() throws SQLException {
        store.close();
        System.setProperty(DURABILITY, "test");
        try (Connection used = DriverManager.getConnection(url())) {
            assertThat(used.isValid(1)).isTrue();
        } finally {
            System.clearProperty(DURABILITY);
        }
        new DerbyDirectory(directory).shutDown(DriverManager.getDriver(url()));

        assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining(DURABILITY + "=test");
    }

    @Test
    void durabilityTestIsRefusedInDerbysOwnFile(@TempDir Path home) throws IOException {
        store.close();
        Files.writeString(home.resolve("derby.properties"), DURABILITY + "=test\n");
        System.setProperty("derby.system.home", home.toString());
        try {
            assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(DURABILITY);
        } finally {
            System.clearProperty("derby.system.home");
        }
        boot();
    }

    @Test
    void aChangedChecksumIsFoundAtBoot() throws SQLException {
        damage("UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = 2");
        assertThatBootFinds("Entry 2 of the log is damaged");
    }

    @Test
    void aChangedEntryIsFoundAtBoot() throws SQLException {
        damage("UPDATE raft_log_0 SET data = CAST(X'41' AS BLOB) WHERE idx = 1");
        assertThatBootFinds("Entry 1 of the log is damaged");
    }

    @Test
    void aMissingEntryIsFoundAtBoot() throws SQLException {
        damage("DELETE FROM raft_log_0 WHERE idx = 2");
        assertThatBootFinds("Entry 2 of the log is damaged");
    }

    @Test
    void aMapThatIsAheadOfTheLogIsFoundAtBoot() throws SQLException {
        damage("UPDATE raft_meta SET last_applied = 4");
        assertThatBootFinds("The map contains entry 4 and the log ends at 3");
    }

    @Test
    void aNewerFormatIsRefused() throws SQLException {
        store.close();
        sql("UPDATE raft_meta SET format = 5");
        assertThatThrownBy(() -> DerbyRaftStore.open(directory, "node0", machine))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("format 5");
        sql("UPDATE raft_meta SET format = 4");
        boot();
    }

    /** It has one entry in each row of the log. */
    @Test
    void theFormatBeforeIsTakenOver() throws SQLException {
        store.persist(RaftStoreContract.entries(command(1, 1, "a")));
        store.close();
        sql("UPDATE raft_meta SET format = 3");

        boot();

        assertThat(store.read(1, 1, 1_000)).isEqualTo(List.of(command(1, 1, "a")));
        store.close();
        assertThat(new DerbyDirectory(directory).number("SELECT format FROM raft_meta"))
                .isEqualTo(4);
        boot();
    }

    /** The files as they are after persist, without a shutdown: what a kill leaves behind. */
    @Test
    void whatWasSavedSurvivesAKill(@TempDir Path copy) {
        store.persist(new Update(
                List.of(), 0, List.of(command(1, 1, "a")), new HardState(1, VOTED), 0, 0));
        new DerbyDirectory(directory).copyTo(copy);
        try (RaftStore killed = DerbyRaftStore.open(copy, "node0", new KvStateMachine())) {
            Saved found = killed.recover().saved();
            assertThat(found.hardState()).isEqualTo(new HardState(1, VOTED));
            assertThat(found.log().lastIndex()).isEqualTo(1);
        }
    }

    @Test
    void logAndRowsCanBeReadWithPlainSql() throws SQLException {
        putAndSave(1, "foo", "bar");
        store.close();
        assertThat(new DerbyDirectory(directory)
                        .number("SELECT mod_index FROM kv_0 WHERE k = 'foo'"))
                .isEqualTo(1);
        boot();
    }

    private void damage(String statement) throws SQLException {
        // A row each, because of their terms.
        append(0, List.of(command(1, 1, "a"), command(2, 2, "b"), command(3, 3, "c")));
        store.close();
        sql(statement);
    }

    private void assertThatBootFinds(String message) {
        store = open(machine);
        assertThatThrownBy(store::recover)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(message);
    }

    private void sql(String change) throws SQLException {
        new DerbyDirectory(directory).sql(change);
    }

    private String url() {
        return new DerbyDirectory(directory).url();
    }

    private static ServerId identityOf(Path directory, String name) {
        try (RaftStore store = DerbyRaftStore.open(directory, name, new KvStateMachine())) {
            return store.recover().self();
        }
    }

    private static URLClassLoader otherDerby() throws IOException {
        List<URL> jars = new ArrayList<>();
        for (String jar : System.getProperty("java.class.path").split(":", -1)) {
            if (jar.contains("derby")) {
                jars.add(Path.of(jar).toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
