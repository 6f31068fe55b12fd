package org.hraft.api;

/** A request that is refused before anything was done. The message tells the client what to do. */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String kind;

    /**
     * @param status of HTTP
     * @param kind of problem, in lower case with hyphens; type and title are made of it
     */
    RequestException(int status, String kind, String message) {
        super(message, null, false, false); // an expected answer: no stack trace
        this.status = status;
        this.kind = kind;
    }

    int status() {
        return status;
    }

    String kind() {
        return kind;
    }
}
