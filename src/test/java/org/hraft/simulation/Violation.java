package org.hraft.simulation;

import java.util.function.Supplier;

/** A rule was broken. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String check;

    /**
     * @param check name of the rule, as the literature has it
     * @param details what was seen
     */
    Violation(String check, String details) {
        super(check + ": " + details);
        this.check = check;
    }

    /**
     * @param details for a reader; only made when the rule is broken
     */
    static void unless(boolean holds, String check, Supplier<String> details) {
        if (!holds) {
            throw new Violation(check, details.get());
        }
    }

    /** Name of the rule. */
    String check() {
        return check;
    }
}
