package org.hraft.simulation;

import java.util.List;

/** Operations as lines for a person to read. */
final class OperationTable {

    private static final int MAX_LINES = 30;
    private static final String TITLE = "  %20s %20s\n".formatted("invoked", "returned");
    private static final String LINE = "  %20s %20s  %s\n";

    private OperationTable() {}

    static String of(List<Operation> operations) {
        StringBuilder table = new StringBuilder(TITLE);
        operations.stream().limit(MAX_LINES).map(OperationTable::line).forEach(table::append);
        if (operations.size() > MAX_LINES) {
            table.append("  and ").append(operations.size() - MAX_LINES).append(" more\n");
        }
        return table.toString();
    }

    static String brief(Operation operation) {
        return operation.what() + " by " + operation.client();
    }

    private static String line(Operation operation) {
        Object returned = operation.isAnswered() ? operation.returnedNanos() : "unanswered";
        return LINE.formatted(operation.invokedNanos(), returned, brief(operation));
    }
}
