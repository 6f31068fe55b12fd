package org.hraft.node;

/**
 * What is on the disk is not what was written, or a part of it is gone: no restart helps, but the
 * others have all of it. The message says what was found, as a sentence without its end.
 */
public final class DamagedStoreException extends StorageException {
    private static final long serialVersionUID = 1L;

    public DamagedStoreException(String message) {
        super(message);
    }

    public DamagedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
