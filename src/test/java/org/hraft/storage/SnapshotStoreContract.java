package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Snapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StagedSnapshot;
import org.hraft.raft.StoredLog;
import org.hraft.raft.StoredLog.TermStart;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** What the engine may expect of any store when logs are cut and snapshots installed. */
abstract class SnapshotStoreContract extends RaftStoreContract {

    /** A store has removed something when it has saved so many entries that nobody needs. */
    static final int ENOUGH = 5;

    static final SnapshotMetadata NINETY = new SnapshotMetadata(90, 6, 9_090, 40, THREE);
    static final SnapshotMetadata HUNDRED = new SnapshotMetadata(100, 7, 10_010, 40, THREE);

    // ---- compaction

    @Test
    void compactionLeavesTheRest() {
        saveAndCompact(1, 1, ENOUGH, Long.MAX_VALUE);
        long first = store.firstIndex();
        assertThat(first).isBetween(2L, ENOUGH + 1L);
        append(0, entries(ENOUGH + 1, ENOUGH + 2));
        assertThat(store.read(first, ENOUGH + 2, 1_000_000)).isEqualTo(entries(first, ENOUGH + 2));
        assertThatThrownBy(() -> store.read(first - 1, ENOUGH + 2, 1_000_000))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void aCompactedLogIsTheSameAfterARestart() {
        saveAndCompact(1, 1, ENOUGH, Long.MAX_VALUE);
        long first = store.firstIndex();
        reboot();
        assertThat(store.firstIndex()).isEqualTo(first);
        append(0, entries(ENOUGH + 1, ENOUGH + 1));
        assertThat(store.read(first, ENOUGH + 1, 1_000_000)).isEqualTo(entries(first, ENOUGH + 1));
    }

    @Test
    void nothingThatIsStillNeededIsRemoved() {
        saveAndCompact(1, 1, ENOUGH, 3);
        assertThat(store.firstIndex()).isLessThanOrEqualTo(4);
        assertThat(store.read(4, ENOUGH, 1_000_000)).isEqualTo(entries(4, ENOUGH));
    }

    @Test
    void nothingThatTheSavedRowsDoNotContainIsRemoved() {
        saveAndCompact(1, 1, 3, Long.MAX_VALUE);
        for (int index = 4; index <= ENOUGH; index++) {
            store.persist(new Update(List.of(), 0, entries(index, index), null, 3, 100));
        }
        assertThat(store.firstIndex()).isLessThanOrEqualTo(4);
        reboot();
        assertThat(store.read(4, ENOUGH, 1_000_000)).isEqualTo(entries(4, ENOUGH));
    }

    @Test
    void theBaseKnowsItsTermAndConfiguration() {
        append(0, List.of(new Entry(1, 3, THREE)));
        saveAndCompact(3, 2, ENOUGH, Long.MAX_VALUE);
        reboot();
        long base = store.firstIndex() - 1;
        assertThat(base).isGreaterThan(1);
        assertThat(recovered.saved().log())
                .isEqualTo(new StoredLog(
                        new SnapshotMetadata(base, 3, hashOf(base), 1, THREE),
                        ENOUGH,
                        List.of(),
                        List.of()));
    }

    /** Of the log of the test above. */
    private static long hashOf(long base) {
        long hash = ChainHash.of(ChainHash.START, new Entry(1, 3, THREE));
        for (long index = 2; index <= base; index++) {
            var command = new Entry.Command(put(index).encode());
            hash = ChainHash.of(hash, new Entry(index, 3, command));
        }
        return hash;
    }

    @Test
    void termsAndConfigurationsBehindTheBaseStayInTheOutline() {
        saveAndCompact(1, 1, ENOUGH, Long.MAX_VALUE);
        Entry configuration = new Entry(ENOUGH + 2, 9, THREE);
        append(0, List.of(new Entry(ENOUGH + 1, 9, new Entry.Noop()), configuration));
        reboot();
        assertThat(recovered.saved().log().terms())
                .isEqualTo(List.of(new TermStart(ENOUGH + 1, 9)));
        assertThat(recovered.saved().log().configurations()).isEqualTo(List.of(configuration));
    }

    @Test
    void theEndOfACompactedLogMayBeTruncated() {
        saveAndCompact(1, 1, ENOUGH, Long.MAX_VALUE);
        long first = store.firstIndex();
        append(0, List.of(command(ENOUGH + 1, 4, "dead"), new Entry(ENOUGH + 2, 4, THREE)));
        append(ENOUGH + 1, entries(ENOUGH + 1, ENOUGH + 1));
        assertThat(store.read(ENOUGH + 1, ENOUGH + 1, 100))
                .isEqualTo(entries(ENOUGH + 1, ENOUGH + 1));
        reboot();
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(ENOUGH + 1);
        assertThat(recovered.saved().log().terms()).isEmpty();
        assertThat(store.read(first, ENOUGH + 1, 1_000_000)).isEqualTo(entries(first, ENOUGH + 1));
    }

    /** Wherever a store may have put the entries, and however it has divided them. */
    @Test
    void anyNumberOfEntriesMayBeTruncated() {
        List<Entry> log = new ArrayList<>();
        int term = 0;
        for (int keep : List.of(0, 4, 1, 2, 0, 3)) {
            term++;
            log.subList(keep, log.size()).clear();
            append(keep + 1, List.of());
            while (log.size() < 5) {
                log.add(command(log.size() + 1, term, "of term " + term));
                append(0, List.of(log.get(log.size() - 1)));
            }
            reboot();
            assertThat(store.read(1, 5, 1_000_000)).isEqualTo(log);
        }
        assertThat(recovered.saved().log().terms())
                .isEqualTo(List.of(new TermStart(1, 5), new TermStart(4, 6)));
    }

    // ---- snapshots

    @Test
    void aStagedSnapshotChangesNothingElse() {
        putAndSave(1, "foo", "bar");
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "a", "b", "c");
        stage(chunks.get(0));
        assertThat(machine.state().rows()).containsOnlyKeys("foo");
        reboot();
        assertThat(machine.state().rows()).containsOnlyKeys("foo");
        assertThat(recovered.saved().lastApplied()).isEqualTo(1);
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(1);
        assertThat(recovered.saved().staged()).isEqualTo(new StagedSnapshot(HUNDRED, "a"));
    }

