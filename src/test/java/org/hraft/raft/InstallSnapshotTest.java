package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.chunk;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.entry;
import static org.hraft.raft.Notation.heartbeat;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** How a server gets a state in the place of a log: section 7 and Figure 13, receiver's side. */
class InstallSnapshotTest {

    private static final InstallSnapshot.Response INSTALLED =
            new InstallSnapshot.Response(3, true, "");

    /** Everything up to entry 9, of term 3, and D has joined meanwhile. */
    private static final SnapshotMetadata NINE =
            new SnapshotMetadata(9, 3, 99, 7, voters(A, B, C, D));

    /** Leader B of term 3 sends a chunk. */
    private static InstallSnapshot.Request part(
            SnapshotMetadata snapshot, String position, String name) {
        return new InstallSnapshot.Request(3, B, snapshot, position, chunk(name));
    }

    private static InstallSnapshot.Response wants(String position) {
        return new InstallSnapshot.Response(3, false, position);
    }

    private static Core follower() {
        return given(A).voters(A, B, C).log(1, 1, 1).term(3).applied(2).starts();
    }

    private static void installs(Core a, SnapshotMetadata snapshot) {
        a.ask(B, part(snapshot, "", "a"));
        a.ask(B, part(snapshot, "a", "b"));
        assertThat(a.ask(B, part(snapshot, "b", "c"))).isEqualTo(INSTALLED);
    }

    // ---- chunks

    /** Rules 3 to 5: chunks are saved one after the other, and each answer asks for the next. */
    @Test
    void chunksAreTakenInOrder() {
        Core a = follower();

        assertThat(a.ask(B, part(NINE, "", "a"))).isEqualTo(wants("a"));
        assertThat(a.ask(B, part(NINE, "a", "b"))).isEqualTo(wants("b"));
        assertThat(a.raft.lastIndex()).as("it is not complete yet").isEqualTo(3);
        assertThat(a.ask(B, part(NINE, "b", "c"))).isEqualTo(INSTALLED);
    }

    /** A chunk that comes twice, or too early, changes nothing: the answer says which is next. */
    @Test
    void anotherChunkThanTheNextIsNotTaken() {
        Core a = follower();
        a.ask(B, part(NINE, "", "a"));

        assertThat(a.ask(B, part(NINE, "", "a"))).isEqualTo(wants("a"));
        assertThat(a.ask(B, part(NINE, "b", "c"))).isEqualTo(wants("a"));
    }

    /** What was saved of a snapshot outlives the process. */
    @Test
    void aRestartedServerGoesOnWhereItWas() {
        Core a = follower();
        a.ask(B, part(NINE, "", "a"));

        assertThat(a.restarted().ask(B, part(NINE, "a", "b"))).isEqualTo(wants("b"));
    }

    /** Hazard 20: parts of two snapshots are never mixed. */
    @Test
    void anotherSnapshotBeginsAnew() {
        Core a = follower();
        SnapshotMetadata ten = new SnapshotMetadata(10, 3, 100, 7, NINE.configuration());
        a.ask(B, part(NINE, "", "a"));

        assertThat(a.ask(B, part(ten, "a", "b"))).isEqualTo(wants(""));
        assertThat(a.ask(B, part(ten, "", "a"))).isEqualTo(wants("a"));
        assertThat(a.ask(B, part(NINE, "a", "b"))).isEqualTo(wants(""));
    }

    /** The same last entry means the same state, whoever sends it. */
    @Test
    void anotherLeaderGoesOnWithTheSameSnapshot() {
        Core a = follower();
        a.ask(B, part(NINE, "", "a"));

        var next = new InstallSnapshot.Request(4, C, NINE, "a", chunk("b"));

        assertThat(a.ask(C, next)).isEqualTo(new InstallSnapshot.Response(4, false, "b"));
    }

    /** Rule 1. */
    @Test
    void aSnapshotOfAnOlderTermIsRefused() {
        Core a = follower();

        var late = new InstallSnapshot.Request(2, B, NINE, "", chunk("a"));

        assertThat(a.ask(B, late)).isEqualTo(wants(""));
        assertThat(a.disk.staged()).isNull();
    }

    /** 5.2: whoever sends a snapshot leads. */
    @Test
    void aChunkIsALeadersWord() {
        Core a = follower();
        a.passes(Core.TIMEOUT_MIN - 1);

        a.ask(B, part(NINE, "", "a"));
        a.passes(Core.TIMEOUT_MIN - 1);

        assertThat(a.raft.leaderId()).isEqualTo(B);
        assertThat(a.sent).isEmpty();
    }

    // ---- the last chunk

