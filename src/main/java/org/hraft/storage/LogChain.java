package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Goes from entry to entry: each must follow the one before, by its index and its ChainHash. */
final class LogChain {

    private long index;
    private long hash;

    /**
     * @param index of the entry before the first one
     * @param hash its {@link ChainHash}
     */
    LogChain(long index, long hash) {
        this.index = index;
        this.hash = hash;
    }

    /** Of the entry before the next one. */
    long index() {
        return index;
    }

    long hash() {
        return hash;
    }

    /** The hash of {@code entry}, which is taken as the next one. */
    long append(Entry entry) {
        if (entry.index() != index + 1) {
            throw new StorageException(
                    "Entry " + entry.index() + " cannot follow entry " + index + " in the log.");
        }
        hash = ChainHash.of(hash, entry);
        index = entry.index();
        return hash;
    }

    /**
     * Reads the next entry.
     *
     * @param row of idx, term, kind, data and hash
     * @throws StorageException if it is not as it was written
     */
    Entry next(ResultSet row) throws SQLException {
        long found = row.getLong(1);
        if (found != index + 1) {
            throw missing(index + 1);
        }
        Entry entry = new Entry(found, row.getLong(2), payload(row));
        if (ChainHash.of(hash, entry) != row.getLong(5)) {
            throw damaged(found, "its hash is wrong");
        }
        append(entry);
        return entry;
    }

    /** Another release would have made another format, so what cannot be decoded is damaged. */
    private Entry.Payload payload(ResultSet row) throws SQLException {
        short kind = row.getShort(3);
        byte[] data = row.getBytes(4);
        try {
            return EntryCodec.decode(kind, data);
        } catch (RuntimeException e) {
            throw damaged(index + 1, "it cannot be read: " + e.getMessage());
        }
    }

    static StorageException missing(long index) {
        return damaged(index, "it is missing");
    }

    static StorageException damaged(long index, String what) {
        return new DamagedStoreException("Entry " + index + " of the log is damaged, " + what);
    }
}
