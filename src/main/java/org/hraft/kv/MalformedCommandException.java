package org.hraft.kv;

/** Bytes that are no {@link Command}: damaged, or of a version that this server does not know. */
public final class MalformedCommandException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCommandException(String message) {
        super(message);
    }

    MalformedCommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
