package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.bytes;
import static org.hraft.storage.RaftStoreContract.command;
import static org.hraft.storage.RaftStoreContract.entry;
import static org.hraft.storage.SnapshotStoreContract.HUNDRED;
import static org.hraft.storage.SnapshotStoreContract.NINETY;
import static org.hraft.storage.SnapshotStoreContract.chunks;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore.Recovered;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.StagedSnapshot;
import org.hraft.raft.StoredLog.TermStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** Two tables for the log and two for the map: which one counts, whenever the server is killed. */
class DerbyTablesTest {

    /** Every update that adds entries fills a table of the log. */
    private static final long TINY = 1;

    private static final long NEVER_FULL = Long.MAX_VALUE;

    @TempDir
    static Path template;

    @TempDir
    Path path;

    private KvStateMachine machine = new KvStateMachine();
    private DerbyDirectory directory;
    private DerbyRaftStore store;
    private Recovered recovered;

    @BeforeAll
    static void makeTemplate() {
        DerbyRaftStore.open(template, "node0", new KvStateMachine()).close();
    }

    @BeforeEach
    void copyTemplate() {
        new DerbyDirectory(template).copyTo(path);
        directory = new DerbyDirectory(path);
        boot(TINY);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    // ---- the log

    @Test
    void readingCrossesTheBorderOfTheTables() {
        append(0, 1, 1, 5);
        append(0, 1, 6, 8);
        assertThat(store.read(1, 8, 1_000_000)).isEqualTo(commands(1, 1, 8));
        assertThat(store.read(3, 7, 1_000_000)).isEqualTo(commands(1, 3, 7));
        assertThat(store.read(6, 8, 1_000_000)).isEqualTo(commands(1, 6, 8));
        assertThat(store.read(2, 5, 1_000_000)).isEqualTo(commands(1, 2, 5));
    }

    @Test
    void aTruncationMayReachBackIntoTheOlderTable() {
        append(0, 1, 1, 5);
        append(0, 2, 6, 8);
        append(4, 3, 4, 6);
        reboot(TINY);
        assertThat(store.read(1, 3, 1_000_000)).isEqualTo(commands(1, 1, 3));
        assertThat(store.read(3, 6, 1_000_000).subList(1, 4)).isEqualTo(commands(3, 4, 6));
        assertThat(recovered.saved().log().terms())
                .isEqualTo(List.of(new TermStart(1, 1), new TermStart(4, 3)));
    }

    @Test
    void theOldestEntriesGoATableAtATime() {
        for (int index = 1; index <= 4; index++) {
            put(index, "x");
            save(index);
        }
        assertThat(store.firstIndex()).isEqualTo(4);
    }

    @Test
    void aTableThatMayNotGoLetsTheOtherGrow() {
        for (int index = 1; index <= 4; index++) {
            append(0, 1, index, index);
        }
        assertThat(store.firstIndex()).isEqualTo(1);
        reboot(TINY);
        assertThat(store.read(1, 4, 1_000_000)).isEqualTo(commands(1, 1, 4));
    }

    @Test
    void aFullTableIsStillFullAfterARestart() throws SQLException {
        reboot(NEVER_FULL);
        put(1, "x");
        save(1);
        reboot(TINY);
        store.persist(SnapshotStoreContract.compaction(1, 1));
        store.close();
        assertThat(directory.number("SELECT log_table FROM raft_meta")).isEqualTo(1);
    }

    @Test
    void aKillBeforeTheTablesAreChangedOver(@TempDir Path copy) {
        reboot(NEVER_FULL);
        for (int index = 1; index <= 3; index++) {
            put(index, "x");
            save(index);
        }
        killInto(copy, TINY);
        assertThat(recovered.saved().lastApplied()).isEqualTo(3);
        put(4, "y");
        save(4);
        put(5, "y");
        save(5);
        assertThat(store.firstIndex()).isGreaterThan(3);
        reboot(TINY);
        assertThat(machine.state().index()).isEqualTo(5);
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(5);
    }

    @Test
    void anAppliedEntryThatIsDamagedIsFoundWhenSomebodyReadsIt() throws SQLException {
        reboot(NEVER_FULL);
        for (int index = 1; index <= 3; index++) {
            put(index, "x");
            save(index);
        }
        store.close();
        directory.sql("UPDATE raft_log_0 SET hash = hash + 1 WHERE idx = 2");
        boot(NEVER_FULL);
        assertThatThrownBy(() -> store.read(1, 3, 1_000_000))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Entry 2 of the log is damaged");
    }

    @Test
    void aTermThatIsNotThatOfTheEntryIsFoundAtBoot() throws SQLException {
        append(0, 3, 1, 2);
        store.close();
        directory.sql("UPDATE raft_term SET term = 2 WHERE idx = 1");
        store = open(TINY);
        assertThatThrownBy(store::recover)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Entry 1 of the log is damaged");
    }

    /** A lost end is noticed if a term began there. */
    @Test
    void aMissingEndIsFoundAtBoot() throws SQLException {
        reboot(NEVER_FULL);
        append(0, 1, 1, 2);
        append(0, 2, 3, 3);
        store.close();
        directory.sql("DELETE FROM raft_log_0 WHERE idx = 3");
        store = open(NEVER_FULL);
        assertThatThrownBy(store::recover)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Entry 3 of the log is damaged");
    }

    @Test
    void overwritingForEverTakesNoMoreSpace() {
        long segment = 1 << 16;
        reboot(segment);
        long soon = mostBytesWhileOverwriting(1, 40);
        long late = mostBytesWhileOverwriting(41, 120);
        assertThat(late).isLessThan(soon + 2 * segment);
    }

    /** Entries of a quarter of a segment. */
    private long mostBytesWhileOverwriting(long from, long to) {
        String value = "v".repeat(1 << 14);
        long most = 0;
        for (long index = from; index <= to; index++) {
            put(index, value);
            save(index);
            most = Math.max(most, directory.tableBytes());
        }
        return most;
    }

    // ---- the map

    @Test
    void plainSqlSaysWhichTableHoldsTheMap() throws SQLException {
        put(1, "x");
        save(1);
        install(chunks(HUNDRED, "a", "b"));
        store.close();
        assertThat(directory.number("SELECT kv_table FROM raft_meta")).isEqualTo(1);
        assertThat(directory.number("SELECT COUNT(*) FROM kv_1")).isEqualTo(2);
        assertThat(directory.number("SELECT COUNT(*) FROM kv_0")).isZero();
    }

    @Test
    void aKillWhileASnapshotIsReceived(@TempDir Path copy) {
        put(1, "x");
        save(1);
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "a", "b", "c");
        chunks.subList(0, 2)
                .forEach(chunk ->
                        store.persist(new Update(List.of(chunk), 0, List.of(), null, 1, 0)));
        killInto(copy, TINY);
        assertThat(recovered.saved().staged()).isEqualTo(new StagedSnapshot(HUNDRED, "b"));
        assertThat(machine.state().rows()).containsOnlyKeys("key");
        install(chunks.subList(2, 3));
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void aKillAfterTheLastPiece(@TempDir Path copy) {
        put(1, "x");
        save(1);
        install(chunks(HUNDRED, "a", "b"));
        killInto(copy, TINY);
        assertThat(recovered.saved().log().base()).isEqualTo(HUNDRED);
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b");
    }

    /** A kill between the change of the tables and the emptying of the old one leaves such rows. */
    @Test
    void rowsInTheTableThatDoesNotCountAreRemovedAtBoot() throws SQLException {
        install(chunks(HUNDRED, "a", "b"));
        store.close();
        directory.sql("INSERT INTO kv_0 VALUES ('old', 3, CAST(X'41' AS BLOB), 1)");
        boot(TINY);
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b");
        store.close();
        assertThat(directory.number("SELECT COUNT(*) FROM kv_0")).isZero();
    }

    @Test
    void anotherSnapshotMayUseTheTableAgain() throws SQLException {
        install(chunks(NINETY, "a", "b"));
        install(chunks(HUNDRED, "b", "c"));
        store.close();
        assertThat(directory.number("SELECT kv_table FROM raft_meta")).isZero();
        assertThat(directory.number("SELECT COUNT(*) FROM kv_0")).isEqualTo(2);
        assertThat(directory.number("SELECT COUNT(*) FROM kv_1")).isZero();
    }

    // ---- helpers

    private DerbyRaftStore open(long segmentBytes) {
        machine = new KvStateMachine();
        return DerbyRaftStore.open(directory.path(), "node0", machine, segmentBytes);
    }

    private void boot(long segmentBytes) {
        store = open(segmentBytes);
        recovered = store.recover();
    }

    private void reboot(long segmentBytes) {
        store.close();
        boot(segmentBytes);
    }

    /** Goes on with a copy of the files of the running store. */
    private void killInto(Path copy, long segmentBytes) {
        directory.copyTo(copy);
        store.close();
        directory = new DerbyDirectory(copy);
        boot(segmentBytes);
    }

    private void append(long truncateFrom, long term, long from, long to) {
        store.persist(new Update(List.of(), truncateFrom, commands(term, from, to), null, 0, 0));
    }

    private static List<Entry> commands(long term, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(index -> command(index, term, "entry " + index))
                .toList();
    }

    /** Saves an entry and applies it. */
    private void put(long index, String value) {
        Entry entry = entry(index, new Command.Put("key", bytes(value)));
        store.persist(new Update(List.of(), 0, List.of(entry), null, index - 1, index - 1));
        machine.apply(index, ((Entry.Command) entry.payload()).bytes());
    }

    /** Saves the rows; all entries up to here may go. */
    private void save(long index) {
        store.persist(SnapshotStoreContract.compaction(index, index));
    }

    private void install(List<InstallSnapshot.Request> chunks) {
        long index = chunks.get(chunks.size() - 1).snapshot().index();
        store.persist(new Update(chunks, 0, List.of(), null, index, index));
    }
}
