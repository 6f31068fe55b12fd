package org.hraft.raft;

/**
 * This server's log or state is another than that of a majority, although both went the same way: it
 * is to be made anew from the others. The message says what differs, as a sentence without its end.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
