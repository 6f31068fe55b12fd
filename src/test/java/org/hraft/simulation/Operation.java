package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

record Operation(
        int client, String key, boolean read, @Nullable String value, long invoked, long returned) {
    static Operation write(int client, String key, @Nullable String value, long a, long b) {
        return new Operation(client, key, false, value, a, b);
    }

    static Operation read(int client, String key, @Nullable String value, long a, long b) {
        return new Operation(client, key, true, value, a, b);
    }
}
