package org.hraft.storage;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * Keeps Derby's control files from naming a checkpoint that is not in its log yet, and the files that
 * are deleted after a checkpoint from going before it.
 *
 * <p>When Derby has recovered it makes a checkpoint, and does with its own record what it would do with
 * that of a checkpoint which it finds in the log while it rolls forward: it writes the control files and
 * deletes what is left of dropped tables. Only then it writes the log, and does both once more. A process
 * that ended in between left control files that name nothing; the next start would begin at the oldest
 * log file instead, with what has long been dropped, and fail. So the first of the two is left out.
 *
 * <p>One database's; the thread that opens it.
 */
final class CheckpointOrder {

    /** Of the log: no checkpoint at all, in a database that is being made. */
    private static final long NONE = 0;

    private static final int INSTANT_AT = 8;

    private volatile boolean isAwaited;

    /** Whether Derby takes a checkpoint for written that is not. */
    boolean isAwaited() {
        return isAwaited;
    }

    static boolean isControlFile(File file) {
        return file.getName().equals("log.ctrl") || file.getName().equals("logmirror.ctrl");
    }

    /**
     * @param file a control file, beside the log
     * @param content that Derby gives it
     * @return whether the file may have it
     */
    boolean allows(File file, byte[] content) throws IOException {
        long instant = content.length < INSTANT_AT + Long.BYTES
                ? NONE
                : ByteBuffer.wrap(content).getLong(INSTANT_AT);
        isAwaited = instant != NONE && !isInLog(file.getParentFile(), instant);
        return !isAwaited;
    }

    /** An instant is a log file's number and a place in it, where the record has its length and its own. */
    private static boolean isInLog(File folder, long instant) throws IOException {
        File file = new File(folder, "log" + (instant >>> Integer.SIZE) + ".dat");
        if (!file.exists()) {
            return false;
        }
        try (RandomAccessFile log = new RandomAccessFile(file, "r")) {
            log.seek(instant & 0xFFFF_FFFFL);
            return log.readInt() > 0 && log.readLong() == instant;
        } catch (EOFException e) {
            return false;
        }
    }
}
