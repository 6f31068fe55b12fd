package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.entry;
import static org.hraft.raft.Notation.terms;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The log by itself: terms, slices, truncation, and what is kept in memory. */
class RaftLogTest {

    private static final long WEIGHT = entry(1, 1).weight();
    private static final HardState ANY = HardState.INITIAL;

    /** A log whose entries are all on the disk and not in memory. */
    private static RaftLog stored(long... terms) {
        return stored(new Disk(entries(1, terms), ANY), Long.MAX_VALUE);
    }

    private static RaftLog stored(Disk disk, long tailBytes) {
        return new RaftLog(disk.outline(), LogPosition.START, disk, tailBytes);
    }

    /** A log whose entries are all in memory and not on the disk. */
    private static RaftLog appended(long... terms) {
        RaftLog log = stored();
        entries(1, terms).forEach(log::append);
        return log;
    }

    private static void save(RaftLog log, Disk disk) {
        List<Entry> unsaved = log.unsaved();
        disk.save(new Ready(
                List.of(),
                List.of(),
                log.truncatedFrom(),
                unsaved,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of()));
        log.saved();
    }

    // ---- terms by index

    @Test
    void everyEntryHasATermAndSoHasTheBeginning() {
        for (RaftLog log : List.of(stored(1, 1, 3, 3, 4), appended(1, 1, 3, 3, 4))) {
            List<Long> found = new ArrayList<>();
            for (long index = 0; index <= log.lastIndex(); index++) {
                found.add(log.term(index));
            }
            assertThat(found).containsExactly(0L, 1L, 1L, 3L, 3L, 4L);
            assertThat(log.lastTerm()).isEqualTo(4);
        }
    }

    @Test
    void whatIsNotInTheLogHasNoHash() {
        RaftLog log = stored(1, 1);

        assertThatThrownBy(() -> log.hash(3)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.hash(-1)).isInstanceOf(Invariant.Violated.class);
    }

    @Test
    void whatIsNotInTheLogHasNoTerm() {
        RaftLog log = stored(1, 1);

        assertThatThrownBy(() -> log.term(3)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.term(-1)).isInstanceOf(Invariant.Violated.class);
    }

    @Test
    void anEmptyLogHasItsBeginning() {
        RaftLog log = stored();

        assertThat(log.lastIndex()).isZero();
        assertThat(log.lastTerm()).isZero();
        assertThat(log.contains(0, 0)).isTrue();
        assertThat(log.contains(1, 1)).isFalse();
        assertThat(log.unsaved()).isEmpty();
    }

