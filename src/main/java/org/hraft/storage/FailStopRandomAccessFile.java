package org.hraft.storage;

import org.apache.derby.io.StorageRandomAccessFile;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A file of Derby's log or of its tables, under {@link FailStop}. All that a {@link RandomAccessFile}
 * writes goes through the three methods of that name.
 */
final class FailStopRandomAccessFile extends RandomAccessFile implements StorageRandomAccessFile {

    private final File name;
    private final String mode;
    private final FailStop disk;

    FailStopRandomAccessFile(File name, String mode, FailStop disk) throws FileNotFoundException {
        super(name, mode);
        this.name = name;
        this.mode = mode;
        this.disk = disk;
    }

    /**
     * The same file, but no {@link RandomAccessFile} to look at. For Derby writes the pages of such
     * through their channel, past all methods here. Without one it locks the table's file while it
     * reads or writes a page, and sets the position before; an interrupt does not close the file then.
     */
    StorageRandomAccessFile withoutChannel() {
        return (StorageRandomAccessFile) Proxy.newProxyInstance(
                StorageRandomAccessFile.class.getClassLoader(),
                new Class<?>[] {StorageRandomAccessFile.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(this, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void write(int b) throws IOException {
        disk.write(() -> super.write(b));
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (!CheckpointOrder.isControlFile(name) || disk.checkpoints().allows(name, bytes)) {
            disk.write(() -> super.write(bytes));
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        disk.write(() -> super.write(bytes, offset, length));
    }

    @Override
    public void setLength(long length) throws IOException {
        disk.write(() -> super.setLength(length));
    }

    @Override
    public void sync() throws IOException {
        disk.write(() -> getFD().sync());
    }

    @Override
    public void close() throws IOException {
        disk.note(super::close);
    }

    /** Opens it once more. */
    @Override
    public StorageRandomAccessFile clone() {
        try {
            return new FailStopRandomAccessFile(name, mode, disk).withoutChannel();
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }
}
