package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Recovered;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;
import org.hraft.raft.StoredLog.TermStart;
import org.hraft.raft.Suffrage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the engine may expect of any store. */
abstract class RaftStoreContract {

    static final ServerId VOTED = new ServerId("node2", "c0ffee");
    static final Configuration THREE = new Configuration(List.of(
            new Member(
                    new ServerId("node0", "a"), "localhost:9000", "localhost:8080", Suffrage.VOTER),
            new Member(new ServerId("node1", ""), "localhost:9001", "", Suffrage.STAGING),
            new Member(VOTED, "knödel:9002", "", Suffrage.LEARNER)));

    KvStateMachine machine = new KvStateMachine();
    RaftStore store;
    Recovered recovered;

    /** Opens the same disk again each time; under the name node0. */
    abstract RaftStore open(KvStateMachine forMachine);

    @BeforeEach
    void boot() {
        machine = new KvStateMachine();
        store = open(machine);
        recovered = store.recover();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    void reboot() {
        store.close();
        boot();
    }

    @Test
    void aFreshDiskHasAnIdentityAndNothingElse() {
        assertThat(recovered.self().name()).isEqualTo("node0");
        assertThat(recovered.self().incarnation()).isNotEmpty();
        assertThat(recovered.clusterId()).isNull();
        assertThat(recovered.saved().hardState()).isEqualTo(HardState.INITIAL);
        assertThat(recovered.saved().log()).isEqualTo(StoredLog.EMPTY);
        assertThat(recovered.saved().lastApplied()).isZero();
        assertThat(recovered.saved().promised()).isEqualTo(LogPosition.START);
        assertThat(machine.state().rows()).isEmpty();
    }

    @Test
    void anIdentityStaysForEver() {
        ServerId first = recovered.self();
        reboot();
        assertThat(recovered.self()).isEqualTo(first);
    }

    @Test
    void savedEntriesAreThereAfterARestart() {
        List<Entry> entries = List.of(
                new Entry(1, 1, new Entry.Noop()),
                command(2, 1, "two"),
                new Entry(3, 2, THREE),
                command(4, 5, ""));
        append(0, entries);
        reboot();
        assertThat(store.read(1, 4, 1_000_000)).isEqualTo(entries);
    }

    /** Where entries are replaced the log may end earlier than it once did. */
    @Test
    void aStoreThatHasLostNothingOwesNothing() {
        append(0, List.of(command(1, 1, "x"), command(2, 3, "y"), command(3, 3, "z")));
        reboot();
        assertThat(recovered.saved().promised()).isEqualTo(new LogPosition(3, 3));
        append(2, List.of(command(2, 2, "w")));
        reboot();
        assertThat(recovered.saved().promised()).isEqualTo(new LogPosition(2, 2));
    }

    @Test
    void theOutlineNamesTermsAndConfigurations() {
        Entry configuration = new Entry(2, 1, THREE);
        append(0, List.of(new Entry(1, 1, new Entry.Noop()), configuration, command(3, 4, "x")));
        append(0, List.of(command(4, 4, "y"), command(5, 6, "z")));
        reboot();
        StoredLog outline = new StoredLog(
                SnapshotMetadata.NONE,
                5,
                List.of(new TermStart(1, 1), new TermStart(3, 4), new TermStart(5, 6)),
                List.of(configuration));
        assertThat(recovered.saved().log()).isEqualTo(outline);
    }

    @Test
    void truncatedEntriesGiveWayToNewOnesInOneStep() {
        append(0, List.of(command(1, 1, "a"), new Entry(2, 1, THREE), command(3, 1, "c")));
        append(2, List.of(command(2, 2, "B")));
        assertThat(store.read(1, 2, 1000))
                .isEqualTo(List.of(command(1, 1, "a"), command(2, 2, "B")));
        append(0, List.of(command(3, 2, "C")));
        reboot();
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(3);
        assertThat(recovered.saved().log().configurations()).isEmpty();
        assertThat(store.read(3, 3, 1000)).isEqualTo(List.of(command(3, 2, "C")));
    }

    @Test
    void theWholeLogMayBeTruncated() {
        append(0, List.of(command(1, 1, "a"), command(2, 1, "b")));
        append(1, List.of());
        reboot();
        assertThat(recovered.saved().log()).isEqualTo(StoredLog.EMPTY);
        append(0, List.of(command(1, 3, "A")));
        reboot();
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(1);
    }

    @Test
    void anEntryThatDoesNotFollowTheLastOneIsRefused() {
        append(0, List.of(command(1, 1, "a")));
        assertThatThrownBy(() -> append(0, List.of(command(3, 1, "c"))))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void nothingWorksAfterAFailure() {
        assertThatThrownBy(() -> append(0, List.of(command(3, 1, "c"))))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> append(0, List.of(command(1, 1, "a"))))
                .isInstanceOf(StorageException.class);
        reboot();
        assertThat(recovered.saved().log()).isEqualTo(StoredLog.EMPTY);
    }

    @Test
    void termAndVoteAreSavedTogether() {
        store.persist(vote(new HardState(7, VOTED)));
        reboot();
        assertThat(recovered.saved().hardState()).isEqualTo(new HardState(7, VOTED));
    }

    @Test
    void aNewTermForgetsTheVote() {
        store.persist(vote(new HardState(7, VOTED)));
        store.persist(vote(new HardState(8, null)));
        reboot();
        assertThat(recovered.saved().hardState()).isEqualTo(new HardState(8, null));
    }

    @Test
    void aStateThatIsNotGivenStays() {
        store.persist(vote(new HardState(7, VOTED)));
        append(0, List.of(command(1, 7, "a")));
        reboot();
        assertThat(recovered.saved().hardState()).isEqualTo(new HardState(7, VOTED));
    }

    @Test
    void rowsWaitWhileLastAppliedStaysWhatItWas() {
        putAndSave(1, "foo", "bar");
        Command.Put second = new Command.Put("foo", bytes("baz"));
        store.persist(new Update(List.of(), 0, List.of(entry(2, second)), null, 1, 0));
        machine.apply(2, second.encode());
        store.persist(new Update(List.of(), 0, List.of(entry(3, second)), null, 1, 0));
        assertThat(machine.unsavedRows()).isEqualTo(1);
        reboot();
        assertThat(recovered.saved().lastApplied()).isEqualTo(1);
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(3);
        assertThat(machine.state().rows()).containsOnly(Map.entry("foo", value(1, "bar")));
    }

    @Test
    void changedRowsAreSavedWithLastApplied() {
        putAndSave(1, "foo", "bar");
        putAndSave(2, "foo", "baz");
        putAndSave(3, "other", "");
        reboot();
        assertThat(recovered.saved().lastApplied()).isEqualTo(3);
        assertThat(machine.state().index()).isEqualTo(3);
        assertThat(machine.state().rows())
                .containsOnly(Map.entry("foo", value(2, "baz")), Map.entry("other", value(3, "")));
        assertThat(machine.unsavedRows()).isZero();
    }

    @Test
    void aRemovedRowIsGoneAfterARestart() {
        putAndSave(1, "foo", "bar");
        applyAndSave(2, new Command.Delete("foo"));
        reboot();
        assertThat(machine.state().rows()).isEmpty();
        assertThat(recovered.saved().lastApplied()).isEqualTo(2);
    }

    @Test
    void rowsThatWereNotSavedAreGoneAndTheLogIsReplayed() {
        putAndSave(1, "foo", "bar");
        append(0, List.of(entry(2, new Command.Put("foo", bytes("baz")))));
        machine.apply(2, new Command.Put("foo", bytes("baz")).encode());
        reboot();
        assertThat(recovered.saved().lastApplied()).isEqualTo(1);
        assertThat(recovered.saved().log().lastIndex()).isEqualTo(2);
        assertThat(machine.state().get("foo")).isEqualTo(value(1, "bar"));
    }

    @Test
    void keysThatDifferInSpacesOrCaseAreDifferent() {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        List.of("a", "a ", "a  ", " ", "A", "å", "a\u0301", "\uD83D\uDE00")
                .forEach(key -> rows.put(key, bytes("of " + key)));
        applyAndSave(1, new Command.PutAll(rows));
        applyAndSave(2, new Command.Delete("a "));
        rows.remove("a ");
        reboot();
        assertThat(machine.state().rows().keySet()).containsExactlyElementsOf(rows.keySet());
        assertThat(machine.state().get("a")).isEqualTo(value(1, "of a"));
    }

    @Test
    void theLargestKeyAndValueFit() {
        String latin = "k".repeat(512);
        String emoji = "\uD83D\uDE00".repeat(128);
        applyAndSave(1, new Command.Put(latin, new byte[1 << 20]));
        applyAndSave(2, new Command.Put(emoji, new byte[1 << 20]));
        reboot();
        assertThat(machine.state().rows().keySet()).containsExactly(latin, emoji);
        assertThat(machine.state().get(emoji)).isEqualTo(new Value(new byte[1 << 20], 2));
    }

    @Test
    void readingStopsBehindTheEntryThatPassesTheLimit() {
        List<Entry> entries = new ArrayList<>();
        for (int index = 1; index <= 5; index++) {
            entries.add(command(index, 1, "0123456789")); // weighs 74
        }
        append(0, entries);
        assertThat(store.read(2, 5, 100)).isEqualTo(entries.subList(1, 3));
        assertThat(store.read(2, 5, 0)).isEqualTo(entries.subList(1, 2));
        assertThat(store.read(2, 3, 1000)).isEqualTo(entries.subList(1, 3));
    }

    @Test
    void readingWhatIsNotThereFails() {
        append(0, List.of(command(1, 1, "a")));
        assertThatThrownBy(() -> store.read(1, 2, 10)).isInstanceOf(StorageException.class);
    }

    @Test
    void aClusterIsAdoptedForEver() {
        store.adoptCluster("one");
        store.adoptCluster("one");
        reboot();
        assertThat(recovered.clusterId()).isEqualTo("one");
        assertThatThrownBy(() -> store.adoptCluster("two")).isInstanceOf(StorageException.class);
        reboot();
        assertThat(recovered.clusterId()).isEqualTo("one");
    }

    @Test
    void nothingToSaveIsNoFailure() {
        store.persist(Update.ofRows(0));
        reboot();
        assertThat(recovered.saved().log()).isEqualTo(StoredLog.EMPTY);
    }

    @Test
    void aScrubFindsNothingInWhatIsWell() {
        scrub();
        store.adoptCluster("one");
        store.persist(vote(new HardState(1, VOTED)));
        append(0, List.of(new Entry(1, 1, THREE)));
        putAndSave(2, "foo", "bar");
        applyAndSave(3, new Command.Delete("gone"));
        scrub();
        reboot();
        scrub();
        assertThat(machine.state().get("foo")).isEqualTo(value(2, "bar"));
    }

    /** Entries that were not applied, rows that were not saved, rows that are gone. */
    @Test
    void aScrubGoesOnWhileTheServerWrites() {
        for (int index = 1; index <= 40; index++) {
            String key = "key " + index % 3;
            Command command = index % 4 == 0
                    ? new Command.Delete(key)
                    : new Command.Put(key, bytes("of " + index));
            append(0, List.of(entry(index, command)));
            store.scrub();
            machine.apply(index, command.encode());
            store.scrub();
            store.persist(Update.ofRows(index));
            store.scrub();
        }
        assertThat(machine.unsavedRows()).isZero();
    }

    @Test
    void aScrubGoesOnWhileTheEndOfTheLogIsReplaced() {
        append(0, List.of(command(1, 1, "a"), command(2, 1, "b"), command(3, 1, "c")));
        for (int term = 2; term <= 20; term++) {
            store.scrub();
            long next = 2L + term % 2;
            append(next, List.of());
            store.scrub();
            append(0, List.of(command(next, term, "x"), new Entry(next + 1, term, THREE)));
        }
        scrub();
        assertThat(store.read(1, 1, 1000)).isEqualTo(List.of(command(1, 1, "a")));
    }

    /** So often that all of a few rows is read several times. */
    void scrub() {
        for (int i = 0; i < 20; i++) {
            store.scrub();
        }
    }

    static Update vote(HardState state) {
        return new Update(List.of(), 0, List.of(), state, 0, 0);
    }

    static Update entries(Entry... entries) {
        return new Update(List.of(), 0, List.of(entries), null, 0, 0);
    }

    void append(long truncateFrom, List<Entry> entries) {
        store.persist(new Update(
                List.of(), truncateFrom, entries, null, machine.state().index(), 0));
    }

    void putAndSave(long index, String key, String value) {
        applyAndSave(index, new Command.Put(key, bytes(value)));
    }

    /** As the loop does: the entry is saved first, its rows with a later update. */
    void applyAndSave(long index, Command command) {
        append(0, List.of(entry(index, command)));
        machine.apply(index, command.encode());
        store.persist(Update.ofRows(index));
    }

    static Entry entry(long index, Command command) {
        return new Entry(index, 1, new Entry.Command(command.encode()));
    }

    static Entry command(long index, long term, String text) {
        return new Entry(index, term, new Entry.Command(bytes(text)));
    }

    static Value value(long modIndex, String text) {
        return new Value(bytes(text), modIndex);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
