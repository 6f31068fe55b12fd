package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.chunk;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What a leader knows of a peer: nextIndex and matchIndex of Figure 2, hazards 10 and 14. */
class ProgressTest {

    private final Progress peer = new Progress(8, RaftOptions.DEFAULT);

    /** What follows the {@link #probe}. */
    private final AppendEntries.Request first = append(1, A, 8, 1, 0, entries(9, 1));

    private final AppendEntries.Request second = append(1, A, 9, 1, 0, entries(10, 1));

    /** Figure 2: nextIndex begins behind the leader's log, matchIndex at 0. */
    @Test
    void nothingIsKnownAtFirst() {
        assertThat(peer.nextIndex).isEqualTo(8);
        assertThat(peer.matchIndex).isZero();
        assertThat(peer.answeredWithin(Long.MAX_VALUE)).isFalse();
        assertThat(peer.heartbeatDue).isTrue();
    }

    /** Hazard 10: matchIndex never falls, and nextIndex never to it. */
    @Test
    void matchIndexNeverFalls() {
        peer.matches(9);
        peer.matches(4);

        assertThat(peer.matchIndex).isEqualTo(9);
        assertThat(peer.nextIndex).isEqualTo(10);
    }

    /** A success below nextIndex does not send it back. */
    @Test
    void aSuccessDoesNotLowerNextIndex() {
        peer.matches(3);

        assertThat(peer.matchIndex).isEqualTo(3);
        assertThat(peer.nextIndex).isEqualTo(8);
    }

    /** Hazard 14: strictly down; hazard 10: not to what matches; stale rejections do nothing. */
    @ParameterizedTest(name = "match {0}, rejected at {1}, hint {2}")
    @CsvSource({
        "0, 7, 5, 5",
        "0, 7, 7, 7",
        "0, 7, 8, 7", // no step up, no step on the spot
        "0, 7, 99, 7",
        "0, 7, 1, 1",
        "0, 7, 0, 1",
        "3, 7, 2, 4",
        "3, 7, 5, 5",
        "6, 7, 5, 7",
        "0, 8, 9, 8", // sent before the search went lower
        "0, 9, 3, 3", // likewise, but it knows better
        "7, 7, 2, 8", // known to match
        "7, 6, 2, 8",
    })
    void aRejectionLowersNextIndex(long match, long prevLogIndex, long hint, long next) {
        peer.matches(match);

        peer.rejected(append(1, A, prevLogIndex, 1, 0, List.of()), hint);

        assertThat(peer.nextIndex).isEqualTo(next);
        assertThat(peer.matchIndex).isEqualTo(match);
    }

    /** An answer that comes twice says nothing new: the peer has had the entry since. */
    @Test
    void aRejectionThatIsKnownDisturbsNothing() {
        twoAreUnderWay();

        peer.rejected(append(1, A, 8, 1, 0, List.of()), 3);

        assertThat(peer.probing).isFalse();
        assertThat(peer.nextIndex).isEqualTo(11);
    }

    /** Nothing is sought that is not below nextIndex. */
    @Test
    void aRejectionThatLowersNothingLeadsNotBackToProbing() {
        twoAreUnderWay();
        peer.rejected(first, 9);
        peer.accepted(first);

        peer.rejected(second, 9);

        assertThat(peer.nextIndex).isEqualTo(10);
        assertThat(peer.probing).isFalse();
    }

    /** Hazard 43: how long a request takes is measured by the ticks that the peer is told. */
    @Test
    void aPeerThatAnswersLateIsSentLess() {
        long before = peer.window.requestBytes();
        for (int i = 0; i < 100; i++) {
            AppendEntries.Request large = append(1, A, 8, 1, 0, List.of(largest()));
            peer.sent(large);
            peer.tick(RaftOptions.DEFAULT.electionTimeoutMinNanos());
            peer.accepted(large);
        }

        assertThat(peer.window.requestBytes()).isEqualTo(before);
    }

    /** It fills the window, so that an answer in time would make that larger. */
    private static Entry largest() {
        return new Entry(
                9, 1, new Entry.Command(new byte[(int) RaftOptions.DEFAULT.minInFlightBytes()]));
    }

    /** Until nextIndex is confirmed a second request could be as wrong as the first. */
    @Test
    void aPeerIsProbedByOneRequest() {
        assertThat(peer.mayReceiveEntries(7)).as("with everything").isFalse();
        assertThat(peer.mayReceiveEntries(8)).as("without the last").isTrue();

        peer.sent(probe());

        assertThat(peer.mayReceiveEntries(9)).as("with a probe under way").isFalse();
        assertThat(peer.nextIndex).isEqualTo(8);
    }

    /** After a probe that succeeds requests follow each other. */
    @Test
    void requestsFollowEachOtherAfterASuccess() {
        replicating();

        peer.sent(first);

        assertThat(peer.nextIndex).isEqualTo(10);
        assertThat(peer.matchIndex).isEqualTo(8);
        assertThat(peer.mayReceiveEntries(10)).isTrue();
    }

    /** Hazard 20: a part that comes back twice, or in another term, was not waited for. */
    @Test
    void aPartThatIsNotUnderWayEndsNothing() {
        var part = new InstallSnapshot.Request(2, A, SnapshotMetadata.NONE, "", chunk("a"));

        assertThat(peer.chunkEnded(part)).isFalse();
    }

