package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What a client did to one key, and between which moments it took effect. Who knows that a write
 * came to nothing, or has no answer to a read, has no operation to record.
 *
 * @param value what was written or read; null stands for an absent key
 * @param returnedNanos {@link #UNANSWERED} if a write may take effect at any later time, or never
 */
record Operation(
        int client,
        String key,
        Kind kind,
        @Nullable String value,
        long invokedNanos,
        long returnedNanos) {

    enum Kind {
        PUT,
        DELETE,
        GET
    }

    static final long UNANSWERED = Long.MAX_VALUE;

    Operation {
        require(invokedNanos <= returnedNanos, "an operation returns after it is invoked");
        require(kind != Kind.PUT || value != null, "a put has a value");
        require(kind != Kind.DELETE || value == null, "a delete has no value");
        require(kind != Kind.GET || returnedNanos != UNANSWERED, "a get has an answer");
    }

    static Operation put(int client, String key, String value, long invoked, long returned) {
        return new Operation(client, key, Kind.PUT, value, invoked, returned);
    }

    static Operation delete(int client, String key, long invoked, long returned) {
        return new Operation(client, key, Kind.DELETE, null, invoked, returned);
    }

    static Operation get(
            int client, String key, @Nullable String value, long invoked, long returned) {
        return new Operation(client, key, Kind.GET, value, invoked, returned);
    }

    boolean isRead() {
        return kind == Kind.GET;
    }

    boolean isAnswered() {
        return returnedNanos != UNANSWERED;
    }

    /** Whether every order has to keep these two as they are; equal moments leave it open. */
    boolean precedes(Operation other) {
        return returnedNanos < other.invokedNanos;
    }

    /** Without the times: "put a", "delete", "get a", "get -". */
    String what() {
        return switch (kind) {
            case PUT -> "put " + value;
            case DELETE -> "delete";
            case GET -> "get " + (value == null ? "-" : value);
        };
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
