package org.hraft.simulation;

import java.util.List;
import java.util.Map;

/** What a {@link LinearizabilityChecker} has to say about a history. */
sealed interface Verdict {

    /**
     * Everything could have happened one after the other.
     *
     * @param orders for each key an order that explains every answer; an unanswered write that is
     *     missing in it had no effect
     */
    record Linearizable(Map<String, List<Operation>> orders) implements Verdict {}

    /**
     * No order explains the answers about one key.
     *
     * @param prefix an order for everything up to the first answer that has none
     * @param conflict as few operations as can be, by their invocations, that have none by themselves
     */
    record NotLinearizable(String key, List<Operation> prefix, List<Operation> conflict)
            implements Verdict {

        private static final int SHOWN = 5;

        /** For a person who has to find out what went wrong. */
        @Override
        public String toString() {
            int hidden = Math.max(0, prefix.size() - SHOWN);
            return "key \"" + key + "\" is not linearizable: nothing explains\n"
                    + OperationTable.of(conflict)
                    + "until then all is explained by: "
                    + (hidden == 0 ? "" : hidden + " others, ")
                    + prefix.stream().skip(hidden).map(OperationTable::brief).toList();
        }
    }

    /** The time was up, or the memory. The keys before it, which are smaller, are linearizable. */
    record Undecided(String key, int operations) implements Verdict {}
}
