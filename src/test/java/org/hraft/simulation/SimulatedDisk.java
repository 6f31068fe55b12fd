package org.hraft.simulation;

import org.hraft.kv.KvState;
import org.hraft.kv.Value;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The disk of one server: it outlives the process. A write is seen by its process at once and takes
 * until some later moment to be finished; a crash before that moment may take it back, together with
 * every write behind it. One thread.
 */
public final class SimulatedDisk {

    /** How to take a write back. */
    private record Undo(
            long finishedAtNanos,
            @Nullable String clusterId,
            HardState hardState,
            TreePMap<String, Value> rows,
            long lastApplied,
            int keptEntries,
            List<Entry> cutEntries) {}

    /**
     * What a crash did to the writes that were not finished.
     *
     * @param kept reached the disk, though nobody was told
     */
    public record Crash(int kept, int lost) {}

    private final ServerId self;
    private final List<Entry> log = new ArrayList<>();
    private final ArrayDeque<Undo> unfinished = new ArrayDeque<>();
    private @Nullable String clusterId;
    private HardState hardState = HardState.INITIAL;
    private TreePMap<String, Value> rows = TreePMap.empty();
    private long lastApplied;
    private long writes;
    private long cuts;

    /** Entries that hold a configuration, oldest first. */
    private final ArrayDeque<Entry> configurations = new ArrayDeque<>();

    /** An empty disk; the name and the incarnation are the caller's, so that runs repeat. */
    public SimulatedDisk(ServerId self) {
        this.self = self;
    }

    // ---- what is on it

    public ServerId self() {
        return self;
    }

    @Nullable
    String clusterId() {
        return clusterId;
    }

    /** Term and vote. */
    public HardState hardState() {
        return hardState;
    }

    /** A copy of the whole log. */
    public List<Entry> log() {
        return List.copyOf(log);
    }

    long lastIndex() {
        return log.size();
    }

    Entry entry(long index) {
        return log.get((int) index - 1);
    }

    /** The term of an entry of the log; 0 for index 0. */
    long term(long index) {
        return index == 0 ? 0 : entry(index).term();
    }

    /** The map as it was saved. */
    KvState rows() {
        return KvState.of(lastApplied, rows);
    }

    long lastApplied() {
        return lastApplied;
    }

    /** Transactions since the disk was made. */
    public long writes() {
        return writes;
    }

    /** How often entries were taken away. */
    long cuts() {
        return cuts;
    }

    /** The newest configurations of the log, the newest first, at most {@code count}. */
    List<Configuration> newestConfigurations(int count) {
        return configurationEntries(count).stream()
                .map(entry -> (Configuration) entry.payload())
                .toList();
    }

    /** The entries that hold them. */
    List<Entry> configurationEntries(int count) {
        List<Entry> newest = new ArrayList<>();
        Iterator<Entry> all = configurations.descendingIterator();
        while (all.hasNext() && newest.size() < count) {
            newest.add(all.next());
        }
        return newest;
    }

    /** True if the entry is here and no crash after {@code nowNanos} can take it away. */
    boolean isDurable(long index, long term, long nowNanos) {
        if (index > log.size() || entry(index).term() != term) {
            return false;
        }
        return unfinished.stream()
                .noneMatch(
                        write -> write.finishedAtNanos() > nowNanos && write.keptEntries() < index);
    }

    StoredLog outline() {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        long lastTerm = 0;
        for (Entry entry : log) {
            if (entry.term() != lastTerm) {
                terms.add(new StoredLog.TermStart(entry.index(), entry.term()));
                lastTerm = entry.term();
            }
        }
        return new StoredLog(log.size(), terms, List.copyOf(configurations));
    }

    // ---- writing

    /** A transaction begins; everything that is written before the next one belongs to it. */
    void begin(long finishedAtNanos, long truncateFrom) {
        int kept = truncateFrom == 0 ? log.size() : (int) Math.min(truncateFrom - 1, log.size());
        List<Entry> cut = log.subList(kept, log.size());
        if (finishedAtNanos > 0) {
            unfinished.add(new Undo(
                    finishedAtNanos,
                    clusterId,
                    hardState,
                    rows,
                    lastApplied,
                    kept,
                    List.copyOf(cut)));
        }
        cut(kept);
        writes++;
    }

    private void cut(int kept) {
        cuts += kept < log.size() ? 1 : 0;
        log.subList(kept, log.size()).clear();
        while (!configurations.isEmpty() && configurations.getLast().index() > kept) {
            configurations.removeLast();
        }
    }

    void append(List<Entry> entries) {
        for (Entry entry : entries) {
            log.add(entry);
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
    }

    void hardState(HardState newState) {
        hardState = newState;
    }

    void clusterId(String newClusterId) {
        clusterId = newClusterId;
    }

    void rows(Map<String, Optional<Value>> changes, long newLastApplied) {
        for (Map.Entry<String, Optional<Value>> change : changes.entrySet()) {
            Value value = change.getValue().orElse(null);
            rows = value == null ? rows.minus(change.getKey()) : rows.plus(change.getKey(), value);
        }
        lastApplied = newLastApplied;
    }

    // ---- crashes

    /** Writes that were finished by now are safe. */
    void finish(long nowNanos) {
        while (!unfinished.isEmpty() && unfinished.peek().finishedAtNanos() <= nowNanos) {
            unfinished.remove();
        }
    }

    /** The power fails: of the writes that are not finished some reach the disk, oldest first. */
    Crash crash(long nowNanos, RandomGenerator dice) {
        finish(nowNanos);
        int kept = dice.nextInt(unfinished.size() + 1);
        int lost = unfinished.size() - kept;
        for (int i = 0; i < lost; i++) {
            takeBack(unfinished.removeLast());
        }
        unfinished.clear();
        return new Crash(kept, lost);
    }

    private void takeBack(Undo write) {
        clusterId = write.clusterId();
        hardState = write.hardState();
        rows = write.rows();
        lastApplied = write.lastApplied();
        cut(write.keptEntries());
        append(write.cutEntries());
    }
}
