package org.hraft.simulation;

import org.hraft.kv.KvSnapshot;
import org.hraft.kv.KvState;
import org.hraft.kv.Value;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Outline;
import org.hraft.raft.Promises.Testimony;
import org.hraft.raft.Saved;
import org.hraft.raft.ServerId;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StagedSnapshot;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The disk of one server: it outlives the process. A write is seen by its process at once and takes
 * until some later moment to be finished; a crash before that moment may take it back, together with
 * every write behind it. It may also forget the last of its finished writes, which its witness does
 * not. One thread.
 */
public final class SimulatedDisk {

    private final ServerId self;
    private final SimulatedJournal journal = new SimulatedJournal();
    private @Nullable String clusterId;
    private HardState hardState = HardState.INITIAL;
    private TreePMap<String, Value> rows = TreePMap.empty();
    private long lastApplied;
    private @Nullable StagedSnapshot staged;
    private TreePMap<String, Value> stagedRows = TreePMap.empty();
    private long cuts;

    /** What was before the first entry. */
    private SnapshotMetadata base = SnapshotMetadata.NONE;

    private List<Entry> log = new ArrayList<>();
    private final SimulatedHashes hashes = new SimulatedHashes();

    /** Entries that hold a configuration, oldest first, those before the base as well. */
    private ArrayDeque<Entry> configurations = new ArrayDeque<>();

    /** What compaction has removed, for those who watch. */
    private final TreeMap<Long, Entry> compacted = new TreeMap<>();

    private long installs;
    private long compactions;

    /** The log as it was before the disk forgot its end. */
    private List<Entry> remembered = List.of();

    private long rememberedBase;

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

    /** Term and vote, as the disk and the witness remember them together. */
    public HardState hardState() {
        return journal.promises().hardState();
    }

    /** The server has to wait for what the disk has forgotten. */
    boolean isRegressed() {
        return journal.isRegressed();
    }

    private LogPosition position() {
        return new LogPosition(term(lastIndex()), lastIndex());
    }

    /** A copy of the whole log. */
    public List<Entry> log() {
        return List.copyOf(log);
    }

    public SnapshotMetadata base() {
        return base;
    }

    /** That of the base if there are no entries. */
    public long lastIndex() {
        return base.index() + log.size();
    }

    public Entry entry(long index) {
        return log.get(at(index));
    }

    private int at(long index) {
        return (int) (index - base.index() - 1);
    }

    /** The term of an entry, 0 if it is not here: too new, or gone. */
    public long term(long index) {
        if (index == base.index()) {
            return base.term();
        }
        return index < base.index() || index > lastIndex() ? 0 : entry(index).term();
    }

    /** The hash at an entry of the log, or at its base. */
    public long hash(long index) {
        return hashes.at(index);
    }

    /** The entry, also if it was compacted; null if it was never here. */
    @Nullable
    Entry seen(long index) {
        if (index <= base.index()) {
            return compacted.get(index);
        }
        return index <= lastIndex() ? entry(index) : null;
    }

    /** How often a snapshot took the place of the log. */
    long installs() {
        return installs;
    }

    /** How often the beginning of the log was removed. */
    long compactions() {
        return compactions;
    }

    /** The map as it was saved. */
    KvState rows() {
        return KvState.of(lastApplied, rows.entrySet());
    }

    /** The saved row of {@code key} holds {@code value}. */
    boolean holds(String key, @Nullable Value value) {
        return Objects.equals(rows.get(key), value);
    }

    long lastApplied() {
        return lastApplied;
    }

    public long writes() {
        return journal.writes();
    }

    /** How often entries were taken away at the end of the log. */
    long cuts() {
        return cuts;
    }

    /** The newest configurations of the log, the newest first, at most {@code count}. */
    List<Configuration> newestConfigurations(int count) {
        return configurationEntries(count).stream()
                .map(entry -> (Configuration) entry.payload())
                .toList();
    }

    /** The entry that holds the newest one, null if there is none. */
    @Nullable
    Entry newestConfigurationEntry() {
        return configurations.peekLast();
    }

    /** The entries that hold them; term 0 if they came with a snapshot. */
    List<Entry> configurationEntries(int count) {
        List<Entry> newest = new ArrayList<>();
        Iterator<Entry> all = configurations.descendingIterator();
        while (all.hasNext() && newest.size() < count) {
            newest.add(all.next());
        }
        return newest;
    }

    /**
     * True if the entry is here, or in the saved state, and no crash after {@code nowNanos} can take
     * it away.
     */
    boolean isDurable(long index, long term, long nowNanos) {
        return (index < base.index() || term(index) == term)
                && journal.keeps(index, term, nowNanos);
    }

    /** The server has promised the entry, and keeps to it even if the disk has forgotten it. */
    boolean isPromised(long index, long term, long nowNanos) {
        return isDurable(index, term, nowNanos) || (isRegressed() && isRemembered(index, term));
    }

    private boolean isRemembered(long index, long term) {
        int at = (int) (index - rememberedBase - 1);
        return at < 0 || (at < remembered.size() && remembered.get(at).term() == term);
    }

    /** The beginning of a snapshot that was put aside, null: none. */
    public @Nullable StagedSnapshot staged() {
        return staged;
    }

    /** What a process that starts finds. */
    Saved saved() {
        StoredLog outline = Outline.of(base, log);
        journal.boot(hardState, position());
        Testimony testimony = journal.promises().testimony(position());
        return new Saved(testimony.hardState(), outline, lastApplied, staged, testimony.promised());
    }

    /** For messages. */
    @Override
    public String toString() {
        return "log from behind " + base.index() + " of term " + base.term() + " up to "
                + lastIndex() + ", " + journal.unfinished() + " unfinished writes";
    }

