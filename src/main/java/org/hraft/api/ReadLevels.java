package org.hraft.api;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import org.hraft.kv.KeyValueStore.ReadLevel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How fresh a read must be: {@code ?level=}, or Consul's bare {@code ?stale} and {@code
 * ?consistent}. A level that is not known is refused, not replaced by a weaker or a slower one.
 */
final class ReadLevels {
    private ReadLevels() {}

    static ReadLevel of(UriInfo uri) {
        return of(uri.getQueryParameters());
    }

    static ReadLevel of(MultivaluedMap<String, String> parameters) {
        Set<ReadLevel> levels = new LinkedHashSet<>();
        parameters.getOrDefault("level", List.of()).forEach(name -> levels.add(named(name)));
        if (parameters.containsKey("stale")) {
            levels.add(ReadLevel.NONE);
        }
        if (parameters.containsKey("consistent")) {
            levels.add(ReadLevel.LINEARIZABLE);
        }
        if (levels.size() > 1) {
            throw invalid("The parameters ask for two levels of one read; choose one.");
        }
        return levels.isEmpty() ? ReadLevel.LINEARIZABLE : levels.iterator().next();
    }

    private static ReadLevel named(String name) {
        return switch (name) {
            // What a leader can say without a round is not offered yet; this says no less.
            case "linearizable", "leader" -> ReadLevel.LINEARIZABLE;
            case "none" -> ReadLevel.NONE;
            default ->
                throw invalid("There is no level \"" + name
                        + "\"; there are linearizable (the default), leader and none.");
        };
    }

    private static RequestException invalid(String detail) {
        return new RequestException(400, "invalid-level", detail);
    }
}
