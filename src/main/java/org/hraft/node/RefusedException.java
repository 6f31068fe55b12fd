package org.hraft.node;

/** A peer's request was not looked at: it is not for this server, or the server cannot take it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message, null, false, false); // an expected answer: no stack trace
    }
}
