package org.hraft.node;

import org.jspecify.annotations.Nullable;

/**
 * Where the store of one server lies. Port of the engine. One thread at a time; everything may block
 * on the disk.
 */
public interface DataDirectory {

    /**
     * Opens the store; where there is none, makes an empty one, whose owner is a new server to its
     * peers.
     *
     * @throws DamagedStoreException if it cannot be opened any more
     * @throws StorageException if it could be, once what the message says is done
     */
    RaftStore open();

    /**
     * Puts a damaged store, which must not be open, where an operator finds it; there is none then.
     *
     * @return where that is
     * @throws StorageException if that cannot be done
     */
    String putAside();

    /** Null as long as the server has never belonged to a cluster, or nobody remembers. */
    @Nullable
    Roster roster();
}
