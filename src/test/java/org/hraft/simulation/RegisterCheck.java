package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What all searches about one key have in common: what was there first, and their budget. */
record RegisterCheck(@Nullable String initial, SearchBudget budget) {

    /** @param operations on one key, in any order */
    LinearizationSearch search(List<Operation> operations) {
        return new LinearizationSearch(new RegisterHistory(operations, initial), budget);
    }
}
