package org.hraft.raft;

/** Conditions that must hold, checked in production too: wrong is worse than stopped. */
public final class Invariant {

    /** A rule of Raft is broken in this process. Its memory is not to be trusted any more. */
    public static final class Violated extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Violated(String rule) {
            super("invariant violated: " + rule);
        }
    }

    /**
     * @param rule what must be true, as a sentence
     * @throws Violated if it is not
     */
    public static void check(boolean holds, String rule) {
        if (!holds) {
            throw new Violated(rule);
        }
    }

    private Invariant() {}
}
