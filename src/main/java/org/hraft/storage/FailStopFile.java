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
 *
 * <p>After a failure a file is not emptied, renamed or deleted either. Derby tidies up behind a
 * transaction that could not be written, and deletes the files of tables that its log still names: then
 * it does not recover at the next start. As it is left, the disk is that of a process which was killed.
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
        if (!mode.equals("r")) {
            refuseAfterFailure();
        }
        return new FailStopRandomAccessFile(this, mode, disk).withoutChannel();
    }

    @Override
    public OutputStream getOutputStream() throws FileNotFoundException {
        return getOutputStream(false);
    }

    @Override
    public OutputStream getOutputStream(boolean append) throws FileNotFoundException {
        refuseAfterFailure();
        return new FailStopOutputStream((FileOutputStream) bare.getOutputStream(append), disk);
    }

    @Override
    public InputStream getInputStream() throws FileNotFoundException {
        return bare.getInputStream();
    }

    /** To open it could make it or empty it. */
    private void refuseAfterFailure() throws FileNotFoundException {
        if (disk.hasFailed()) {
            throw new FileNotFoundException(
                    "No file is opened to be written after a failure: " + this);
        }
    }

    @Override
    public boolean renameTo(StorageFile newName) {
        return !disk.hasFailed() && bare.renameTo(bare(newName));
    }

    @Override
    public boolean delete() {
        return !disk.keepsFiles() && bare.delete();
    }

    @Override
    public boolean deleteAll() {
        return !disk.keepsFiles() && bare.deleteAll();
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
