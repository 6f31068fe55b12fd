package org.hraft.storage;

import org.apache.derby.impl.io.DirStorageFactory;
import org.apache.derby.io.StorageFile;
import org.apache.derby.io.WritableStorageFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/**
 * How Derby comes to its files: as it always does, in a directory, but under {@link FailStop}. For
 * Derby repeats a write to its log five times and a force twenty times, and leaves what its checkpoint
 * could not write to the next one.
 *
 * <p>Derby makes one at each boot, and some before, only to look for the database. That a file cannot be
 * deleted or renamed is no failure here: it leaves nothing behind in memory, so a second attempt does
 * not lie. Nor is one of {@code dbex.lck}, whose content nobody reads. {@code derby.log} and the files
 * beside the database do not come this way.
 */
public final class FailStopStorageFactory implements WritableStorageFactory {

    private final WritableStorageFactory directory = new DirStorageFactory();
    private FailStop disk = FailStop.of(null);

    @Override
    public void init(
            @Nullable String home,
            @Nullable String databaseName,
            @Nullable String tempDirName,
            @Nullable String uniqueName)
            throws IOException {
        directory.init(home, databaseName, tempDirName, uniqueName);
        disk = FailStop.of(directory.getCanonicalName());
    }

    @Override
    public void shutdown() {
        directory.shutdown();
    }

    @Override
    public @Nullable String getCanonicalName() throws IOException {
        return directory.getCanonicalName();
    }

    @Override
    public void setCanonicalName(String name) {
        directory.setCanonicalName(name);
    }

    @Override
    public StorageFile newStorageFile(@Nullable String path) {
        return watched(directory.newStorageFile(path));
    }

    @Override
    public StorageFile newStorageFile(String directoryName, String fileName) {
        return watched(directory.newStorageFile(directoryName, fileName));
    }

    @Override
    public StorageFile newStorageFile(StorageFile directoryName, String fileName) {
        return watched(directory.newStorageFile(FailStopFile.bare(directoryName), fileName));
    }

    @Override
    public StorageFile createTemporaryFile(String prefix, String suffix) throws IOException {
        return watched(directory.createTemporaryFile(prefix, suffix));
    }

    @Override
    public @Nullable StorageFile getTempDir() {
        StorageFile temporary = directory.getTempDir();
        return temporary == null ? null : watched(temporary);
    }

    private StorageFile watched(StorageFile bare) {
        return new FailStopFile(bare, disk);
    }

    /**
     * @param stream of one of these files
     */
    @Override
    public void sync(OutputStream stream, boolean metaData) throws IOException {
        ((FailStopOutputStream) stream).sync();
    }

    /** Then Derby opens its log such that each write waits for the disk. */
    @Override
    public boolean supportsWriteSync() {
        return directory.supportsWriteSync();
    }

    @Override
    public boolean supportsRandomAccess() {
        return directory.supportsRandomAccess();
    }

    @Override
    public boolean isReadOnlyDatabase() {
        return directory.isReadOnlyDatabase();
    }

    @Override
    public boolean isFast() {
        return directory.isFast();
    }

    @Override
    public char getSeparator() {
        return directory.getSeparator();
    }

    @Override
    public int getStorageFactoryVersion() {
        return directory.getStorageFactoryVersion();
    }
}
