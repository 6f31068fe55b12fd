package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.chunk;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands and snapshots are compared by what is in them, and say what cannot be. */
class ContentTest {

    @Test
    void commandsAreWhatTheirBytesAre() {
        assertThat(command("x")).isEqualTo(command("x")).hasSameHashCodeAs(command("x"));
        assertThat(command("x")).isNotEqualTo(command("y")).isNotEqualTo(new Entry.Noop());
        assertThat(command("x").hashCode()).isNotEqualTo(command("y").hashCode());
        assertThat(command("x")).hasToString("Command[1 bytes]");
    }

    @Test
    void chunksAreWhatTheyContain() {
        Snapshot.Chunk a = new Snapshot.Chunk(new byte[] {1}, "a", false);

        assertThat(a).isEqualTo(new Snapshot.Chunk(new byte[] {1}, "a", false));
        assertThat(a).isNotEqualTo(new Snapshot.Chunk(new byte[] {2}, "a", false));
        assertThat(a).isNotEqualTo(new Snapshot.Chunk(new byte[] {1}, "b", false));
        assertThat(a).isNotEqualTo(new Snapshot.Chunk(new byte[] {1}, "a", true));
        assertThat(a).isNotEqualTo("a");
    }

    @Test
    void equalChunksHaveEqualHashesAndOthersMostlyNot() {
        assertThat(chunk("a")).hasSameHashCodeAs(chunk("a"));
        assertThat(chunk("a").hashCode()).isNotEqualTo(chunk("b").hashCode());
        assertThat(new Snapshot.Chunk(new byte[] {1}, "a", false).hashCode())
                .isEqualTo(31 * (31 + 1) + "a".hashCode());
    }

    @Test
    void aChunkSaysWhetherItIsTheLast() {
        assertThat(chunk("a")).hasToString("Chunk[1 bytes]");
        assertThat(chunk("c")).hasToString("Chunk[1 bytes, the last]");
    }

    /** Hazard 19: the members of a snapshot are not those of a later entry. */
    @ParameterizedTest(name = "configuration of entry {0}")
    @CsvSource({"-1, false", "0, true", "7, true", "8, false"})
    void aSnapshotContainsItsConfiguration(long configurationIndex, boolean may) {
        if (may) {
            assertThat(new SnapshotMetadata(7, 1, 9, configurationIndex, voters(A)).index())
                    .isEqualTo(7);
        } else {
            assertThatThrownBy(() -> new SnapshotMetadata(7, 1, 9, configurationIndex, voters(A)))
                    .isInstanceOf(Invariant.Violated.class);
        }
    }

    /** Hazard 20: pieces of two snapshots belong together only if both are of the same entry. */
    @ParameterizedTest(name = "entry {0} of term {1}, hash {2}")
    @CsvSource({"7, 2, 9, true", "7, 3, 9, false", "8, 2, 9, false", "7, 2, 8, false"})
    void aSnapshotIsOfOneEntry(long index, long term, long hash, boolean same) {
        SnapshotMetadata seven = new SnapshotMetadata(7, 2, 9, 1, voters(A));

        assertThat(seven.isOf(new SnapshotMetadata(index, term, hash, 1, voters(A))))
                .isEqualTo(same);
    }

    /** Entries between the two would be missing. */
    @Test
    void aStateThatEndsBeforeTheLogBeginsBreaksAnInvariant() {
        Given gap = given(A).voters(A, B).log(1, 1, 1).compactedTo(3).applied(2);

        assertThatThrownBy(gap::starts).isInstanceOf(Invariant.Violated.class);
    }

    /** Hazard 17: the receiver does not let it come so far. */
    @Test
    void aSnapshotOfWhatIsCommittedBreaksAnInvariant() {
        Core a = given(A).voters(A, B).log(1, 1, 1).applied(2).starts();

        assertThatThrownBy(() -> a.raft.install(new SnapshotMetadata(2, 1, 9, 1, voters(A, B))))
                .isInstanceOf(Invariant.Violated.class);
    }
}
