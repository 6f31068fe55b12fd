package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Goes from entry to entry: each must follow the one before, by its index and by its checksum. */
final class LogChain {

    private long index;
    private long crc;

    /**
     * @param index of the entry before the first one
     * @param crc its checksum
     */
    LogChain(long index, long crc) {
        this.index = index;
        this.crc = crc;
    }

    /** Of the entry before the next one. */
    long index() {
        return index;
    }

    long crc() {
        return crc;
    }

    /** The checksum of {@code entry}, which is taken as the next one. */
    long append(Entry entry, short kind, byte[] data) {
        if (entry.index() != index + 1) {
            throw new StorageException(
                    "Entry " + entry.index() + " cannot follow entry " + index + " in the log.");
        }
        crc = EntryCodec.crc(crc, entry.index(), entry.term(), kind, data);
        index = entry.index();
        return crc;
    }

    /**
     * Reads the next entry.
     *
     * @param row of idx, term, kind, data and crc
     * @throws StorageException if it is not as it was written
     */
    Entry next(ResultSet row) throws SQLException {
        long found = row.getLong(1);
        if (found != index + 1) {
            throw missing(index + 1);
        }
        long term = row.getLong(2);
        short kind = row.getShort(3);
        byte[] data = row.getBytes(4);
        if (EntryCodec.crc(crc, found, term, kind, data) != row.getLong(5)) {
            throw damaged(found, "its checksum is wrong");
        }
        index = found;
        crc = row.getLong(5);
        return new Entry(found, term, EntryCodec.decode(kind, data));
    }

    static StorageException missing(long index) {
        return damaged(index, "it is missing");
    }

    static StorageException damaged(long index, String what) {
        return new DamagedStoreException("Entry " + index + " of the log is damaged, " + what);
    }
}
