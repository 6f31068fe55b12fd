package org.hraft.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * All that a server has remembered, step by step: damage may lead it back, if it says so. One thread.
 */
final class Chronicle {

    private final List<Memory> memories = new ArrayList<>();

    /** All steps were acknowledged. */
    Chronicle(long seed, int steps) {
        Ledger ledger = new Ledger(seed);
        memories.add(ledger.memory());
        for (int i = 0; i < steps; i++) {
            ledger.advance();
            memories.add(ledger.memory());
        }
    }

    /**
     * How much a boot has found: whole; behind, when only rows are older, and the log brings them
     * back; cautious, when all is there and the server does not trust it, because what is left of
     * its witness is of a time when the log was longer; regressed, when acknowledged entries are missing and the server knows it.
     *
     * @throws AssertionError if something is missing that the server does not miss, or is wrong
     */
    String judge(Found found) {
        Memory last = memories.get(memories.size() - 1);
        if (last.isWhollyIn(found)) {
            return "whole";
        }
        if (last.hasItsLogIn(found) && has(memory -> memory.hasRowsIn(found))) {
            return "behind";
        }
        if (found.isRegressed()
                && found.promised().equals(last.end())
                && found.hardState().equals(last.hardState())
                && has(memory -> memory.hasLogAndRowsIn(found))) {
            return "regressed";
        }
        if (found.isRegressed() && last.isWhollyIn(found.withoutDoubts())) {
            return "cautious";
        }
        throw new AssertionError(
                found + "\nwas found where there had to be\n" + last.seenFrom(found.first()));
    }

    private boolean has(Predicate<Memory> wanted) {
        return memories.stream().anyMatch(wanted);
    }
}
