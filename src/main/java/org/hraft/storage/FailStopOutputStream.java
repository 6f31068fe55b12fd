package org.hraft.storage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A file that is written from its beginning, or at its end, under {@link FailStop}. */
final class FailStopOutputStream extends OutputStream {

    private final FileOutputStream file;
    private final FailStop disk;

    FailStopOutputStream(FileOutputStream file, FailStop disk) {
        this.file = file;
        this.disk = disk;
    }

    @Override
    public void write(int b) throws IOException {
        disk.write(() -> file.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        disk.write(() -> file.write(bytes, offset, length));
    }

    void sync() throws IOException {
        disk.write(() -> file.getFD().sync());
    }

    @Override
    public void close() throws IOException {
        disk.note(file::close);
    }
}
