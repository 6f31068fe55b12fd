package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.entries;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What a leader knows of a peer: nextIndex and matchIndex of Figure 2, hazards 10 and 14. */
class ProgressTest {

    private final Progress peer = new Progress(8);

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
        "0, 6, 2, 8", // not the newest attempt
        "0, 8, 2, 8",
        "7, 7, 2, 8", // known to match
    })
    void aMismatchLowersNextIndex(long match, long prevLogIndex, long hint, long next) {
        peer.matches(match);

        peer.mismatched(prevLogIndex, hint);

        assertThat(peer.nextIndex).isEqualTo(next);
        assertThat(peer.matchIndex).isEqualTo(match);
    }

    /** Entries go to a peer that lacks some, has none under way, and did not fail. */
    @Test
    void entriesGoToAPeerThatWaitsForSome() {
        assertThat(peer.mayReceiveEntries(7)).as("with everything").isFalse();
        assertThat(peer.mayReceiveEntries(8)).as("without the last").isTrue();

        peer.paused = true;
        assertThat(peer.mayReceiveEntries(8)).as("after a failure").isFalse();
        peer.answered();
        assertThat(peer.mayReceiveEntries(8)).as("after an answer").isTrue();

        peer.sent(append(1, A, 7, 1, 0, entries(8, 1)));
        assertThat(peer.mayReceiveEntries(9)).as("with some under way").isFalse();
    }

    /** A heartbeat beside entries does not make them forgotten. */
    @Test
    void aHeartbeatLeavesTheEntriesUnderWay() {
        peer.sent(append(1, A, 7, 1, 0, entries(8, 1)));
        peer.sent(append(1, A, 0, 0, 0, List.of()));

        assertThat(peer.inFlight).isTrue();
        assertThat(peer.heartbeatDue).isFalse();
    }

    /** Silence is counted from the last answer, and not before there was one. */
    @Test
    void silenceIsCountedFromTheLastAnswer() {
        peer.silent(100);
        assertThat(peer.silentNanos).as("before the first answer").isNegative();

        peer.answered();
        peer.silent(60);
        peer.silent(39);
        assertThat(peer.answeredWithin(100)).isTrue();
        peer.silent(1);
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
