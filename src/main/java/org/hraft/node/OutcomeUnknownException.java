package org.hraft.node;

/** The request may have been applied, or may still be: the server cannot tell (hazard 36). */
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message) {
        super(message, null, false, false); // an expected answer: no stack trace
    }
}