    // ---- writing

    /** A transaction begins; everything that is written before its end belongs to it. */
    void begin(long finishedAtNanos) {
        journal.begin(finishedAtNanos, lastIndex());
    }

    /** The transaction is complete; null if it did not change term and vote. */
    void commit(@Nullable HardState changed) {
        journal.commit(changed, position());
    }

    void truncateFrom(long index) {
        if (index > lastIndex()) {
            return;
        }
        journal.writing().keptIndex = Math.min(journal.writing().keptIndex, index - 1);
        List<Entry> cut = List.copyOf(log.subList(at(index), log.size()));
        cutFrom(index);
        cuts++;
        journal.undoable(() -> add(cut));
    }

    private void cutFrom(long index) {
        log.subList(at(index), log.size()).clear();
        while (!configurations.isEmpty() && configurations.getLast().index() >= index) {
            configurations.removeLast();
        }
    }

    void append(List<Entry> entries) {
        if (!entries.isEmpty()) {
            add(entries);
            journal.undoable(() -> cutFrom(entries.get(0).index()));
        }
    }

    private void add(List<Entry> entries) {
        for (Entry entry : entries) {
            log.add(entry);
            hashes.add(entry);
            if (entry.payload() instanceof Configuration) {
                configurations.add(entry);
            }
        }
    }

    void hardState(HardState newState) {
        HardState before = hardState;
        hardState = newState;
        journal.undoable(() -> hardState = before);
    }

    void clusterId(String newClusterId) {
        String before = clusterId;
        clusterId = newClusterId;
        journal.undoable(() -> clusterId = before);
    }

    void rows(Map<String, Optional<Value>> changes, long newLastApplied) {
        TreePMap<String, Value> before = rows;
        long appliedBefore = lastApplied;
        for (Map.Entry<String, Optional<Value>> change : changes.entrySet()) {
            Value value = change.getValue().orElse(null);
            rows = value == null ? rows.minus(change.getKey()) : rows.plus(change.getKey(), value);
        }
        lastApplied = newLastApplied;
        journal.undoable(() -> {
            rows = before;
            lastApplied = appliedBefore;
        });
    }

    /** Puts a part of a snapshot aside. */
    void stage(InstallSnapshot.Request request) {
        StagedSnapshot before = staged;
        TreePMap<String, Value> rowsBefore = stagedRows;
        if (request.position().isEmpty()) {
            stagedRows = TreePMap.empty();
        }
        stagedRows = stagedRows.plusAll(KvSnapshot.rows(request.chunk().data()));
        staged = new StagedSnapshot(request.snapshot(), request.chunk().end());
        journal.undoable(() -> {
            staged = before;
            stagedRows = rowsBefore;
        });
    }

    /** What was put aside takes the place of the state and of the log. */
    void install(SnapshotMetadata snapshot) {
        StagedSnapshot stagedBefore = staged;
        TreePMap<String, Value> stagedRowsBefore = stagedRows;
        SnapshotMetadata baseBefore = base;
        List<Entry> logBefore = log;
        ArrayDeque<Entry> configurationsBefore = configurations;
        TreePMap<String, Value> rowsBefore = rows;
        long appliedBefore = lastApplied;
        journal.writing().keptIndex = Math.min(journal.writing().keptIndex, lastApplied);
        journal.writing().replaced = log;
        journal.writing().replacedBase = base.index();
        rows = stagedRows;
        lastApplied = snapshot.index();
        staged = null;
        stagedRows = TreePMap.empty();
        base = snapshot;
        installs++;
        log = new ArrayList<>();
        hashes.replace(base, log);
        configurations = new ArrayDeque<>();
        configurations.add(new Entry(snapshot.configurationIndex(), 0, snapshot.configuration()));
        cuts++;
        journal.undoable(() -> {
            staged = stagedBefore;
            stagedRows = stagedRowsBefore;
            base = baseBefore;
            log = logBefore;
            hashes.replace(base, log);
            configurations = configurationsBefore;
            rows = rowsBefore;
            lastApplied = appliedBefore;
        });
    }

    /** Entries up to {@code index} go; the saved state contains them. */
    void compactTo(long index) {
        SnapshotMetadata before = base;
        List<Entry> gone = List.copyOf(log.subList(0, at(index + 1)));
        Entry inForce = configurations.stream()
                .filter(entry -> entry.index() <= index)
                .reduce(new Entry(0, 0, Configuration.NONE), (older, newer) -> newer);
        base = new SnapshotMetadata(
                index, term(index), hash(index), inForce.index(), (Configuration)
                        inForce.payload());
        compactions++;
        gone.forEach(entry -> compacted.put(entry.index(), entry));
        log.subList(0, gone.size()).clear();
        journal.undoable(() -> {
            base = before;
            log.addAll(0, gone);
        });
    }

    // ---- crashes

    /** Writes that were finished by now are safe. */
    void finish(long nowNanos) {
        journal.finish(nowNanos);
    }

    /** The power fails: of the writes that are not finished some reach the disk, oldest first. */
    SimulatedJournal.Crash crash(long nowNanos, RandomGenerator dice) {
        SimulatedJournal.Crash crash = journal.crash(nowNanos, dice);
        journal.boot(hardState, position());
        return crash;
    }

    /** While no process runs: the last writes are gone, and only the witness speaks of them. */
    void forget(int count) {
        if (!isRegressed()) {
            remembered = List.copyOf(log);
            rememberedBase = base.index();
        }
        journal.forget(count);
        journal.boot(hardState, position());
    }
}
