package org.hraft.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.RaftStore.Update;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Saved;
import org.hraft.raft.StagedSnapshot;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A server's memory as it goes on, step by step. Writer and judge have one each, and the same seed
 * and number of steps lead both to the same memory: so the judge knows what was written without being
 * told more than how many steps were acknowledged. One thread.
 */
final class Model {

    private final Contents contents;
    private final KvStateMachine machine;
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    private HardState hardState = HardState.INITIAL;
    private LogPosition base = LogPosition.START;
    private LogPosition end = LogPosition.START;
    private long removable;
    private long applied;
    private @Nullable StagedSnapshot staged;
    private long steps;

    /** A server that is new. */
    Model(long seed) {
        this.contents = new Contents(seed);
        this.machine = new KvStateMachine();
    }

    /**
     * Goes on from what a boot has found.
     *
     * @param machine has been filled by the boot
     */
    Model(long seed, long steps, Saved saved, Found found, KvStateMachine machine) {
        this.contents = new Contents(seed);
        this.machine = machine;
        this.steps = steps;
        this.hardState = saved.hardState();
        this.base =
                new LogPosition(saved.log().base().term(), saved.log().base().index());
        this.runs.putAll(found.runs());
        this.end = found.end();
        this.applied = saved.lastApplied();
        this.staged = saved.staged();
    }

    Contents contents() {
        return contents;
    }

    HardState hardState() {
        return hardState;
    }

    LogPosition end() {
        return end;
    }

    long applied() {
        return applied;
    }

    @Nullable
    StagedSnapshot staged() {
        return staged;
    }

    /** How many it has gone. */
    long steps() {
        return steps;
    }

    /** Applies the entries whose rows the update saves; a snapshot brings its own. */
    void apply(Update update) {
        long to = update.chunks().isEmpty() ? update.lastApplied() : applied;
        for (long index = applied + 1; index <= to; index++) {
            Entry.Payload payload = contents.entry(index, termAt(index)).payload();
            if (payload instanceof Entry.Command command) {
                machine.apply(index, command.bytes());
            }
        }
    }

    private long termAt(long index) {
        return index == base.index() ? base.term() : runs.floorEntry(index).getValue();
    }

    /** The update is on the disk. */
    void saved(Update update) {
        applied = update.lastApplied();
        update.chunks().forEach(this::receive);
        if (update.truncateFrom() != 0) {
            runs.tailMap(update.truncateFrom(), true).clear();
            long last = update.truncateFrom() - 1;
            end = new LogPosition(termAt(last), last);
        }
        for (Entry entry : update.entries()) {
            if (runs.isEmpty() || entry.term() != end.term()) {
                runs.put(entry.index(), entry.term());
            }
            end = new LogPosition(entry.term(), entry.index());
        }
        hardState = update.hardState() == null ? hardState : update.hardState();
        removable = Math.max(removable, update.compactTo());
        steps++;
    }

    private void receive(InstallSnapshot.Request request) {
        staged = new StagedSnapshot(request.snapshot(), request.chunk().end());
        if (request.chunk().last()) {
            staged = null;
            base = new LogPosition(request.snapshot().term(), request.snapshot().index());
            end = base;
            runs.clear();
            machine.restore(contents.stateOf(request.snapshot()));
        }
    }

    Memory memory() {
        return new Memory(
                hardState,
                Collections.unmodifiableNavigableMap(new TreeMap<>(runs)),
                base,
                removable,
                end,
                applied,
                checksum(machine.state()),
                toText(staged));
    }

    static String toText(@Nullable StagedSnapshot staged) {
        return staged == null ? "" : staged.snapshot().index() + " from " + staged.position();
    }

    static long checksum(KvState state) {
        CRC32C crc = new CRC32C();
        state.rows().forEach((key, value) -> {
            crc.update(key.getBytes(UTF_8));
            crc.update(header(value).flip());
            crc.update(value.bytes());
        });
        return crc.getValue();
    }

    private static ByteBuffer header(Value value) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(value.modIndex())
                .putInt(value.bytes().length);
    }
}
