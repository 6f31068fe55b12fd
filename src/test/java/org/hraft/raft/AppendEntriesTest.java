package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.appended;
import static org.hraft.raft.Notation.conflict;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.entry;
import static org.hraft.raft.Notation.terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

/** What a follower does with its leader's entries: AppendEntries in Figure 2, section 5.3. */
class AppendEntriesTest {

    /** A row of terms, as in "1 1 2". */
    private static long[] row(String terms) {
        return terms.isEmpty()
                ? new long[0]
                : Arrays.stream(terms.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }

    /** 5.3: entries are taken only if the log has the one before them, of the same term. */
    @ParameterizedTest(name = "behind entry {0} of term {1}")
    @CsvSource({
        "0, 0, true", // the beginning is the same in all logs
        "1, 1, true",
        "2, 2, true",
        "3, 2, true",
        "1, 2, false",
        "3, 1, false",
        "3, 3, false",
        "4, 2, false", // behind the end
        "9, 9, false",
    })
    void entriesAreTakenOnlyBehindAnEntryThatBothLogsHave(
            long prevLogIndex, long prevLogTerm, boolean success) {
        Core a = given(A).voters(A, B, C).log(1, 2, 2).term(9).starts();

        var request = append(9, B, prevLogIndex, prevLogTerm, 0, List.of());

        assertThat(a.appends(request).success()).isEqualTo(success);
        assertThat(a.terms()).as("the log in any case").containsExactly(1L, 2L, 2L);
    }

    /**
     * Figure 2, rules 3 and 4 for AppendEntries, hazard 8: an entry of another term goes, and all
     * behind it; an entry of the same term stays, and all behind it; what is missing is added.
     */
    @ParameterizedTest(name = "{0} | {2} behind {1} -> {3}")
    @CsvSource({
        "1 1,       2, 2,     1 1 2", // one more
        "1 1,       2, 2 2 3, 1 1 2 2 3", // some more
        "1,         0, 1 1,   1 1", // from the very beginning
        "1 1 1,     1, 1,     1 1 1", // a shorter prefix of ours: an old request came late
        "1 1 1,     1, 1 1,   1 1 1", // the same once more
        "1 1 1,     1, '',    1 1 1", // nothing
        "1 1 1,     1, 1 1 1, 1 1 1 1", // overlaps
        "1 1 1 1,   2, 2,     1 1 2", // conflicts, and is shorter than ours
        "1 1 1 1,   1, 1 2,   1 1 2", // conflicts behind something that we have
        "1 1 2 2,   2, 3 3 3, 1 1 3 3 3", // conflicts, and is longer
        "1 2 2 3 3, 1, 2 2 3, 1 2 2 3 3", // spans terms, and is all ours
        "1 2 2 3 3, 1, 2 3,   1 2 3",
    })
    void aConflictingTailIsReplacedAndNothingElse(
            String before, long prevLogIndex, String sent, String after) {
        Core a = given(A).voters(A, B, C).log(row(before)).term(9).starts();
        List<Entry> untouched = a.disk.log();
        long prevLogTerm = prevLogIndex == 0 ? 0 : row(before)[(int) prevLogIndex - 1];
        // The first entry is the same configuration in all logs.
        List<Entry> row = prevLogIndex == 0
                ? a.disk.log().subList(0, 1)
                : entries(prevLogIndex + 1, row(sent));

        assertThat(a.appends(append(9, B, prevLogIndex, prevLogTerm, 0, row)))
                .isEqualTo(appended(9));

        if (prevLogIndex == 0) {
            assertThat(a.disk.log()).isEqualTo(untouched);
        } else {
            assertThat(terms(a.disk.log()))
                    .isEqualTo(Arrays.stream(row(after)).boxed().toList());
            assertThat(a.disk.log()).containsAll(row);
        }
    }

    /** 5.3: entries that reach an empty log begin it. */
    @Test
    void anEmptyLogIsFilled() {
        Core a = given(A).starts();
        var founding = new Entry(1, 1, Notation.voters(A, B));

        a.appends(append(1, B, 0, 0, 0, List.of(founding, entry(2, 1))));

        assertThat(a.disk.log()).containsExactly(founding, entry(2, 1));
        assertThat(a.raft.configuration()).isEqualTo(Notation.voters(A, B));
    }

    /** 5.3, hazard 8: requests that come twice, late and in any order leave the log as it was. */
    @Test
    void lateAndRepeatedRequestsChangeNothing() {
        Core a = given(A).voters(A, B, C).log(1).starts();
        var first = append(2, B, 1, 1, 0, entries(2, 2));
        var second = append(2, B, 2, 2, 2, entries(3, 2, 2));
        a.appends(first);
        a.appends(second);
        List<Entry> log = a.disk.log();

        for (var request : List.of(first, second, second, first)) {
            assertThat(a.appends(request)).isEqualTo(appended(2));
        }

        assertThat(a.disk.log()).isEqualTo(log);
        assertThat(a.raft.commitIndex()).isEqualTo(2);
    }

    /** Hazard 8: a heartbeat has nothing to say about what stands behind its entry. */
    @Test
    void aHeartbeatTruncatesNothing() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).starts();

        a.appends(append(2, B, 1, 1, 1, List.of()));

