package org.hraft.search;

import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogPosition;
import org.hraft.raft.LogReader;
import org.hraft.raft.Ready;
import org.hraft.raft.Saved;
import org.hraft.raft.Snapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one server remembers: a save is all there or not at all. The state machine is the list of what
 * was applied to it, as text, so that a wrong one cannot look right; it is saved as the product saves
 * it, together with what comes next. One thread.
 */
final class Disk implements LogReader, Supplier<Snapshot> {

    private HardState hardState;
    private SnapshotMetadata base = SnapshotMetadata.NONE;
    private List<Entry> entries = new ArrayList<>();
    private long savedApplied;
    private String savedState = "";

    // Not on the disk: what was applied is saved with the next save.
    private long applied;
    private String state = "";

    /** Of a server that knows what {@code entries} say, and that all of them are committed. */
    Disk(HardState hardState, List<Entry> entries) {
        this.hardState = hardState;
        this.entries.addAll(entries);
        entries.forEach(this::apply);
        saveState();
    }

    HardState hardState() {
        return hardState;
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
        return new LogView(base.index(), base.term(), List.copyOf(entries));
    }

    // ---- writing

    void save(Ready ready) {
        for (InstallSnapshot.Request request : ready.chunks()) {
            base = request.snapshot();
            entries = new ArrayList<>();
            state = new String(request.chunk().data(), StandardCharsets.UTF_8);
            applied = base.index();
        }
        if (ready.truncateFrom() > 0) {
            entries.removeIf(entry -> entry.index() >= ready.truncateFrom());
        }
        entries.addAll(ready.entries());
        HardState changed = ready.hardState();
        if (changed != null) {
            hardState = changed;
        }
        saveState();
    }

    private void saveState() {
        savedApplied = applied;
        savedState = state;
    }

    /** The process has ended. */
    void crash() {
        applied = savedApplied;
        state = savedState;
    }

    void apply(Entry entry) {
        state += entry.index() + ":" + entry.term() + word(entry.payload()) + " ";
        applied = entry.index();
    }

    private static String word(Entry.Payload payload) {
        return payload instanceof Entry.Command command
                ? "=" + new String(command.bytes(), StandardCharsets.UTF_8)
                : "";
    }

    /**
     * Forgets what the saved state contains.
     *
     * @param limit entries behind it are needed
     */
    void compact(long limit) {
        long to = Math.min(limit, savedApplied);
        Entry last = log().entry(to);
        if (last == null) {
            return;
        }
        long configurationIndex = base.configurationIndex();
        Configuration configuration = base.configuration();
        for (Entry entry : entries) {
            if (entry.index() <= to && entry.payload() instanceof Configuration newer) {
                configurationIndex = entry.index();
                configuration = newer;
            }
        }
        base = new SnapshotMetadata(to, last.term(), configurationIndex, configuration);
        entries.removeIf(entry -> entry.index() <= to);
    }

    // ---- reading

    Saved read() {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long term = base.term();
        for (Entry entry : entries) {
            if (entry.term() != term) {
                term = entry.term();
                terms.add(new StoredLog.TermStart(entry.index(), term));
            }
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
        long last = base.index() + entries.size();
        return new Saved(
                hardState,
                new StoredLog(base, last, terms, configurations),
                savedApplied,
                null,
                LogPosition.START);
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        int from = (int) (fromIndex - firstIndex());
        int to = (int) (toIndex - firstIndex());
        return List.copyOf(entries.subList(from, to + 1)); // small enough for any limit
    }

    @Override
    public long firstIndex() {
        return base.index() + 1;
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
