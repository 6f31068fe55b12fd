package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.entries;
import static org.hraft.raft.Notation.entry;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What a log forgets, and what it goes on knowing: nothing in memory may grow for ever. */
class CompactedLogTest {

    private static final HardState ANY = HardState.INITIAL;
    private static final long WEIGHT = entry(1, 1).weight();

    /** Entries of these terms; the first and the third are configurations. */
    private static Disk disk(long... terms) {
        List<Entry> log = new ArrayList<>(entries(1, terms));
        log.set(0, new Entry(1, terms[0], voters(A, B)));
        log.set(2, new Entry(3, terms[2], voters(A, B, C)));
        return new Disk(log, ANY);
    }

    private static RaftLog stored(Disk disk) {
        return new RaftLog(disk.outline(), LogPosition.START, disk, Long.MAX_VALUE);
    }

    /** The store has removed all up to {@code index} with the last save. */
    private static RaftLog compacted(Disk disk, long index, Configuration configuration) {
        RaftLog log = stored(disk);
        disk.compactTo(
                new SnapshotMetadata(index, log.term(index), disk.hash(index), 1, configuration));
        log.saved();
        return log;
    }

    @Test
    void theTermOfTheLastEntryThatIsGoneIsRemembered() {
        RaftLog log = compacted(disk(1, 1, 2, 2, 3), 3, voters(A, B, C));

        assertThat(log.baseIndex()).isEqualTo(3);
        assertThat(log.contains(3, 2)).isTrue();
        assertThat(log.contains(3, 1)).isFalse();
    }

    @Test
    void termsThatAreGoneAreForgotten() {
        RaftLog log = compacted(disk(1, 1, 2, 2, 3), 3, voters(A, B, C));

        assertThat(log.lastIndexOfTerm(1)).isZero();
        assertThat(log.lastIndexOfTerm(2)).isEqualTo(4);
    }

    @Test
    void configurationsThatAreGoneAreForgottenButTheOneInForce() {
        RaftLog log = compacted(disk(1, 1, 2, 2, 3), 4, voters(A, B, C));

        assertThat(log.configurations().at(2)).as("before the one in force").isNull();
        assertThat(log.metadata(4))
                .isEqualTo(new SnapshotMetadata(4, 2, log.hash(4), 3, voters(A, B, C)));
    }

    @Test
    void termsBeforeASnapshotAreForgotten() {
        RaftLog log = stored(disk(1, 1, 2));

        log.replaceBy(new SnapshotMetadata(9, 4, 77, 1, voters(A, B)));

        assertThat(log.lastIndexOfTerm(1)).isZero();
        assertThat(log.lastTerm()).isEqualTo(4);
    }

    /** A store that removes more than it was given has lost something. */
    @Test
    void aStoreThatHasRemovedWhatItNeverHadBreaksAnInvariant() {
        RaftLog log = new RaftLog(
                new StoredLog(SnapshotMetadata.NONE, 0, List.of(), List.of()),
                LogPosition.START,
                new Disk(List.of(), ANY) {
                    @Override
                    public long firstIndex() {
                        return 2;
                    }
                },
                Long.MAX_VALUE);

        assertThatThrownBy(log::saved)
                .isInstanceOf(Invariant.Violated.class)
                .hasMessageContaining("only what is saved is ever removed");
    }

    /** Half of what memory may hold stays there. */
    @Test
    void theNewerHalfStaysInMemory() {
        Disk disk = new Disk(List.of(), ANY);
        RaftLog log = new RaftLog(disk.outline(), LogPosition.START, disk, 4 * WEIGHT);
        entries(1, 1, 1, 1, 1, 1).forEach(log::append);

        log.saved();

        assertThat(log.isInMemory(3)).isFalse();
        assertThat(log.isInMemory(4)).isTrue();
    }
}
