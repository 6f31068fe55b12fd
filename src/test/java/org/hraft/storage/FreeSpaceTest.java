package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What is kept free on a disk. */
class FreeSpaceTest {

    @Test
    void aLargeDiskKeepsAFixedReserve() {
        assertThat(FreeSpace.reserve(1L << 40)).isEqualTo(64L << 20);
    }

    @Test
    void aSmallDiskKeepsAShareOfItself() {
        assertThat(FreeSpace.reserve(80L << 20)).isEqualTo(10L << 20);
    }

    @Test
    void itIsLowBelowTheReserveAndUntilThereIsAQuarterMore() {
        assertThat(FreeSpace.isLow(false, 99, 100)).isTrue();
        assertThat(FreeSpace.isLow(false, 100, 100)).isFalse();
        assertThat(FreeSpace.isLow(true, 124, 100)).isTrue();
        assertThat(FreeSpace.isLow(true, 125, 100)).isFalse();
    }

    @Test
    void aDiskThatDoesNotTellItsSizeIsTakenAsItIs(@TempDir Path directory) {
        assertThat(new FreeSpace(directory.resolve("missing")).isLow()).isFalse();
    }
}
