package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.bytes;
import static org.hraft.storage.RaftStoreContract.command;
import static org.hraft.storage.RaftStoreContract.entries;
import static org.hraft.storage.RaftStoreContract.entry;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore.Recovered;
import org.hraft.node.RaftStore.Update;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Five entries in one row of the log, in Derby: each of them is still there by itself. */
class LogRunTest {

    private static final List<Entry> FIVE =
            List.of(put(1, "a"), put(2, "b"), put(3, "c"), put(4, "d"), put(5, "e"));

    /** Making a database takes Derby a second, copying one does not. */
    @TempDir
    static Path template;

    @TempDir
    Path path;

    private KvStateMachine machine = new KvStateMachine();
    private DerbyRaftStore store;
    private Recovered recovered;

    @BeforeAll
    static void makeTemplate() {
        DerbyRaftStore.open(template, "node0", new KvStateMachine()).close();
    }

    @BeforeEach
    void saveFive() {
        new DerbyDirectory(template).copyTo(path);
        boot();
        store.persist(entries(FIVE.toArray(Entry[]::new)));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void theyAreOneRow() throws SQLException {
        store.close();
        assertThat(disk().number("SELECT COUNT(*) FROM raft_log_0")).isEqualTo(1);
        assertThat(disk().number("SELECT idx FROM raft_log_0")).isEqualTo(5);
    }

    @Test
    void anyOfThemCanBeRead() {
        for (int from = 1; from <= 5; from++) {
            for (int to = from; to <= 5; to++) {
                assertThat(store.read(from, to, 1_000_000)).isEqualTo(FIVE.subList(from - 1, to));
            }
        }
    }

    @Test
    void aReadStopsWhereItHasEnough() {
        assertThat(store.read(2, 5, 1)).isEqualTo(FIVE.subList(1, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void eachHasItsHash(int index) {
        assertThat(store.hash(index))
                .isEqualTo(ChainHash.of(ChainHash.START, FIVE.subList(0, index)));
    }

    /** The map contains some of them: a start reads on from there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aStartGoesOnInTheMiddle(int applied) {
        for (Entry entry : FIVE.subList(0, applied)) {
            machine.apply(entry.index(), ((Entry.Command) entry.payload()).bytes());
        }
        store.persist(Update.ofRows(applied));

        reboot();

        assertThat(recovered.saved().lastApplied()).isEqualTo(applied);
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(5);
        assertThat(machine.state().rows()).hasSize(applied);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aTruncationKeepsWhatComesBefore(int from) {
        Entry other = command(from, 2, "x");

        store.persist(new Update(List.of(), from, List.of(other), null, 0, 0));
        reboot();

        assertThat(recovered.saved().log().lastIndex()).isEqualTo(from);
        List<Entry> read = store.read(1, from, 1_000_000);
        assertThat(read.subList(0, from - 1)).isEqualTo(FIVE.subList(0, from - 1));
        assertThat(read.get(from - 1)).isEqualTo(other);
        assertThat(store.hash(from)).isEqualTo(ChainHash.of(ChainHash.START, read));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hash = hash + 1",
                "data = CAST(X'00000001410000000142' AS BLOB)", // two commands
                "data = CAST(X'7FFFFFFF41' AS BLOB)", // longer than there is
                "data = CAST(X'FFFFFFFF41' AS BLOB)",
                "data = CAST(X'0000' AS BLOB)",
                "data = CAST(X'' AS BLOB)",
                "idx = 6",
                "kind = 1"
            })
    void aDamagedRowIsFoundByWhoReadsItAndByTheNextStart(String change) throws SQLException {
        disk().sqlBeside("UPDATE raft_log_0 SET " + change);

        assertThatThrownBy(() -> store.read(1, 5, 1_000_000))
                .isInstanceOf(DamagedStoreException.class);
        store.close();
        store = open();
        assertThatThrownBy(store::recover).isInstanceOf(DamagedStoreException.class);
    }

    @Test
    void aDamagedRowHasNoHashes() throws SQLException {
        disk().sqlBeside("UPDATE raft_log_0 SET hash = hash + 1");

        assertThatThrownBy(() -> store.hash(3))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("Entry 5 of the log is damaged");
    }

    private static Entry put(long index, String key) {
        return entry(index, new Command.Put(key, bytes("1")));
    }

    private DerbyDirectory disk() {
        return new DerbyDirectory(path);
    }

    private DerbyRaftStore open() {
        machine = new KvStateMachine();
        return DerbyRaftStore.open(path, "node0", machine);
    }

    private void boot() {
        store = open();
        recovered = store.recover();
    }

    private void reboot() {
        store.close();
        boot();
    }
}
