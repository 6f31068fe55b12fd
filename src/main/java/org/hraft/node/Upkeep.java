package org.hraft.node;

import org.hraft.raft.Raft;

/**
 * What a server does for its store beside the work that others give it: it saves rows that no other
 * save would take along, and looks for damage while the other servers can still heal it. Called in
 * each turn; not thread-safe.
 */
final class Upkeep {

    private final NodeOptions options;
    private final RaftStore store;
    private final StateMachine stateMachine;
    private final Raft raft;
    private long unsavedNanos;
    private long unscrubbedNanos;

    Upkeep(NodeOptions options, RaftStore store, StateMachine stateMachine, Raft raft) {
        this.options = options;
        this.store = store;
        this.stateMachine = stateMachine;
        this.raft = raft;
    }

    /** Something else has been saved, and the rows with it. */
    void saved() {
        unsavedNanos = 0;
    }

    /** Saves rows that have waited long enough. */
    void saveWhenIdle(long elapsedNanos) {
        unsavedNanos = stateMachine.hasUnsavedRows() ? unsavedNanos + elapsedNanos : 0;
        if (unsavedNanos >= options.idleSaveNanos()) {
            store.persist(RaftStore.Update.ofRows(raft.lastApplied()));
            unsavedNanos = 0;
        }
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
