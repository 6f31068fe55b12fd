package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;

import org.hraft.kv.ReadOptions;
import org.hraft.node.ReadLevel;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How fresh a read must be: {@code ?level=}, or Consul's bare {@code ?stale} and {@code
 * ?consistent}; {@code &freshness=} with the level none; and the header X-Raft-Min-Index. What is
 * not understood is refused, not replaced by a weaker or a slower demand.
 */
final class ReadDemands {
    private static final String MIN_INDEX = "X-Raft-Min-Index";
    private static final int MAX_INDEX_DIGITS = 18;
    private static final int MAX_DURATION_DIGITS = 9;

    private ReadDemands() {}

    static ReadOptions of(ContainerRequestContext request) {
        return of(request.getUriInfo().getQueryParameters(), request.getHeaderString(MIN_INDEX));
    }

    static ReadOptions of(MultivaluedMap<String, String> parameters, @Nullable String minIndex) {
        ReadLevel level = level(parameters);
        List<String> freshness = parameters.getOrDefault("freshness", List.of());
        return new ReadOptions(level, minIndex(minIndex), maxAgeNanos(level, freshness));
    }

    private static ReadLevel level(MultivaluedMap<String, String> parameters) {
        Set<ReadLevel> levels = new LinkedHashSet<>();
        parameters.getOrDefault("level", List.of()).forEach(name -> levels.add(named(name)));
        if (parameters.containsKey("stale")) {
            levels.add(ReadLevel.NONE);
        }
        if (parameters.containsKey("consistent")) {
            levels.add(ReadLevel.LINEARIZABLE);
        }
        if (levels.size() > 1) {
            throw invalid(
                    "level",
                    "The parameters ask for two levels of one read; choose one of linearizable"
                            + " (consistent), leader and none (stale).");
        }
        return levels.isEmpty() ? ReadLevel.LINEARIZABLE : levels.iterator().next();
    }

    private static ReadLevel named(String name) {
        return switch (name) {
            case "linearizable" -> ReadLevel.LINEARIZABLE;
            case "leader" -> ReadLevel.LEADER;
            case "none" -> ReadLevel.NONE;
            default ->
                throw invalid(
                        "level",
                        "There is no level \"" + name
                                + "\"; there are linearizable (the default), leader and none.");
        };
    }

    /** Other levels do not look at the age, so a bound on it would be a promise that nobody keeps. */
    private static long maxAgeNanos(ReadLevel level, List<String> values) {
        if (values.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (level != ReadLevel.NONE) {
            throw invalid(
                    "freshness",
                    "A freshness bounds the age of a read with level=none; add that, or leave the"
                            + " freshness out.");
        }
        long nanos = values.size() == 1 ? nanos(values.get(0)) : 0;
        if (nanos == 0) {
            throw invalid(
                    "freshness",
                    "A freshness is one duration, a number above 0 and ms, s or m, as in 500ms, 2s"
                            + " or 1m; this one is \"" + String.join("\", \"", values) + "\".");
        }
        return nanos;
    }

    /** 0 if it is no duration. */
    private static long nanos(String duration) {
        if (duration.endsWith("ms")) {
            return nanos(duration, TimeUnit.MILLISECONDS, 2);
        } else if (duration.endsWith("s")) {
            return nanos(duration, TimeUnit.SECONDS, 1);
        } else if (duration.endsWith("m")) {
            return nanos(duration, TimeUnit.MINUTES, 1);
        }
        return 0;
    }

    private static long nanos(String duration, TimeUnit unit, int unitLength) {
        String number = duration.substring(0, duration.length() - unitLength);
        return isNumber(number, MAX_DURATION_DIGITS) ? unit.toNanos(Long.parseLong(number)) : 0;
    }

    private static boolean isNumber(String text, int maxDigits) {
        return !text.isEmpty()
                && text.length() <= maxDigits
                && text.chars().allMatch(c -> '0' <= c && c <= '9');
    }

    private static long minIndex(@Nullable String value) {
        if (value == null) {
            return 0;
        }
        if (!isNumber(value, MAX_INDEX_DIGITS)) {
            throw invalid(
                    "min-index",
                    "The header " + MIN_INDEX + " takes one number that came as X-Raft-Index with"
                            + " an answer; this one is \"" + value + "\".");
        }
        return Long.parseLong(value);
    }

    private static RequestException invalid(String what, String detail) {
        return new RequestException(400, "invalid-" + what, detail);
    }
}
