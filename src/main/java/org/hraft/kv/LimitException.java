package org.hraft.kv;

/** A key or a value that is not allowed. The message says what is wrong, for the client. */
public final class LimitException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    LimitException(String message, int limit) {
        super(message);
        this.limit = limit;
    }

    LimitException(String message, int limit, Throwable cause) {
        super(message, cause);
        this.limit = limit;
    }

    /** The largest number of bytes that is allowed, one of the constants of {@link Limits}. */
    public int limit() {
        return limit;
    }
}