        assertThat(a.terms()).containsExactly(1L, 1L, 1L);
    }

    /** 5.4.3, State Machine Safety: a committed entry that a leader lacks is a broken invariant. */
    @Test
    void aCommittedEntryIsNeverReplaced() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).starts();
        a.appends(append(1, B, 3, 1, 2, List.of()));

        assertThatThrownBy(() -> a.appends(append(2, C, 1, 1, 1, entries(2, 2))))
                .isInstanceOf(Invariant.Violated.class)
                .hasMessageContaining("a committed entry is never replaced");
    }

    /** Hazard 15: entries that do not follow each other cannot even be said. */
    @Test
    void aRequestHasNoGap() {
        assertThatThrownBy(() -> append(2, B, 1, 1, 0, entries(3, 2)))
                .isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> append(2, B, 1, 1, 0, List.of(entry(2, 2), entry(4, 2))))
                .isInstanceOf(Invariant.Violated.class);
    }

    // ---- the hints of a rejection

    /** End of 5.3: a log that is too short says where it ends. */
    @Test
    void aShortLogSaysWhereItEnds() {
        Core a = given(A).voters(A, B, C).log(1, 1, 2).term(5).starts();

        assertThat(a.appends(append(5, B, 7, 4, 0, List.of()))).isEqualTo(conflict(5, 0, 4));
        assertThat(a.appends(append(5, B, 4, 2, 0, List.of()))).isEqualTo(conflict(5, 0, 4));
    }

    /** End of 5.3: otherwise it names its own term there, and where that begins. */
    @ParameterizedTest(name = "at {0}")
    @CsvSource({"1, 1, 1", "2, 2, 2", "4, 2, 2", "5, 4, 5", "6, 4, 5"})
    void aConflictNamesTheTermAndItsFirstIndex(long prevLogIndex, long term, long firstIndex) {
        Core a = given(A).voters(A, B, C).log(1, 2, 2, 2, 4, 4).term(5).starts();

        assertThat(a.appends(append(5, B, prevLogIndex, 3, 0, List.of())))
                .isEqualTo(conflict(5, term, firstIndex));
    }

    // ---- what is committed

    /**
     * Figure 2, rule 5 for AppendEntries, hazard 9: as far as the leader has committed, but not
     * behind what this very request has proven to be the leader's.
     */
    @ParameterizedTest(name = "leaderCommit {0}, entry 2 and {1} more")
    @CsvSource({"0, 1, 0", "1, 1, 1", "2, 0, 2", "3, 0, 2", "9, 0, 2", "9, 1, 3", "3, 2, 3"})
    void aFollowerCommitsOnlyWhatTheRequestProves(long leaderCommit, int more, long committed) {
        Core a = given(A).voters(A, B, C).log(1, 1, 1, 1, 1).term(2).starts();

        a.appends(append(2, B, 2, 1, leaderCommit, entries(3, 1, 1).subList(0, more)));

        assertThat(a.raft.commitIndex()).isEqualTo(committed);
    }

    /** Figure 2: a rejected request commits nothing. */
    @Test
    void aRejectedRequestCommitsNothing() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).term(2).starts();

        a.appends(append(2, B, 3, 2, 3, List.of()));

        assertThat(a.raft.commitIndex()).isZero();
    }

    /** Figure 2: what is committed stays so, whatever a late request says. */
    @Test
    void commitIndexNeverFalls() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).starts();
        a.appends(append(1, B, 3, 1, 3, List.of()));

        a.appends(append(1, B, 3, 1, 1, List.of()));
        a.appends(append(1, B, 1, 1, 3, List.of()));

        assertThat(a.raft.commitIndex()).isEqualTo(3);
    }

    /** Figure 2, rules for all servers: committed entries are applied in order, each once. */
    @Test
    void committedEntriesAreAppliedInOrderAndOnce() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1).applied(1).starts();

        a.appends(append(1, B, 3, 1, 2, List.of()));
        a.appends(append(1, B, 3, 1, 3, entries(4, 1)));
        a.appends(append(1, B, 3, 1, 4, entries(4, 1)));

        assertThat(a.applied).isEqualTo(entries(2, 1, 1, 1));
        assertThat(a.raft.lastApplied()).isEqualTo(4);
    }

    /** A limit of ours: what is applied in one go is bounded, and nothing gets lost by that. */
    @Test
    void manyEntriesAreAppliedInSeveralSteps() {
        long two = entry(2, 1).weight() + entry(3, 1).weight();
        Core a = given(A).voters(A, B, C)
                .log(1, 1, 1, 1, 1, 1)
                .applied(1)
                .maxApplyBytes(two - 1)
                .starts();
        a.receives(1, B, append(1, B, 6, 1, 6, List.of()));

        assertThat(a.raft.hasReady()).isTrue();
        Ready first = a.raft.ready();
        assertThat(first.committed()).isEqualTo(entries(2, 1, 1));
        a.work(first);
        a.settle();

        assertThat(a.applied).isEqualTo(entries(2, 1, 1, 1, 1, 1));
    }

    /** What a follower truncated is gone from its disk when it answers, see the disk. */
    @Test
    void aTailThatWasReplacedTwiceBetweenTwoSavesIsSavedOnce() {
        Core a = given(A).voters(A, B, C).log(1, 1, 1, 1).starts();
        a.receives(1, B, append(2, B, 2, 1, 0, entries(3, 2, 2)));
        a.receives(2, C, append(3, C, 3, 2, 0, entries(4, 3)));
        a.receives(3, B, append(4, B, 1, 1, 0, entries(2, 4)));

        a.settle();

        assertThat(a.terms()).containsExactly(1L, 4L);
    }
}
