package org.hraft.torture;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often something came to some end. One thread. */
final class Table {

    private final Map<String, Map<String, Integer>> rows = new TreeMap<>();

    void add(String row, String outcome) {
        rows.computeIfAbsent(row, absent -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
    }

    int count(String row, String outcome) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(outcome, 0);
    }

    /** Of all rows. */
    int count(String outcome) {
        return rows.keySet().stream().mapToInt(row -> count(row, outcome)).sum();
    }

    /** A line for each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rows.forEach((row, outcomes) ->
                text.append(String.format(Locale.ROOT, "    %-32s %s%n", row, outcomes)));
        return text.toString().stripTrailing();
    }
}
