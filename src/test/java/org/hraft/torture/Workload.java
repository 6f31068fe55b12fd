package org.hraft.torture;

import org.hraft.node.RaftStore.Update;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StagedSnapshot;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a server saves next: entries mostly, and all else that Raft asks of a store. Drawn by the
 * model's seed and the number of the step.
 */
final class Workload {

    /** Entries that stay in the log behind what is applied. */
    private static final int KEPT = 20;

    /** A leader's snapshot is so far ahead. */
    private static final int AHEAD = 50;

    private final Model model;
    private final Random random;
    private final long applied;

    private Workload(Model model) {
        this.model = model;
        this.random = model.contents().random(0, model.steps(), 0);
        long unapplied = model.end().index() - model.applied();
        this.applied = model.applied()
                + (random.nextInt(3) == 0 ? 0 : random.nextInt((int) unapplied + 1));
    }

    /** It has to be applied to the model first, then saved by the store, then by the model. */
    static Update next(Model model) {
        return new Workload(model).draw();
    }

    private Update draw() {
        int kind = random.nextInt(100);
        if (kind < 8 || model.hardState().currentTerm() == 0) {
            return newLeader();
        }
        if (kind < 14) {
            return update(0, List.of(), vote());
        }
        if (kind < 18 || (kind < 45 && model.staged() != null)) {
            return chunk();
        }
        if (kind < 50) {
            return update(0, List.of(), null);
        }
        return update(0, entries(model.end().index(), model.hardState().currentTerm()), null);
    }

    private Update update(long truncateFrom, List<Entry> entries, @Nullable HardState hardState) {
        return new Update(
                List.of(), truncateFrom, entries, hardState, applied, Math.max(0, applied - KEPT));
    }

    private List<Entry> entries(long behind, long term) {
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            entries.add(model.contents().entry(behind + entries.size() + 1, term));
        }
        return entries;
    }

    /** Its entries take the place of some that are not committed, or come behind them. */
    private Update newLeader() {
        HardState state = new HardState(
                model.hardState().currentTerm() + 1 + random.nextInt(2),
                random.nextBoolean() ? Contents.server(random) : null);
        long last = model.end().index();
        long truncateFrom = last == applied || random.nextBoolean()
                ? 0
                : applied + 1 + random.nextInt((int) (last - applied));
        long behind = truncateFrom == 0 ? last : truncateFrom - 1;
        return update(truncateFrom, entries(behind, state.currentTerm()), state);
    }

    private HardState vote() {
        HardState before = model.hardState();
        return new HardState(
                before.currentTerm() + (before.votedFor() == null ? 0 : 1),
                Contents.server(random));
    }

    /** The next one of the snapshot that is on its way, or the first one of a new one. */
    private Update chunk() {
        StagedSnapshot staged = model.staged();
        if (staged == null || staged.snapshot().index() <= model.end().index()) {
            staged = new StagedSnapshot(newSnapshot(), "");
        }
        SnapshotMetadata snapshot = staged.snapshot();
        String position = staged.position();
        InstallSnapshot.Request request = new InstallSnapshot.Request(
                model.hardState().currentTerm(),
                Contents.server(random),
                snapshot,
                position,
                model.contents().chunk(snapshot, position));
        long saved = request.chunk().last() ? snapshot.index() : model.applied();
        return new Update(List.of(request), 0, List.of(), null, saved, 0);
    }

    private SnapshotMetadata newSnapshot() {
        return model.contents()
                .snapshotAt(
                        model.end().index() + AHEAD + random.nextInt(AHEAD),
                        model.hardState().currentTerm());
    }
}