    /** Rule 8: the state, the log and the members are those of the snapshot. */
    @Test
    void aCompleteSnapshotTakesThePlaceOfEverything() {
        Core a = follower();

        installs(a, NINE);

        assertThat(a.disk.outline()).isEqualTo(StoredLog.behind(NINE));
        assertThat(a.raft.commitIndex()).isEqualTo(9);
        assertThat(a.raft.lastApplied()).isEqualTo(9);
        assertThat(a.raft.configuration()).isEqualTo(NINE.configuration());
        assertThat(a.applied).as("nothing is applied that the state contains").isEmpty();
    }

    /** Rule 7, hazard 18: a log that says otherwise goes, with all that came behind. */
    @Test
    void aLogThatDiffersIsDropped() {
        Core a = given(A).voters(A, B, C)
                .log(1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2)
                .term(3)
                .applied(2)
                .starts();

        installs(a, NINE);

        assertThat(a.disk.log()).isEmpty();
        assertThat(a.raft.lastIndex()).isEqualTo(9);
    }

    /** Rule 6: a log that has the entry needs no state. */
    @Test
    void aLogThatHasTheEntryIsKept() {
        Core a = given(A).voters(A, B, C)
                .log(1, 1, 1, 3, 3, 3, 3, 3, 3, 3)
                .applied(2)
                .starts();

        assertThat(a.ask(B, part(NINE, "", "a"))).isEqualTo(INSTALLED);

        assertThat(a.raft.lastIndex()).isEqualTo(10);
        assertThat(a.raft.commitIndex()).isEqualTo(9);
        assertThat(a.applied).hasSize(7);
    }

    /** Hazard 17: a late snapshot does not lead back. */
    @Test
    void anOldSnapshotChangesNothing() {
        Core a = follower();
        installs(a, NINE);
        SnapshotMetadata five = new SnapshotMetadata(5, 2, 55, 1, voters(A, B, C));

        assertThat(a.ask(B, part(five, "", "a"))).isEqualTo(INSTALLED);

        assertThat(a.disk.staged()).isNull();
        assertThat(a.raft.lastIndex()).isEqualTo(9);
        assertThat(a.raft.configuration()).isEqualTo(NINE.configuration());
    }

    /** Hazard 19: the snapshot's members count, also against newer ones that are not committed. */
    @Test
    void theMembersOfTheSnapshotAreInForce() {
        Core a = given(A).voters(A, B, C)
                .log(1, 1)
                .entry(2, voters(A))
                .term(3)
                .applied(2)
                .starts();

        installs(a, NINE);

        assertThat(a.restarted().raft.configuration()).isEqualTo(NINE.configuration());
    }

    /** What follows is appended behind the snapshot. */
    @Test
    void entriesFollowASnapshot() {
        Core a = follower();
        installs(a, NINE);

        assertThat(a.appends(append(3, B, 9, 3, 10, entries(10, 3)))).isEqualTo(appended(3));

        assertThat(a.applied).containsExactly(entry(10, 3));
        assertThat(a.restarted().raft.lastIndex()).isEqualTo(10);
    }

    // ---- a log that has lost its beginning

    private static Core compacted() {
        return given(A).voters(A, B, C).log(1, 1, 1, 2, 2, 3).compactedTo(4).starts();
    }

    /** Hazard 15: what is gone was committed, so it is what the leader has there. */
    @Test
    void whatIsGoneMatches() {
        Core a = compacted();

        assertThat(a.appends(append(3, B, 2, 1, 0, entries(3, 1, 2, 2, 3, 3))))
                .isEqualTo(appended(3));

        assertThat(a.terms()).containsExactly(2L, 3L, 3L);
    }

    /** 5.3: the entry right before the log's beginning is remembered by its term. */
    @Test
    void theLogGoesOnBehindWhatIsGone() {
        Core a = compacted();

        assertThat(a.appends(append(3, B, 4, 2, 0, entries(5, 3)))).isEqualTo(appended(3));

        assertThat(a.terms()).containsExactly(3L);
    }

    /** Hazard 14: the search for the last common entry ends where nothing can differ. */
    @Test
    void aConflictIsNeverBehindTheBeginning() {
        Core a = compacted();

        assertThat(a.appends(append(3, B, 5, 1, 0, List.of()))).isEqualTo(conflict(3, 2, 5));
    }

    /** 5.4.1: a log without entries is as new as the last one it has lost. */
    @Test
    void anEmptyLogIsAsNewAsItsBase() {
        Core a = follower();
        installs(a, NINE);

        assertThat(a.raft.log().isUpToDate(8, 3)).isFalse();
        assertThat(a.raft.log().isUpToDate(9, 3)).isTrue();
    }

    /** A restart finds what a compaction has left. */
    @Test
    void aCompactedLogSurvivesARestart() {
        Core a = compacted();

        Core again = a.restarted();
        again.ask(B, heartbeat(3, B));

        assertThat(again.raft.firstIndex()).isEqualTo(5);
        assertThat(again.raft.configuration()).isEqualTo(voters(A, B, C));
    }
}
