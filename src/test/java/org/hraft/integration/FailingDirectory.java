package org.hraft.integration;

import static java.util.Objects.requireNonNull;

import org.hraft.node.DataDirectory;
import org.hraft.node.RaftStore;
import org.hraft.node.Roster;
import org.jspecify.annotations.Nullable;

/** A data directory whose store fails at the moment that a test chooses. */
final class FailingDirectory implements DataDirectory {

    private final DataDirectory disk;
    private volatile @Nullable FailingStore store;

    FailingDirectory(DataDirectory disk) {
        this.disk = disk;
    }

    /** See {@link FailingStore#fail}. */
    void fail(RuntimeException why) {
        requireNonNull(store).fail(why);
    }

    /** See {@link FailingStore#lowOnSpace}. */
    void lowOnSpace(boolean isLow) {
        requireNonNull(store).lowOnSpace(isLow);
    }

    @Override
    public RaftStore open() {
        FailingStore opened = new FailingStore(disk.open());
        store = opened;
        return opened;
    }

    @Override
    public String putAside() {
        return disk.putAside();
    }

    @Override
    public @Nullable Roster roster() {
        return disk.roster();
    }
}
