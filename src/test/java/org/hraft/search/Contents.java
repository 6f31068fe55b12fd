package org.hraft.search;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Outline;
import org.hraft.raft.Ready;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What lies on a {@link Disk} between two writes. The state machine is the list of what was applied
 * to it, as text, so that a wrong one cannot look right.
 *
 * @param hardState term and vote
 * @param base what was before the first entry
 * @param entries contiguous from behind the base
 * @param applied the last entry that is in the state
 * @param state one word for each entry that was applied
 */
record Contents(
        HardState hardState,
        SnapshotMetadata base,
        List<Entry> entries,
        long applied,
        String state) {

    /** Of a server that knows what {@code entries} say, and that all of them are committed. */
    static Contents of(HardState hardState, List<Entry> entries) {
        String state = "";
        for (Entry entry : entries) {
            state = applied(state, entry);
        }
        return new Contents(hardState, SnapshotMetadata.NONE, entries, entries.size(), state);
    }

    /** The state after this entry. */
    static String applied(String state, Entry entry) {
        return state + entry.index() + ":" + entry.term() + word(entry.payload()) + " ";
    }

    private static String word(Entry.Payload payload) {
        return payload instanceof Entry.Command command
                ? "=" + new String(command.bytes(), StandardCharsets.UTF_8)
                : "";
    }

    /**
     * After a write of what the core wants saved, and of what was applied before.
     *
     * @param appliedNow by the process, which saves it with the next write
     * @param stateNow the state as of that
     */
    Contents saved(Ready ready, long appliedNow, String stateNow) {
        Contents next = new Contents(hardState, base, entries, appliedNow, stateNow);
        for (InstallSnapshot.Request request : ready.chunks()) {
            next = next.installed(request);
        }
        List<Entry> log = new ArrayList<>(next.entries);
        if (ready.truncateFrom() > 0) {
            log.removeIf(entry -> entry.index() >= ready.truncateFrom());
        }
        log.addAll(ready.entries());
        HardState changed = ready.hardState();
        return new Contents(
                changed == null ? hardState : changed,
                next.base,
                List.copyOf(log),
                next.applied,
                next.state);
    }

    private Contents installed(InstallSnapshot.Request whole) {
        String received = new String(whole.chunk().data(), StandardCharsets.UTF_8);
        SnapshotMetadata snapshot = whole.snapshot();
        return new Contents(hardState, snapshot, List.of(), snapshot.index(), received);
    }

    /**
     * Without what the state contains.
     *
     * @param limit entries behind it are needed
     */
    Contents compacted(long limit) {
        long to = Math.min(limit, applied);
        Entry last = log().entry(to);
        if (last == null) {
            return this;
        }
        long configurationIndex = base.configurationIndex();
        Configuration configuration = base.configuration();
        for (Entry entry : entries) {
            if (entry.index() <= to && entry.payload() instanceof Configuration newer) {
                configurationIndex = entry.index();
                configuration = newer;
            }
        }
        return new Contents(
                hardState,
                new SnapshotMetadata(to, last.term(), hash(to), configurationIndex, configuration),
                entries.stream().filter(entry -> entry.index() > to).toList(),
                applied,
                state);
    }

    // ---- reading

    /** The hash at an entry, or at the one before the first. */
    long hash(long index) {
        long hash = base.hash();
        for (Entry entry : entries) {
            hash = entry.index() <= index ? ChainHash.of(hash, entry) : hash;
        }
        return hash;
    }

    LogView log() {
        return new LogView(base.index(), base.term(), entries);
    }

    LogPosition end() {
        return entries.isEmpty()
                ? new LogPosition(base.term(), base.index())
                : new LogPosition(entries.get(entries.size() - 1).term(), log().lastIndex());
    }

    /** What a process that starts has to know of the log. */
    StoredLog outline() {
        return Outline.of(base, entries);
    }
}
