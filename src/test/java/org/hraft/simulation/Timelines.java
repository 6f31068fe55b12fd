package org.hraft.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Histories as pictures, one line for each client and one column for each nanosecond.
 *
 * <pre>
 * [put a]   [get b]      from its invocation, "[", to its return, "]"
 *      [put b&gt;           nobody knows whether and when it took effect
 *   [delete]  [get -]    "-" is read where nothing is
 * </pre>
 */
final class Timelines {

    static final String KEY = "k";

    private static final Pattern OPERATION =
            Pattern.compile("\\[ *(put|get|delete) *([^ >\\]]*) *([>\\]])");

    private Timelines() {}

    static History history(String... clients) {
        History history = new History();
        for (int client = 1; client <= clients.length; client++) {
            Matcher matcher = OPERATION.matcher(clients[client - 1]);
            while (matcher.find()) {
                history.add(operation(client, matcher));
            }
        }
        return history;
    }

    private static Operation operation(int client, Matcher matcher) {
        String value = matcher.group(2);
        long from = matcher.start();
        long to = matcher.group(3).equals(">") ? Operation.UNANSWERED : matcher.end() - 1;
        return switch (matcher.group(1)) {
            case "put" -> Operation.put(client, KEY, value, from, to);
            case "get" -> Operation.get(client, KEY, value.equals("-") ? null : value, from, to);
            default -> Operation.delete(client, KEY, from, to);
        };
    }
}
