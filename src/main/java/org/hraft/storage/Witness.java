package org.hraft.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Promises.Testimony;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A second memory of what this server has promised, the file {@code witness} beside Derby. A damaged
 * transaction log makes Derby drop what comes behind the damage without a word; this file says at
 * the next start that there was more (hazard 37).
 *
 * <p>Two slots are written in turn, each with a sequence number and a checksum: a write that is torn
 * by a power cut leaves the other one. The file gets its size when it is made, so a write changes
 * nothing but its slot, and returns when that is on the disk. One thread.
 *
 * <p>That is a flush more for each commit. Without one, past the system's cache, a write costs half as
 * much, but makes the flush of the next commit dearer; left in the cache it costs nothing, but a power
 * cut that damages the end of Derby's log would go unnoticed, which is what this file is for.
 */
final class Witness implements AutoCloseable {

    private record Slot(long sequence, String incarnation, Testimony testimony) {}

    private static final String FILE = "witness";
    private static final int SLOTS = 2;

    /** Apart, because a disk may tear a block as a whole. */
    private static final int SLOT_BYTES = 4096;

    /** Says what the file is, and how it is written. */
    private static final long FORMAT = 0x6872_6166_7457_0001L;

    private final Path path;
    private final RandomAccessFile file;
    private String incarnation = "";
    private @Nullable Slot newest;

    private Witness(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens the file of a data directory, and makes it if there is none.
     *
     * @throws StorageException if it cannot be read or written
     */
    static Witness open(Path directory) {
        Path path = directory.resolve(FILE);
        File file = path.toFile();
        boolean isNew = !file.exists();
        try {
            // Each write is on the disk when it returns. Not a FileChannel: an interrupt closes it.
            Witness witness = new Witness(path, new RandomAccessFile(file, "rwd"));
            try {
                if (isNew) {
                    witness.file.write(new byte[SLOTS * SLOT_BYTES]);
                    Directories.force(directory);
                }
                witness.read();
                return witness;
            } catch (IOException | RuntimeException e) {
                witness.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < SLOTS; i++) {
            byte[] bytes = new byte[SLOT_BYTES];
            file.seek((long) i * SLOT_BYTES);
            int length = file.read(bytes);
            Slot slot = length < SLOT_BYTES ? null : decode(bytes);
            if (slot != null && (newest == null || newest.sequence() < slot.sequence())) {
                newest = slot;
            }
        }
    }

    /**
     * Derby has no tables.
     *
     * @throws DamagedStoreException if it once had
     */
    void checkNew() {
        if (newest != null) {
            throw new DamagedStoreException("The database beside " + path
                    + ", which says that there" + " was one, is missing");
        }
    }

    /**
     * What was written last, of all that is intact; {@link Testimony#NONE} if the file was lost, and
     * then Derby's word has to do.
     *
     * @param self the incarnation that Derby has
     * @throws DamagedStoreException if the file is that of another one
     */
    Testimony recover(String self) {
        incarnation = self;
        if (newest == null) {
            return Testimony.NONE;
        }
        if (!newest.incarnation().equals(self)) {
            throw new DamagedStoreException(
                    "The file " + path + " and the database beside it are not of one server");
        }
        return newest.testimony();
    }

    /**
     * On the disk on return. What is the same as before is not written again.
     *
     * @throws StorageException if it cannot be written
     */
    void write(Testimony testimony) {
        if (newest != null && newest.testimony().equals(testimony)) {
            return;
        }
        Slot slot = new Slot(newest == null ? 1 : newest.sequence() + 1, incarnation, testimony);
        try {
            file.seek(slot.sequence() % SLOTS * SLOT_BYTES);
            file.write(encode(slot));
        } catch (IOException e) {
            throw failed(path, e);
        }
        newest = slot;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(path, e); // nothing is lost: every write is on the disk by now
        }
    }

    private static StorageException failed(Path path, IOException e) {
        return new StorageException(
                "The file " + path + " cannot be used (" + e
                        + "); check its owner, its mode and the disk.",
                e);
    }

    // ---- the form of a slot: FORMAT, CRC32C of all behind it, and then the fields

    private static byte[] encode(Slot slot) {
        Testimony testimony = slot.testimony();
        ServerId vote = testimony.hardState().votedFor();
        byte[] encoded = new byte[SLOT_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(encoded)
                .putLong(FORMAT)
                .putLong(0)
                .putLong(slot.sequence())
                .putLong(testimony.hardState().currentTerm())
                .putLong(testimony.promised().term())
                .putLong(testimony.promised().index());
        putText(bytes, slot.incarnation());
        putText(bytes, vote == null ? "" : vote.name());
        putText(bytes, vote == null ? "" : vote.incarnation());
        bytes.putLong(Long.BYTES, checksum(encoded));
        return encoded;
    }

    private static @Nullable Slot decode(byte[] slot) {
        ByteBuffer bytes = ByteBuffer.wrap(slot);
        if (bytes.getLong() != FORMAT || bytes.getLong() != checksum(slot)) {
            return null;
        }
        long sequence = bytes.getLong();
        long term = bytes.getLong();
        LogPosition promised = new LogPosition(bytes.getLong(), bytes.getLong());
        String incarnation = text(bytes);
        String name = text(bytes);
        String voted = text(bytes);
        ServerId vote = name.isEmpty() ? null : new ServerId(name, voted);
        return new Slot(sequence, incarnation, new Testimony(new HardState(term, vote), promised));
    }

    private static long checksum(byte[] slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot, 2 * Long.BYTES, slot.length - 2 * Long.BYTES);
        return crc.getValue();
    }

    private static void putText(ByteBuffer bytes, String text) {
        byte[] encoded = text.getBytes(UTF_8);
        bytes.putShort((short) encoded.length).put(encoded);
    }

    private static String text(ByteBuffer bytes) {
        byte[] encoded = new byte[bytes.getShort()];
        bytes.get(encoded);
        return new String(encoded, UTF_8);
    }
}
