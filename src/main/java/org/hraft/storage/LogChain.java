package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;

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

    static StorageException missing(long index) {
        return damaged(index, "it is missing");
    }

    static StorageException damaged(long index, String what) {
        return new DamagedStoreException("Entry " + index + " of the log is damaged, " + what);
    }
}
