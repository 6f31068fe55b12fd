package org.hraft.search;

import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.LogReader;
import org.hraft.raft.Promises;
import org.hraft.raft.Promises.Testimony;
import org.hraft.raft.Ready;
import org.hraft.raft.Saved;
import org.hraft.raft.Snapshot;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one server remembers: a write is all there or not at all. Its state is saved as the product
 * saves it, together with what comes next. The disk may forget its last writes, of which the witness
 * beside it still speaks. One thread.
 */
final class Disk implements LogReader, Supplier<Snapshot> {

    /** So many writes can be forgotten. */
    private final int forgettable;

    private Contents contents;

    /** What was on it before the last writes, the newest first. */
    private List<Contents> earlier = new ArrayList<>();

    private Testimony witness;
    private Promises promises;

    /** The log before its end was forgotten; null: the server is not regressed. */
    private @Nullable LogView remembered;

    // Not on the disk: what was applied is saved with the next write.
    private long applied;
    private String state;

    /** @param forgettable so many of the last writes, at most */
    Disk(Contents contents, int forgettable) {
        this.forgettable = forgettable;
        this.contents = contents;
        this.applied = contents.applied();
        this.state = contents.state();
        this.promises = new Promises(Testimony.NONE, contents.hardState(), contents.end());
        this.witness = promises.afterCommit(contents.end());
    }

    /** Term and vote, as the disk and the witness remember them together. */
    HardState hardState() {
        return promises.hardState();
    }

    long applied() {
        return applied;
    }

    /** What was applied, one word for each entry. */
    String state() {
        return state;
    }

    /** The log as it is, for {@link Rules}. */
    LogView log() {
        return contents.log();
    }

    /** This entry is in the log, or was; or the server has forgotten it, and knows that. */
    boolean isPromised(long index, long term) {
        return log().holds(index, term) || (remembered != null && remembered.holds(index, term));
    }

    // ---- writing

    void save(Ready ready) {
        Contents next = contents.saved(ready, applied, state);
        promises.beforeCommit(ready.hardState(), next.end());
        written(next);
        applied = next.applied();
        state = next.state();
        witness = promises.afterCommit(next.end());
        remembered = promises.isRegressed() ? remembered : null;
    }

    /** The process ends after the witness was told of the write, and before the write. */
    void crashInSave(Ready ready) {
        Contents next = contents.saved(ready, applied, state);
        witness = promises.beforeCommit(ready.hardState(), next.end());
        crash();
    }

    /**
     * Forgets what the saved state contains.
     *
     * @param limit entries behind it are needed
     */
    void compact(long limit) {
        Contents next = contents.compacted(limit);
        if (!next.equals(contents)) {
            written(next);
        }
    }

    private void written(Contents next) {
        earlier.add(0, contents);
        if (earlier.size() > forgettable) {
            earlier.remove(forgettable);
        }
        contents = next;
    }

    /** The process has ended. */
    void crash() {
        applied = contents.applied();
        state = contents.state();
    }

    /**
     * While no process runs: the last writes are gone.
     *
     * @return false, and nothing is, if there are not so many
     */
    boolean forget(int writes) {
        if (writes > earlier.size()) {
            return false;
        }
        remembered = remembered == null ? log() : remembered;
        contents = earlier.get(writes - 1);
        earlier = new ArrayList<>(earlier.subList(writes, earlier.size()));
        crash();
        return true;
    }

    void apply(Entry entry) {
        state = Contents.applied(state, entry);
        applied = entry.index();
    }

    // ---- reading

    /** A process starts. */
    Saved read() {
        promises = new Promises(witness, contents.hardState(), contents.end());
        witness = promises.testimony(contents.end());
        remembered = promises.isRegressed() ? remembered : null;
        return new Saved(
                witness.hardState(), contents.outline(), applied, null, witness.promised());
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        int from = (int) (fromIndex - firstIndex());
        int to = (int) (toIndex - firstIndex());
        return List.copyOf(contents.entries().subList(from, to + 1)); // small enough for any limit
    }

    @Override
    public long hash(long index) {
        return contents.hash(index);
    }

    @Override
    public long firstIndex() {
        return contents.base().index() + 1;
    }

    /** A snapshot of one chunk. */
    @Override
    public Snapshot get() {
        return new Whole(state.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("ArrayRecordComponent") // never changed
    private record Whole(byte[] data) implements Snapshot {
        @Override
        public Chunk chunk(String position, long maxBytes) {
            return new Chunk(data, "end", true);
        }
    }
}
