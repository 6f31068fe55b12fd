package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.THREE;
import static org.hraft.storage.RaftStoreContract.VOTED;
import static org.hraft.storage.RaftStoreContract.bytes;
import static org.hraft.storage.RaftStoreContract.entry;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** What changes on the disk of a running server is found, wherever it is, within one pass. */
class DerbyScrubTest {

    /** Of a few rows: the small tables, the log, that it has ended, the map. */
    private static final int ONE_PASS = 4;

    private static final int MANY = 3 * Scrub.PIECE_ROWS;
    private static final int PAGE_BYTES = 4096;
    private static final int LARGE = 1 << 20;
    private static final int LARGE_ROWS = 16;

    @TempDir
    static Path template;

    @TempDir
    Path path;

    private KvStateMachine machine = new KvStateMachine();
    private DerbyDirectory directory;
    private DerbyRaftStore store;

    @BeforeAll
    static void makeTemplate() {
        DerbyRaftStore.open(template, "node0", new KvStateMachine()).close();
    }

    @BeforeEach
    void copyTemplate() {
        new DerbyDirectory(template).copyTo(path);
        directory = new DerbyDirectory(path);
        boot();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void boot() {
        machine = new KvStateMachine();
        store = DerbyRaftStore.open(path, "node0", machine);
        store.recover();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = 2",
                "UPDATE raft_log_0 SET data = CAST(X'41' AS BLOB) WHERE idx = 3",
                "DELETE FROM raft_log_0 WHERE idx = 1",
                "DELETE FROM raft_log_0 WHERE idx = 4",
                "UPDATE kv_0 SET v = CAST(X'41' AS BLOB) WHERE k = 'b'",
                "UPDATE kv_0 SET mod_index = 4 WHERE k = 'b'",
                "UPDATE kv_0 SET k = 'd' WHERE k = 'a'",
                "DELETE FROM kv_0 WHERE k = 'c'",
                "UPDATE raft_meta SET incarnation = 'another'",
                "UPDATE raft_meta SET cluster_id = 'another'",
                "UPDATE raft_meta SET last_applied = 3",
                "UPDATE raft_meta SET kv_table = 1",
                "UPDATE raft_meta SET log_table = 1",
                "UPDATE raft_state SET term = 2",
                "UPDATE raft_state SET voted_name = NULL",
                "UPDATE raft_term SET term = 2 WHERE idx = 1",
                "UPDATE raft_term SET idx = 5 WHERE idx = 1",
                "DELETE FROM raft_term WHERE idx = 0",
                "UPDATE raft_configuration SET members = CAST(X'63' AS BLOB) WHERE idx = 4",
                "UPDATE raft_configuration SET members = CAST(X'' AS BLOB) WHERE idx = 4",
                "UPDATE raft_configuration SET idx = 3 WHERE idx = 4",
                "DELETE FROM raft_configuration WHERE idx = 0",
                "UPDATE raft_segment SET base_index = 1 WHERE segment = 1",
                "UPDATE raft_segment SET base_hash = 1 WHERE segment = 0"
            })
    void aRowThatChangesIsFoundWithinOnePass(String change) throws SQLException {
        // given
        write();
        scrub(2 * ONE_PASS);

        // when
        directory.sqlBeside(change);

        // then
        assertThatThrownBy(() -> scrub(ONE_PASS)).isInstanceOf(DamagedStoreException.class);
        assertThatThrownBy(() -> scrub(1)).as("the end").isInstanceOf(StorageException.class);
    }

    @Test
    void itSaysWhichRowIsDamaged() throws SQLException {
        write();

        directory.sqlBeside("DELETE FROM kv_0 WHERE k = 'b'");

        assertThatThrownBy(() -> scrub(ONE_PASS))
                .hasMessage("The row of key \"b\" is damaged, it is missing");
    }

    /** It is on its way to the disk, which has the old row or none. */
    @Test
    void aRowThatWasNotSavedIsNotMissed() throws SQLException {
        write();
        machine.apply(5, new Command.Put("b", bytes("new")).encode());

        directory.sqlBeside("DELETE FROM kv_0 WHERE k = 'b'");

        scrub(2 * ONE_PASS);
        assertThat(machine.isUnsaved("b")).isTrue();
    }

    // ---- how much at a time

    @Test
    void aPieceOfTheLogIsBounded() throws SQLException {
        putMany();

        directory.sqlBeside("UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = " + MANY);

        scrub(1 + MANY / Scrub.PIECE_ROWS - 1);
        assertThatThrownBy(() -> scrub(1))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("Entry " + MANY + " of the log is damaged");
    }

    @Test
    void aPieceOfTheMapIsBounded() throws SQLException {
        putMany();

        directory.sqlBeside("DELETE FROM kv_0 WHERE k = '" + key(MANY) + "'");

        scrub(1 + MANY / Scrub.PIECE_ROWS + 1 + MANY / Scrub.PIECE_ROWS - 1);
        assertThatThrownBy(() -> scrub(1))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining(key(MANY));
    }