    /** A heartbeat says nothing about nextIndex. */
    @Test
    void aHeartbeatThatSucceedsEndsNoProbe() {
        peer.accepted(append(1, A, 0, 0, 0, List.of()));

        assertThat(peer.probing).isTrue();
    }

    /** One that overtook another is rejected; the next begins where the peer's log ends. */
    @Test
    void aRejectionLeadsBackToProbing() {
        twoAreUnderWay();

        peer.rejected(second, 9);
        assertThat(peer.nextIndex).isEqualTo(9);
        assertThat(peer.mayReceiveEntries(10)).as("with the first under way").isFalse();
        peer.accepted(first);
        assertThat(peer.nextIndex).isEqualTo(10);
        assertThat(peer.mayReceiveEntries(10)).as("with nothing under way").isTrue();
    }

    /** The rejection of what overtook is told after the success of what was overtaken. */
    @Test
    void aRejectionCountsAlsoWhenTheEntryBeforeHasArrived() {
        twoAreUnderWay();

        peer.accepted(first);
        peer.rejected(second, 9);

        assertThat(peer.nextIndex).isEqualTo(10);
        assertThat(peer.mayReceiveEntries(10)).isTrue();
    }

    /** What was sent may not have come: back to what is certain, and heartbeats until it answers. */
    @Test
    void aFailureLeadsBackToWhatIsKnown() {
        replicating();
        peer.sent(first);

        peer.failed(first);

        assertThat(peer.nextIndex).isEqualTo(9);
        assertThat(peer.mayReceiveEntries(9)).as("after a failure").isFalse();
        peer.answered();
        assertThat(peer.mayReceiveEntries(9)).as("after an answer").isTrue();
    }

    /** A probe that fails tells nothing, and the search goes on where it was. */
    @Test
    void aProbeThatFailsIsRepeated() {
        peer.sent(probe());

        peer.failed(probe());

        assertThat(peer.nextIndex).isEqualTo(8);
    }

    /** A failure that is told twice, or of another life of the peer, pauses nobody. */
    @Test
    void aFailureOfWhatIsNotUnderWayIsIgnored() {
        peer.failed(probe());

        assertThat(peer.mayReceiveEntries(8)).isTrue();
    }

    /** Figure 13: chunks go one at a time, also when an answer comes twice. */
    @Test
    void oneChunkIsUnderWay() {
        peer.chunkSent(part(""));
        assertThat(peer.mayReceiveEntries(8)).as("with a chunk under way").isFalse();
        assertThat(peer.chunkEnded(part(""))).isTrue();

        peer.chunkSent(part("a"));

        assertThat(peer.chunkEnded(part(""))).as("the same answer again").isFalse();
        assertThat(peer.mayReceiveEntries(8)).as("with the second under way").isFalse();
    }

    private static InstallSnapshot.Request part(String position) {
        return new InstallSnapshot.Request(
                1, A, new SnapshotMetadata(7, 1, 7, 1, voters(A)), position, chunk("b"));
    }

    /** A heartbeat beside entries does not make them forgotten. */
    @Test
    void aHeartbeatLeavesTheEntriesUnderWay() {
        peer.sent(probe());
        peer.sent(append(1, A, 0, 0, 0, List.of()));
        peer.accepted(append(1, A, 0, 0, 0, List.of()));

        assertThat(peer.window.isEmpty()).isFalse();
        assertThat(peer.heartbeatDue).isFalse();
    }

    private static AppendEntries.Request probe() {
        return append(1, A, 7, 1, 0, entries(8, 1));
    }

    private void replicating() {
        peer.sent(probe());
        peer.accepted(probe());
    }

    private void twoAreUnderWay() {
        replicating();
        peer.sent(first);
        peer.sent(second);
    }

    /** Silence is counted from the last answer, and not before there was one. */
    @Test
    void silenceIsCountedFromTheLastAnswer() {
        peer.tick(100);
        assertThat(peer.silentNanos).as("before the first answer").isNegative();

        peer.answered();
        peer.tick(60);
        peer.tick(39);
        assertThat(peer.answeredWithin(100)).isTrue();
        peer.tick(1);
        assertThat(peer.answeredWithin(100)).isFalse();
    }

    /** A peer waits for a commit that it wants, that exists, that it has, and was not told of. */
    @ParameterizedTest(name = "wants {0}, commitIndex {1}, has {2}, was told {3}")
    @CsvSource({
        "5, 5, 5, 4, true",
        "9, 5, 9, 4, true",
        "5, 9, 9, 5, false",
        "4, 9, 9, 4, false",
        "9, 4, 9, 4, false",
        "9, 9, 4, 4, false",
    })
    void aPeerWaitsForACommit(long wants, long commit, long match, long told, boolean waits) {
        peer.wantedCommit = wants;
        peer.matches(match);
        peer.sentCommit = told;

        assertThat(peer.waitsForCommit(commit)).isEqualTo(waits);
    }

    /** What a request tells of the commit is limited by what it carries, and never falls. */
    @Test
    void aRequestTellsNoMoreOfTheCommitThanItCarries() {
        peer.sent(append(1, A, 4, 1, 9, entries(5, 1)));
        assertThat(peer.sentCommit).isEqualTo(5);
        peer.sent(append(1, A, 4, 1, 3, List.of()));
        assertThat(peer.sentCommit).isEqualTo(5);
    }
}