    /** End of 5.3: where a term begins and ends. */
    @ParameterizedTest(name = "term {0}: {1} to {2}")
    @CsvSource({"1, 1, 2", "3, 3, 5", "6, 6, 6"})
    void aTermHasAFirstAndALastIndex(long term, long first, long last) {
        RaftLog log = stored(1, 1, 3, 3, 3, 6);

        assertThat(log.lastIndexOfTerm(term)).isEqualTo(last);
        for (long index = first; index <= last; index++) {
            assertThat(log.firstIndexOfTermAt(index)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 5, 7})
    void aTermWithoutEntriesHasNone(long term) {
        assertThat(stored(1, 1, 3, 3, 3, 6).lastIndexOfTerm(term)).isZero();
    }

    @Test
    void theBeginningIsInNoTerm() {
        assertThat(stored(2, 2).firstIndexOfTermAt(0)).isEqualTo(1);
        assertThat(stored(2, 2).lastIndexOfTerm(1)).isZero();
    }

    // ---- appending

    @Test
    void theLogHasNoGapAndItsTermsNeverFall() {
        RaftLog log = stored(1, 2);

        assertThatThrownBy(() -> log.append(entry(4, 2))).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.append(entry(2, 2))).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.append(entry(3, 1))).isInstanceOf(Invariant.Violated.class);
        assertThat(log.lastIndex()).isEqualTo(2);
    }

    @Test
    void whatIsAppendedIsUnsavedUntilItIsSaved() {
        RaftLog log = stored(1, 1);
        log.append(entry(3, 1));
        log.append(entry(4, 2));

        assertThat(log.savedIndex()).isEqualTo(2);
        assertThat(log.unsaved()).containsExactly(entry(3, 1), entry(4, 2));
        log.saved();
        assertThat(log.savedIndex()).isEqualTo(4);
        assertThat(log.unsaved()).isEmpty();
    }

    // ---- truncation

    /** Across the border between what is saved and what is not, and between disk and memory. */
    @ParameterizedTest(name = "from {0}")
    @CsvSource({"2, 2, 1", "4, 4, 3", "5, 0, 4", "6, 0, 4"})
    void aConflictTruncates(long from, long truncatedFrom, long savedIndex) {
        RaftLog log = stored(1, 1);
        log.append(entry(3, 1));
        log.append(entry(4, 1));
        log.saved();
        log.append(entry(5, 1));
        log.append(entry(6, 1));

        log.merge(List.of(entry(from, 2)), 1);

        assertThat(log.lastIndex()).isEqualTo(from);
        assertThat(log.term(from)).isEqualTo(2);
        assertThat(log.term(from - 1)).isEqualTo(1);
        assertThat(log.truncatedFrom()).isEqualTo(truncatedFrom);
        assertThat(log.savedIndex()).isEqualTo(savedIndex);
        assertThat(log.unsaved()).endsWith(entry(from, 2)).hasSize((int) (from - savedIndex));
        log.saved();
        assertThat(log.truncatedFrom()).isZero();
    }

    /** The lowest truncation since the last save is what the disk has to do. */
    @Test
    void theLowestOfSeveralTruncationsCounts() {
        RaftLog log = stored(1, 1, 1, 1, 1);

        log.merge(entries(4, 2, 2), 0);
        log.merge(entries(5, 3), 0);
        assertThat(log.truncatedFrom()).isEqualTo(4);
        log.merge(entries(2, 4), 0);
        assertThat(log.truncatedFrom()).isEqualTo(2);
        assertThat(log.unsaved()).isEqualTo(entries(2, 4));
    }

    @Test
    void nothingCommittedIsTruncated() {
        RaftLog log = stored(1, 1, 1);

        assertThatThrownBy(() -> log.merge(entries(2, 2), 2))
                .isInstanceOf(Invariant.Violated.class);
        log.merge(entries(3, 2), 2);
        assertThat(log.lastTerm()).isEqualTo(2);
    }

    @Test
    void configurationsComeAndGoWithTheirEntries() {
        RaftLog log = stored();
        log.append(new Entry(1, 1, voters(A)));
        log.append(new Entry(2, 1, voters(A, B)));
        assertThat(log.configurations().latest()).isEqualTo(voters(A, B));

        log.merge(List.of(entry(2, 2)), 0);
        assertThat(log.configurations().latest()).isEqualTo(voters(A));
    }

    // ---- slices

    @ParameterizedTest(name = "{0} to {1}, up to {2} weights")
    @CsvSource({"1, 5, 9, 5", "2, 4, 9, 3", "3, 3, 9, 1", "1, 5, 0, 1", "1, 5, 1, 2", "2, 5, 2, 3"})
    void aSliceEndsWithTheEntryThatPassesTheLimit(long from, long to, long weights, int size) {
        for (RaftLog log : List.of(stored(1, 1, 2, 2, 3), appended(1, 1, 2, 2, 3))) {
            assertThat(log.slice(from, to, weights * WEIGHT))
                    .isEqualTo(entries(1, 1, 1, 2, 2, 3)
                            .subList((int) from - 1, (int) from - 1 + size));
        }
    }

    /** What is partly in memory comes in two slices, each contiguous. */
    @Test
    void aSliceThatBeginsOnTheDiskEndsThere() {
        RaftLog log = stored(1, 1, 1);
        entries(4, 2, 2).forEach(log::append);

        assertThat(terms(log.slice(2, 5, Long.MAX_VALUE))).containsExactly(1L, 1L);
        assertThat(terms(log.slice(4, 5, Long.MAX_VALUE))).containsExactly(2L, 2L);
    }

    @Test
    void aSliceLiesInTheLog() {
        RaftLog log = stored(1, 1, 1);

        assertThatThrownBy(() -> log.slice(0, 2, 1)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.slice(3, 2, 1)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> log.slice(2, 4, 1)).isInstanceOf(Invariant.Violated.class);
    }

    // ---- memory

    @Test
    void onlyWhatIsSavedIsForgotten() {
        Disk disk = new Disk(List.of(), ANY);
        RaftLog log = stored(disk, 2 * WEIGHT);
        entries(1, 1, 1, 1, 1, 1).forEach(log::append);
        assertThat(log.slice(1, 5, Long.MAX_VALUE)).as("unsaved").hasSize(5);

        save(log, disk);

        assertThat(log.slice(1, 5, Long.MAX_VALUE)).as("from the disk").hasSize(4);
        assertThat(log.slice(5, 5, Long.MAX_VALUE)).as("from memory").hasSize(1);
        assertThat(disk.reads).isEqualTo(1);
    }

    @Test
    void aSmallTailIsKept() {
        Disk disk = new Disk(List.of(), ANY);
        RaftLog log = stored(disk, 5 * WEIGHT);
        entries(1, 1, 1, 1, 1, 1).forEach(log::append);

        save(log, disk);

        assertThat(log.slice(1, 5, Long.MAX_VALUE)).hasSize(5);
        assertThat(disk.reads).isZero();
    }

    /** Truncated entries do not weigh: a tail of what is left is forgotten no earlier. */
    @Test
    void whatWasTruncatedDoesNotWeigh() {
        Disk disk = new Disk(List.of(), ANY);
        RaftLog log = stored(disk, 3 * WEIGHT);
        entries(1, 1, 1, 1).forEach(log::append);
        log.merge(entries(2, 2, 2), 0);
        log.merge(entries(2, 3, 3), 0);

        save(log, disk);

        assertThat(log.slice(1, 3, Long.MAX_VALUE)).hasSize(3);
        assertThat(disk.reads).isZero();
    }

    @Test
    void aLogSaysWhereItEnds() {
        assertThat(appended(1, 2)).hasToString("log from behind 0 up to 2 of term 2, saved 0");
    }

    // ---- against a list

    /** Whatever is appended, merged, saved and forgotten: the log is what a plain list says. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLogIsWhatAPlainListSays(long seed) {
        Random dice = new Random(seed);
        Disk disk = new Disk(List.of(), ANY);
        RaftLog log = stored(disk, 4 * WEIGHT);
        List<Entry> oracle = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            change(log, oracle, 1L + step / 50, dice);
            if (dice.nextInt(3) == 0) {
                save(log, disk);
                assertThat(disk.log()).as("seed %s, step %s", seed, step).isEqualTo(oracle);
                log = dice.nextInt(4) == 0 ? stored(disk, 4 * WEIGHT) : log;
            }
            assertThat(readInSlices(log, dice))
                    .as("seed %s, step %s", seed, step)
                    .isEqualTo(oracle);
            assertSameTerms(log, oracle);
        }
    }

    /** The leader of the newest term sends a piece of its log, which shares a part with ours. */
    private static void change(RaftLog log, List<Entry> oracle, long maxTerm, Random dice) {
        int from = dice.nextInt(oracle.size() + 1);
        List<Entry> sent = new ArrayList<>(
                oracle.subList(from, from + dice.nextInt(oracle.size() - from + 1)));
        long next = 1L + from + sent.size();
        long term = next == 1 ? 1 : Math.max(oracle.get((int) next - 2).term(), maxTerm);
        for (int more = dice.nextInt(4); more > 0; more--) {
            sent.add(entry(next++, term));
        }
        log.merge(sent, 0);
        for (Entry entry : sent) {
            int at = (int) entry.index() - 1;
            if (at < oracle.size() && oracle.get(at).term() != entry.term()) {
                oracle.subList(at, oracle.size()).clear();
            }
            if (at == oracle.size()) {
                oracle.add(entry);
            }
        }
    }

    private static List<Entry> readInSlices(RaftLog log, Random dice) {
        List<Entry> read = new ArrayList<>();
        while (read.size() < log.lastIndex()) {
            read.addAll(log.slice(read.size() + 1, log.lastIndex(), dice.nextInt(5) * WEIGHT));
        }
        return read;
    }

    private static void assertSameTerms(RaftLog log, List<Entry> oracle) {
        for (Entry entry : oracle) {
            assertThat(log.term(entry.index())).isEqualTo(entry.term());
        }
        assertThat(log.lastIndex()).isEqualTo(oracle.size());
    }
}
