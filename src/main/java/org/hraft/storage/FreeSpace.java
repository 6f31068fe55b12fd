package org.hraft.storage;

import java.nio.file.Path;

/**
 * How much room the disk of a data directory has left. One thread.
 *
 * <p>The reserve is there for what goes on when no command is taken any more: those that are under
 * way, a checkpoint of Derby, and terms and votes.
 */
final class FreeSpace {

    /** As much as the two tables of the log may hold together. */
    private static final long RESERVE_BYTES = 64L << 20;

    /** A small disk keeps an eighth, or it could not be used at all. */
    private static final int SHARE = 8;

    private final Path directory;
    private final long reserve;
    private boolean low;

    /** @param directory exists */
    FreeSpace(Path directory) {
        this.directory = directory;
        this.reserve = reserve(directory.toFile().getTotalSpace());
    }

    /** Bytes to be kept free on a disk of so many. */
    static long reserve(long totalBytes) {
        return Math.min(RESERVE_BYTES, totalBytes / SHARE);
    }

    /** Not so if the file system does not tell. */
    boolean isLow() {
        low = isLow(low, directory.toFile().getUsableSpace(), reserve);
        return low;
    }

    /** Who was low stays so until there is a quarter more: nothing is to go on and off all the time. */
    static boolean isLow(boolean before, long usableBytes, long reserve) {
        return usableBytes < (before ? reserve + reserve / 4 : reserve);
    }
}
