package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.chunk;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** How a leader brings its state to a server that needs entries which are gone: section 7. */
class SnapshotTransferTest {

    /** As of entry 4, which starts the term of the leader. */
    private static final SnapshotMetadata FOUR =
            new SnapshotMetadata(4, 2, leader().disk.hash(4), 1, voters(A, B, C));

    /** Leader A of term 2 has compacted its log to entry 3; C has everything, B has nothing. */
    private static Core leader(Given more) {
        Core a = more.voters(A, B, C).log(1, 1, 1).compactedTo(3).leads();
        a.acknowledged(C);
        a.answers(B, a.takesAppend(B), conflict(2, 0, 1));
        return a;
    }

    private static Core leader() {
        return leader(given(A));
    }

    private static InstallSnapshot.Request part(String position, String name) {
        return new InstallSnapshot.Request(2, A, FOUR, position, chunk(name));
    }

    private static InstallSnapshot.Response wants(String position) {
        return new InstallSnapshot.Response(2, false, position);
    }

    private static InstallSnapshot.Request takesChunk(Core a) {
        List<InstallSnapshot.Request> taken = a.takes(B, InstallSnapshot.Request.class);
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    @Test
    void whoNeedsEntriesThatAreGoneGetsTheState() {
        Core a = leader();

        assertThat(takesChunk(a)).isEqualTo(part("", "a"));
    }

    /** One chunk at a time, and each answer brings the next one. */
    @Test
    void theNextChunkFollowsTheAnswer() {
        Core a = leader();
        var first = takesChunk(a);
        a.passes(Core.HEARTBEAT);
        assertThat(a.takes(B, InstallSnapshot.Request.class)).as("before it").isEmpty();

        a.answers(B, first, wants("a"));

        assertThat(takesChunk(a)).isEqualTo(part("a", "b"));
    }

    /** While writes go on, the chunks are still those of the moment at which it was taken. */
    @Test
    void aSnapshotNeverChanges() {
        Core a = leader();
        var first = takesChunk(a);
        a.proposes("x");
        a.acknowledged(C);
        assertThat(a.raft.lastApplied()).isEqualTo(5);

        a.answers(B, first, wants("a"));

        assertThat(takesChunk(a).snapshot()).isEqualTo(FOUR);
    }

    /** Heartbeats go beside it, from the first entry that is known. */
    @Test
    void heartbeatsGoBesideASnapshot() {
        Core a = leader();
        takesChunk(a);

        a.passes(Core.HEARTBEAT);

        assertThat(a.takesAppend(B)).isEqualTo(append(2, A, 3, 1, 4, List.of()));
    }

    /** When it is installed the log goes on from there. */
    @Test
    void entriesFollowTheSnapshot() {
        Core a = leader();
        a.proposes("x");

        a.answers(B, takesChunk(a), new InstallSnapshot.Response(2, true, ""));

        assertThat(a.takesAppend(B).prevLogIndex()).isEqualTo(4);
    }

    /** What a follower has as a state it has: it counts for the majority. */
    @Test
    void anInstalledSnapshotCountsForTheMajority() {
        Core a = given(A).voters(A, B).log(1, 1, 1).compactedTo(3).leads();
        a.answers(B, a.takesAppend(B), conflict(2, 0, 1));
        var request = takesChunk(a);
        assertThat(request.snapshot().index()).isEqualTo(3);

        a.answers(B, request, new InstallSnapshot.Response(2, true, ""));
        a.acknowledged(B);

        assertThat(a.raft.commitIndex()).isEqualTo(4);
    }

    /** Rules of ours: nothing but heartbeats after a failure, and then the same chunk again. */
    @Test
    void aLostChunkIsRepeatedWhenThePeerIsHeard() {
        Core a = leader();
        var first = takesChunk(a);
        a.fails(B, first);
        a.passes(Core.HEARTBEAT);
        var heartbeat = a.takesAppend(B);
        assertThat(a.takes(B, InstallSnapshot.Request.class)).as("before it").isEmpty();

        a.answers(B, heartbeat, conflict(2, 0, 1));

        assertThat(takesChunk(a)).isEqualTo(first);
    }

    /** Hazard 20: an answer that was overtaken leads nowhere. */
    @Test
    void aLateAnswerDoesNotLeadBack() {
        Core a = leader();
        var first = takesChunk(a);
        a.answers(B, first, wants("a"));
        var second = takesChunk(a);
        a.answers(B, second, wants("b"));
        var third = takesChunk(a);

        a.answers(B, first, wants("a"));
        a.takes();
        a.answers(B, third, wants("b"));

        assertThat(takesChunk(a)).isEqualTo(part("b", "c"));
    }

    /** A follower that knows better is believed. */
    @Test
    void theFollowerSaysWhereToGoOn() {
        Core a = leader();

        a.answers(B, takesChunk(a), wants("b"));

        assertThat(takesChunk(a)).isEqualTo(part("b", "c"));
    }

    /** Hazard 20: a follower that has found its entries needs no state any more. */
    @Test
    void aMatchEndsTheTransfer() {
        Core a = leader();
        takesChunk(a);
        a.passes(Core.HEARTBEAT);

        a.answers(B, a.takesAppend(B), appended(2));
        a.fails(B, part("", "a"));
        a.passes(Core.HEARTBEAT);
        a.answers(B, a.takesAppend(B), appended(2));

        assertThat(a.takesAppend(B).entries()).isNotEmpty();
        assertThat(a.raft.compactTo()).isEqualTo(a.raft.lastApplied());
    }

    /** Hazard 10: what was sent in an earlier term belongs to a log that may have changed since. */
    @Test
    void aChunkOfAnEarlierTermIsForgotten() {
        Core a = leader();
        a.takesAppends(B);
        var early = new InstallSnapshot.Request(1, A, FOUR, "", chunk("a"));

        a.answers(B, early, wants("a"));
        a.fails(B, early);
        a.answers(B, takesChunk(a), wants("a"));

        assertThat(takesChunk(a)).isEqualTo(part("a", "b"));
    }

    /** An answer is believed only as what it is. */
    @Test
    void anAnswerOfAnotherKindIsNone() {
        Core a = leader();
        var first = takesChunk(a);

        a.answers(B, first, appended(2));

        assertThat(a.takes(B, InstallSnapshot.Request.class)).isEmpty();
        assertThat(a.raft.commitIndex()).isEqualTo(4);
    }

    // ---- what is kept meanwhile

    private static Core busy(Core a) {
        a.proposes("x");
        a.acknowledged(C);
        assertThat(a.raft.lastApplied()).isEqualTo(5);
        return a;
    }

    /** Else the follower would need the next snapshot as soon as it has this one. */
    @Test
    void theLogBehindASnapshotIsKept() {
        Core a = busy(leader());

        assertThat(a.raft.compactTo()).isEqualTo(4);
    }

    @Test
    void nothingIsKeptWithoutATransfer() {
        Core a = busy(leader());

        a.answers(B, takesChunk(a), new InstallSnapshot.Response(2, true, ""));

        assertThat(a.raft.compactTo()).isEqualTo(5);
    }

    /** Nothing is kept for ever for a peer that is silent. */
    @Test
    void aTransferToASilentPeerIsGivenUp() {
        Core a = busy(leader());

        for (long waited = 0; waited <= Core.KEPT_SILENT; waited += Core.HEARTBEAT) {
            a.acknowledged(C);
            a.passes(Core.HEARTBEAT);
        }

        assertThat(a.raft.isLeader()).isTrue();
        assertThat(a.raft.compactTo()).isEqualTo(5);
    }

    /** A peer that takes its time for each part is not silent. */
    @Test
    void whoAnswersPartsIsNotSilent() {
        Core a = busy(leader());

        for (long waited = 0; waited <= 2 * Core.KEPT_SILENT; waited += Core.HEARTBEAT) {
            a.acknowledged(C);
            a.takesAppends(B);
            a.answers(B, takesChunk(a), wants("a"));
            a.passes(Core.HEARTBEAT);
        }

        assertThat(a.raft.compactTo()).isEqualTo(4);
    }

    /** The limits are what may be, and only beyond them it is given up. */
    @Test
    void aTransferIsKeptUpToTheLimits() {
        Progress peer = new Progress(1, RaftOptions.DEFAULT);
        peer.transfer = new SnapshotTransfer(FOUR, (position, bytes) -> chunk("a"));
        peer.answered();

        peer.tick(RaftOptions.DEFAULT.keptSilentNanos());
        peer.appended(RaftOptions.DEFAULT.maxKeptBytes());
        peer.giveUpTransfer(RaftOptions.DEFAULT);

        assertThat(peer.transfer).isNotNull();
    }

    /** Nor without bounds for one that is slow: it begins anew, with a newer snapshot. */
    @Test
    void aTransferThatKeepsTooMuchBeginsAnew() {
        Core a = busy(leader(given(A).maxKeptBytes(1)));
        var first = takesChunk(a);

        a.passes(1);
        assertThat(a.raft.compactTo()).isEqualTo(5);
        a.answers(B, first, wants("a"));

        assertThat(takesChunk(a).snapshot().index()).isEqualTo(5);
    }

    /** Nobody but a leader keeps anything. */
    @Test
    void aFollowerKeepsOnlyWhatItHasNotApplied() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(2).starts();

        assertThat(a.raft.compactTo()).isEqualTo(2);
    }
}
