package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.node.StorageException;
import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Promises.Testimony;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file beside Derby: what was written last is found, whatever became of one slot. */
class WitnessTest {

    private static final int SLOT_BYTES = 4096;

    private static final String SELF = "1ncarnat10n";
    private static final ServerId VOTED = new ServerId("node2", "c0ffee");

    private static final Testimony FIRST = testimony(1, null, 3);
    private static final Testimony SECOND = testimony(2, VOTED, 4);
    private static final Testimony THIRD = testimony(2, VOTED, 5);

    @TempDir
    Path directory;

    private static Testimony testimony(long term, @Nullable ServerId vote, long index) {
        return new Testimony(new HardState(term, vote), new LogPosition(1, index));
    }

    private void write(Testimony... testimonies) {
        try (Witness witness = Witness.open(directory)) {
            witness.recover(SELF);
            for (Testimony testimony : testimonies) {
                witness.write(testimony);
            }
        }
    }

    private Testimony found() {
        try (Witness witness = Witness.open(directory)) {
            return witness.recover(SELF);
        }
    }

    private Path file() {
        return directory.resolve("witness");
    }

    private void damage(long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 1);
        }
    }

    @Test
    void aNewWitnessSaysNothing() {
        assertThat(found()).isEqualTo(Testimony.NONE);
    }

    @Test
    void whatWasWrittenLastIsFound() {
        write(FIRST, SECOND, THIRD);

        assertThat(found()).isEqualTo(THIRD);
    }

    @Test
    void aWitnessThatIsOpenedAgainGoesOn() {
        write(FIRST);
        write(SECOND);
        write(THIRD);

        assertThat(found()).isEqualTo(THIRD);
    }

    @Test
    void theLongestNamesHaveRoom() {
        String longest = "\uffee".repeat(64);
        Testimony testimony = new Testimony(
                new HardState(Long.MAX_VALUE, new ServerId(longest, longest)),
                new LogPosition(Long.MAX_VALUE, Long.MAX_VALUE));

        try (Witness witness = Witness.open(directory)) {
            witness.recover(longest);
            witness.write(testimony);
        }

        try (Witness witness = Witness.open(directory)) {
            assertThat(witness.recover(longest)).isEqualTo(testimony);
        }
    }

    @Test
    void theWitnessOfAnotherServerIsRefused() {
        write(FIRST);

        try (Witness witness = Witness.open(directory)) {
            assertThatThrownBy(() -> witness.recover("another"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("not of one server");
        }
    }

    @Test
    void aDatabaseThatIsMissingIsNoNewOne() {
        try (Witness witness = Witness.open(directory)) {
            witness.checkNew();
        }
        write(FIRST);

        try (Witness witness = Witness.open(directory)) {
            assertThatThrownBy(witness::checkNew)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is missing");
        }
    }

    /** A write that was torn leaves the slot of the one before. */
    @ParameterizedTest(name = "at byte {0}")
    @ValueSource(ints = {0, 8, 15, 16, 31, 60, SLOT_BYTES - 1})
    void aDamagedSlotLeavesTheOther(int at) throws IOException {
        write(FIRST, SECOND, THIRD); // the third is in the second slot, as the first was
        damage(SLOT_BYTES + at);

        assertThat(found()).isEqualTo(SECOND);
        write(THIRD);
        assertThat(found()).isEqualTo(THIRD);
    }

    @Test
    void aWitnessThatIsDamagedThroughoutSaysNothing() throws IOException {
        write(FIRST, SECOND);
        damage(20);
        damage(SLOT_BYTES + 20);

        assertThat(found()).isEqualTo(Testimony.NONE);
    }

    @Test
    void aFileThatWasCutOffSaysWhatIsLeft() throws IOException {
        write(FIRST, SECOND, THIRD);
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.setLength(SLOT_BYTES + 100);
        }

        assertThat(found()).isEqualTo(SECOND);
    }

    /** Rows are saved without a new promise: that costs no write. */
    @Test
    void whatIsSaidAlreadyIsNotWrittenAgain() throws IOException {
        write(FIRST, SECOND);
        byte[] before = Files.readAllBytes(file());

        write(SECOND);

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }
}