    @Test
    void stagingGoesOnAfterARestart() {
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "a", "b", "c");
        stage(chunks.get(0));
        reboot();
        stage(chunks.get(1));
        reboot();
        install(chunks.subList(2, 3));
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void chunksMayComeInOneUpdate() {
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "a", "b", "c");
        install(chunks);
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void theBeginningOfASnapshotDropsWhatWasStaged() {
        stage(chunks(NINETY, "a", "b", "z").get(0));
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "x", "y");
        stage(chunks.get(0));
        reboot();
        assertThat(recovered.saved().staged()).isEqualTo(new StagedSnapshot(HUNDRED, "x"));
        install(chunks.subList(1, 2));
        assertThat(machine.state().rows()).containsOnlyKeys("x", "y");
    }

    @Test
    void theLastChunkReplacesRowsAndLogInOneStep() {
        putAndSave(1, "foo", "bar");
        append(0, List.of(new Entry(2, 5, THREE), command(3, 5, "uncommitted")));
        install(chunks(HUNDRED, "a", "b"));
        assertThat(store.firstIndex()).isEqualTo(101);
        assertThat(machine.state().index()).isEqualTo(100);
        reboot();
        assertThat(recovered.saved().log()).isEqualTo(StoredLog.behind(HUNDRED));
        assertThat(recovered.saved().lastApplied()).isEqualTo(100);
        assertThat(recovered.saved().staged()).isNull();
        assertThat(machine.state().rows())
                .containsOnly(Map.entry("a", value(1, "of a")), Map.entry("b", value(2, "of b")));
        assertThat(machine.state().index()).isEqualTo(100);
    }

    @Test
    void rowsThatWereNotSavedAreForgottenWithTheOldState() {
        append(0, List.of(entry(1, new Command.Put("foo", bytes("bar")))));
        machine.apply(1, new Command.Put("foo", bytes("bar")).encode());
        install(chunks(HUNDRED, "a"));
        assertThat(machine.unsavedRows()).isZero();
        assertThat(machine.state().rows()).containsOnlyKeys("a");
        reboot();
        assertThat(machine.state().rows()).containsOnlyKeys("a");
    }

    @Test
    void entriesOfTheSameUpdateFollowTheSnapshot() {
        append(0, List.of(command(1, 1, "old")));
        List<Entry> behind = List.of(command(101, 7, "x"), command(102, 8, "y"));
        store.persist(new Update(chunks(HUNDRED, "a"), 0, behind, null, 100, 100));
        reboot();
        assertThat(store.read(101, 102, 1_000)).isEqualTo(behind);
        assertThat(recovered.saved().log())
                .isEqualTo(new StoredLog(HUNDRED, 102, List.of(new TermStart(102, 8)), List.of()));
    }

    @Test
    void writingGoesOnBehindASnapshot() {
        install(chunks(HUNDRED, "a", "b"));
        saveAndCompact(7, 101, 100 + ENOUGH, Long.MAX_VALUE);
        reboot();
        assertThat(machine.state().rows()).containsKeys("a", "b", "key 101");
        assertThat(store.firstIndex()).isGreaterThan(101);
    }

    @Test
    void oneSnapshotMayFollowAnother() {
        install(chunks(NINETY, "a", "b"));
        install(chunks(HUNDRED, "b", "c"));
        reboot();
        assertThat(machine.state().rows()).containsOnlyKeys("b", "c");
        assertThat(recovered.saved().log().base()).isEqualTo(HUNDRED);
    }

    @Test
    void theNextSnapshotMayBeginInTheUpdateThatEndsOne() {
        List<InstallSnapshot.Request> next = chunks(HUNDRED, "b", "c");
        store.persist(new Update(
                List.of(chunks(NINETY, "a").get(0), next.get(0)), 0, List.of(), null, 90, 90));
        reboot();
        assertThat(machine.state().rows()).containsOnlyKeys("a");
        install(next.subList(1, 2));
        assertThat(machine.state().rows()).containsOnlyKeys("b", "c");
    }

    @Test
    void aStateWithoutRowsCanBeInstalled() {
        putAndSave(1, "foo", "bar");
        install(chunks(HUNDRED));
        reboot();
        assertThat(machine.state().rows()).isEmpty();
        assertThat(recovered.saved().lastApplied()).isEqualTo(100);
    }

    @Test
    void aChunkThatDoesNotContinueIsRefused() {
        List<InstallSnapshot.Request> chunks = chunks(HUNDRED, "a", "b", "c");
        stage(chunks.get(0));
        assertThatThrownBy(() -> stage(chunks.get(2))).isInstanceOf(StorageException.class);
        reboot();
        assertThat(recovered.saved().staged()).isEqualTo(new StagedSnapshot(HUNDRED, "a"));
    }

    @Test
    void aChunkOfAnotherSnapshotIsRefused() {
        stage(chunks(HUNDRED, "a", "b").get(0));
        assertThatThrownBy(() -> stage(chunks(NINETY, "a", "b").get(1)))
                .isInstanceOf(StorageException.class);
    }

    // ---- scrubbing

    @Test
    void aScrubGoesOnWhileTheLogLosesItsBeginning() {
        for (int index = 1; index <= 6 * ENOUGH; index++) {
            saveAndCompact(1, index, index, Long.MAX_VALUE);
            store.scrub();
        }
        assertThat(store.firstIndex()).isGreaterThan(ENOUGH);
        scrub();
        reboot();
        scrub();
        assertThat(machine.state().rows()).hasSize(6 * ENOUGH);
    }

    @Test
    void aScrubGoesOnWhileSnapshotsAreInstalled() {
        putAndSave(1, "foo", "bar");
        append(0, entries(2, ENOUGH));
        for (SnapshotMetadata snapshot : List.of(NINETY, HUNDRED)) {
            List<InstallSnapshot.Request> chunks = chunks(snapshot, "a", "b", "foo");
            store.scrub();
            stage(chunks.get(0));
            store.scrub();
            stage(chunks.get(1));
            store.scrub();
            install(chunks.subList(2, 3));
            store.scrub();
        }
        scrub();
        reboot();
        scrub();
        assertThat(machine.state().rows()).containsOnlyKeys("a", "b", "foo");
    }

    // ---- helpers

    /** Saves and applies entry by entry; each time, everything up to {@code compactTo} may go. */
    void saveAndCompact(long term, long from, long to, long compactTo) {
        for (long index = from; index <= to; index++) {
            byte[] command = put(index).encode();
            Entry entry = new Entry(index, term, new Entry.Command(command));
            store.persist(new Update(List.of(), 0, List.of(entry), null, index - 1, 0));
            machine.apply(index, command);
            store.persist(compaction(index, Math.min(index, compactTo)));
        }
    }

    /** As {@link #saveAndCompact} saves them in term 1. */
    static List<Entry> entries(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(index -> entry(index, put(index)))
                .toList();
    }

    private static Command put(long index) {
        return new Command.Put("key " + index, new byte[0]);
    }

    /** A chunk for each key; key and modIndex say what the value is. */
    static List<InstallSnapshot.Request> chunks(SnapshotMetadata snapshot, String... keys) {
        KvStateMachine other = new KvStateMachine();
        for (int i = 0; i < keys.length; i++) {
            other.apply(i + 1, new Command.Put(keys[i], bytes("of " + keys[i])).encode());
        }
        List<InstallSnapshot.Request> chunks = new ArrayList<>();
        String position = "";
        for (boolean last = false; !last; ) {
            Snapshot.Chunk chunk = other.snapshot().forRaft().chunk(position, 1);
            chunks.add(new InstallSnapshot.Request(7, VOTED, snapshot, position, chunk));
            position = chunk.end();
            last = chunk.last();
        }
        return chunks;
    }

    void stage(InstallSnapshot.Request chunk) {
        store.persist(
                new Update(List.of(chunk), 0, List.of(), null, machine.state().index(), 0));
    }

    /** The last of the chunks is the last of a snapshot. */
    void install(List<InstallSnapshot.Request> chunks) {
        long index = chunks.get(chunks.size() - 1).snapshot().index();
        store.persist(new Update(chunks, 0, List.of(), null, index, index));
    }

    /** Rows are saved, and the entries that they contain may go. */
    static Update compaction(long lastApplied, long compactTo) {
        return new Update(List.of(), 0, List.of(), null, lastApplied, compactTo);
    }
}