    /** In two pieces of the log, then after a look at its end in as many of the map. */
    @Test
    void aPieceOfLargeValuesIsBoundedByTheirBytes() throws SQLException {
        int half = (int) Scrub.PIECE_BYTES / 2 + 1;
        put(1, "a", new byte[half]);
        put(2, "b", new byte[half]);
        put(3, "c", new byte[half]);

        directory.sqlBeside("DELETE FROM kv_0 WHERE k = 'c'");

        scrub(1 + 2 + 1 + 1);
        assertThatThrownBy(() -> scrub(1)).isInstanceOf(DamagedStoreException.class);
    }

    @Test
    void whatIsTooLargeForOnePieceIsPaidForWithIdleCalls() throws SQLException {
        int pieces = 10;
        put(1, "a", new byte[pieces * (int) Scrub.PIECE_BYTES]);
        put(2, "b", bytes("x"));

        directory.sqlBeside("UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = 2");

        scrub(1 + 1 + pieces - 1);
        assertThatThrownBy(() -> scrub(1)).hasMessageContaining("Entry 2 of the log is damaged");
    }

    /** New entries and new keys are for the next pass, or a busy server would never end this one. */
    @Test
    void aPassEndsAlsoOnAServerThatWritesFasterThanItReads() throws SQLException {
        write();
        scrub(1);
        List<Entry> entries = puts(5, MANY);
        entries.forEach(this::apply);
        store.persist(new Update(List.of(), 0, entries, null, MANY, 0));

        directory.sqlBeside("UPDATE raft_state SET term = 2");

        scrub(ONE_PASS - 1);
        assertThatThrownBy(() -> scrub(1)).hasMessageContaining("raft_state");
    }

    // ---- what Derby cannot read

    /** Of rows that no boot reads, because the map contains them. */
    @Test
    void aPageWithAWrongChecksumIsFound() throws Exception {
        putMany();
        store.close();
        flipBit(file("RAFT_LOG_0"), 2 * PAGE_BYTES + PAGE_BYTES / 2);
        boot();

        assertThatThrownBy(() -> scrub(1 + MANY / Scrub.PIECE_ROWS))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aBitThatFlipsUnderARunningServerIsFound() throws Exception {
        flipBitBeside("KV_0");

        int idle = LARGE / (int) Scrub.PIECE_BYTES;
        assertThatThrownBy(() -> scrub(2 + 2 * LARGE_ROWS * (1 + idle)))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aLargeEntryThatCannotBeReadIsDamage() throws Exception {
        flipBitBeside("RAFT_LOG_0");

        assertThatThrownBy(() -> store.read(1, 1, LARGE)).isInstanceOf(DamagedStoreException.class);
    }

    /** In the first row; so much is written that Derby has dropped its pages, and reads them again. */
    private void flipBitBeside(String table) throws Exception {
        store.close();
        Path file = file(table);
        boot();
        for (int index = 1; index <= LARGE_ROWS; index++) {
            put(index, key(index), new byte[LARGE]);
        }
        flipBit(file, LARGE / 2);
    }

    /** Of a table, while the store is closed. */
    private Path file(String table) throws SQLException {
        long number = directory.number("SELECT conglomeratenumber FROM SYS.SYSCONGLOMERATES c"
                + " JOIN SYS.SYSTABLES t ON c.tableid = t.tableid"
                + " WHERE t.tablename = '" + table + "' AND NOT c.isindex");
        return path.resolve("derby/seg0/c" + Long.toHexString(number) + ".dat");
    }

    private static void flipBit(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int before = file.read();
            file.seek(position);
            file.write(before ^ 1);
        }
    }

    // ---- helpers

    private void scrub(int pieces) {
        for (int i = 0; i < pieces; i++) {
            store.scrub();
        }
    }

    /** Three rows and four entries. */
    private void write() {
        store.adoptCluster("one");
        store.persist(RaftStoreContract.vote(new HardState(1, VOTED)));
        put(1, "a", bytes("1"));
        put(2, "b", bytes("2"));
        put(3, "c", bytes("3"));
        store.persist(new Update(List.of(), 0, List.of(new Entry(4, 1, THREE)), null, 4, 0));
    }

    /** Saves all entries, each in a row of its own, and then all rows of the map. */
    private void putMany() {
        for (Entry entry : puts(1, MANY)) {
            store.persist(RaftStoreContract.entries(entry));
            apply(entry);
        }
        store.persist(Update.ofRows(MANY));
    }

    private static List<Entry> puts(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(index -> entry(index, new Command.Put(key(index), bytes("x"))))
                .toList();
    }

    private void apply(Entry entry) {
        machine.apply(entry.index(), ((Entry.Command) entry.payload()).bytes());
    }

    private static String key(int index) {
        return "k%04d".formatted(index);
    }

    /** Saves an entry, applies it and saves its row. */
    private void put(long index, String key, byte[] value) {
        Command command = new Command.Put(key, value);
        store.persist(new Update(List.of(), 0, List.of(entry(index, command)), null, index - 1, 0));
        machine.apply(index, command.encode());
        store.persist(Update.ofRows(index));
    }
}
