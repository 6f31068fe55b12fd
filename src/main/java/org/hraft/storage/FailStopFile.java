package org.hraft.storage;

import org.apache.derby.io.StorageFile;
import org.apache.derby.io.StorageRandomAccessFile;
import org.apache.derby.shared.common.error.StandardException;
import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The name of a file of Derby's; what is written to the file through it is under {@link FailStop}. As
 * Derby's own it is a {@link File}, and has most of its methods from there.
 */
final class FailStopFile extends File implements StorageFile {

    private static final long serialVersionUID = 1;

    private final transient StorageFile bare;
    private final transient FailStop disk;

    FailStopFile(StorageFile bare, FailStop disk) {
        super(bare.getPath());
        this.bare = bare;
        this.disk = disk;
    }

    /**
     * Derby's own one: that is all that Derby's own factory takes.
     *
     * @param watched one of these
     */
    static StorageFile bare(StorageFile watched) {
        return ((FailStopFile) watched).bare;
    }

    @Override
    public @Nullable StorageFile getParentDir() {
        StorageFile parent = bare.getParentDir();
        return parent == null ? null : new FailStopFile(parent, disk);
    }

    @Override
    public StorageRandomAccessFile getRandomAccessFile(String mode) throws FileNotFoundException {
        return new FailStopRandomAccessFile(this, mode, disk).withoutChannel();
    }

    @Override
    public OutputStream getOutputStream() throws FileNotFoundException {
        return getOutputStream(false);
    }

    @Override
    public OutputStream getOutputStream(boolean append) throws FileNotFoundException {
        return new FailStopOutputStream((FileOutputStream) bare.getOutputStream(append), disk);
    }

    @Override
    public InputStream getInputStream() throws FileNotFoundException {
        return bare.getInputStream();
    }

    @Override
    public boolean renameTo(StorageFile newName) {
        return bare.renameTo(bare(newName));
    }

    @Override
    public boolean deleteAll() {
        return bare.deleteAll();
    }

    @Override
    public int getExclusiveFileLock() throws StandardException {
        return bare.getExclusiveFileLock();
    }

    @Override
    public void releaseExclusiveFileLock() {
        bare.releaseExclusiveFileLock();
    }

    @Override
    public void limitAccessToOwner() throws IOException {
        bare.limitAccessToOwner();
    }
}
