package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a checker remembers of the present process of each server. One thread. */
final class PerServer<T> {

    private final Supplier<T> beginning;
    private final List<@Nullable T> values = new ArrayList<>();

    /** @param beginning what is known of a process that was never looked at */
    PerServer(Supplier<T> beginning) {
        this.beginning = beginning;
    }

    T of(SimulatedServer server) {
        T known = server.number < values.size() ? values.get(server.number) : null;
        return known == null ? begin(server) : known;
    }

    /** A process begins: what was known of the one before is forgotten. */
    T begin(SimulatedServer server) {
        while (values.size() <= server.number) {
            values.add(null);
        }
        T value = beginning.get();
        values.set(server.number, value);
        return value;
    }
}
