package org.hraft.node;

import org.hraft.raft.Raft;

/**
 * What a server does for its store beside the work that others give it: it decides when rows are
 * saved, and looks for damage while the other servers can still heal it. Called in each turn; not
 * thread-safe.
 *
 * <p>Rows need not be saved with each entry, because the log has them, too: a restart applies again
 * what came after the last save. So a client does not wait for them, and what changes often is saved
 * seldom.
 */
final class Upkeep {

    private final NodeOptions options;
    private final RaftStore store;
    private final StateMachine stateMachine;
    private final Raft raft;
    private long savedApplied;
    private long unsavedNanos;
    private long unscrubbedNanos;

    Upkeep(NodeOptions options, RaftStore store, StateMachine stateMachine, Raft raft) {
        this.options = options;
        this.store = store;
        this.stateMachine = stateMachine;
        this.raft = raft;
        this.savedApplied = raft.lastApplied();
    }

    /** The lastApplied of the next update: that of the one before as long as the rows may wait. */
    long appliedToSave() {
        boolean due = stateMachine.unsavedRows() >= options.maxUnsavedRows()
                || unsavedNanos >= options.idleSaveNanos() / 2;
        return due ? raft.lastApplied() : savedApplied;
    }

    /** An update has been saved, with this lastApplied. */
    void saved(long lastApplied) {
        unsavedNanos = lastApplied == savedApplied ? unsavedNanos : 0;
        savedApplied = lastApplied;
    }

    /** Saves what has waited long enough and was not taken along by another save. */
    void saveWhenIdle(long elapsedNanos) {
        unsavedNanos = savedApplied < raft.lastApplied() ? unsavedNanos + elapsedNanos : 0;
        if (unsavedNanos >= options.idleSaveNanos()) {
            save();
        }
    }

    /** Saves what has been applied. */
    void save() {
        long lastApplied = raft.lastApplied();
        store.persist(RaftStore.Update.ofRows(lastApplied));
        saved(lastApplied);
    }

    /** One piece at a time: what a late turn has missed is not made up for. */
    void scrub(long elapsedNanos) {
        unscrubbedNanos += elapsedNanos;
        if (unscrubbedNanos >= options.scrubNanos()) {
            store.scrub();
            unscrubbedNanos = 0;
        }
    }
}
