package org.hraft.scenario;

import org.hraft.kv.Command;
import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Ready;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Random;

/** A disk that survives, and a process that may not be there. */
final class Server {

    final int number;
    private SimulatedDisk disk;
    private KvStateMachine machine = new KvStateMachine();
    private SimulatedStore store;
    private @Nullable Raft raft;

    /** Counts the processes; who asked in one life does not hear the answer in the next. */
    private int life;

    /** Writes take until they are finished by command. */
    boolean slow;

    /** Its loop takes inputs and does not act on them yet: they come in one turn. */
    boolean gathering;

    /** The write that a slow disk has not finished. */
    @Nullable
    Ready saving;

    /** The next write removes entries up to here, as far as they may go; 0: none. */
    long compactTo;

    /** How often it asked for votes. */
    int campaigns;

    // What the transcript has said of it last.
    private boolean saidLeader;
    private @Nullable ServerId saidLeaderId;
    private long saidCommit;

    Server(int number) {
        this.number = number;
        this.disk = new SimulatedDisk(idOf(number));
        this.store = new SimulatedStore(disk, machine, 0);
    }

    static ServerId idOf(int number) {
        return new ServerId(Integer.toString(number), "first");
    }

    static Member member(int number, boolean voter) {
        Suffrage suffrage = voter ? Suffrage.VOTER : Suffrage.STAGING;
        return new Member(idOf(number), "raft:" + number, "", suffrage);
    }

    /** Puts another disk in, with these contents. */
    void format(List<Entry> log, HardState state, long lastApplied) {
        disk = new SimulatedDisk(idOf(number));
        machine = new KvStateMachine();
        log.subList(0, (int) lastApplied).forEach(this::apply);
        new SimulatedStore(disk, machine, 0)
                .persist(new RaftStore.Update(List.of(), 0, log, state, lastApplied, 0));
    }

    /** A process starts on the disk. Its dice depend on the server and on nothing else. */
    void start(RaftOptions options) {
        life++;
        machine = new KvStateMachine();
        store = new SimulatedStore(disk, machine, 0);
        RaftStore.Recovered found = store.recover();
        raft = new Raft(
                options,
                found.self(),
                found.saved(),
                store,
                () -> machine.snapshot().forRaft(),
                new Random(1_000L * number + life));
        saidLeader = false;
        saidLeaderId = null;
        saidCommit = found.saved().lastApplied();
    }

    /** The process ends; a write under way reaches the disk or not, nobody is told. */
    void crash(boolean loseUnsynced) {
        Ready unfinished = saving;
        if (unfinished != null && !loseUnsynced) {
            persist(unfinished);
        }
        saving = null;
        raft = null;
        life++;
    }

    void persist(Ready ready) {
        store.persist(new RaftStore.Update(
                ready.chunks(),
                ready.truncateFrom(),
                ready.entries(),
                ready.hardState(),
                Math.max(raft().lastApplied(), ready.installedIndex()),
                Math.min(raft().compactTo(), compactTo)));
        compactTo = 0;
    }

    /** What an author proposes is a key. */
    void apply(Entry entry) {
        if (entry.payload() instanceof Entry.Command command) {
            String key = Words.payload(command);
            machine.apply(entry.index(), new Command.Put(key, new byte[0]).encode());
        }
    }

    KvState state() {
        return machine.state();
    }

    boolean isUp() {
        return raft != null;
    }

    /** Up, and not waiting for its disk. */
    boolean isAwake() {
        return raft != null && saving == null;
    }

    Raft raft() {
        Raft running = raft;
        if (running == null) {
            throw new IllegalArgumentException("server " + number + " is not running");
        }
        return running;
    }

    int life() {
        return life;
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** Tells the reader what has become of this server since the last time. */
    void sayChanges(Transcript transcript) {
        Raft now = raft();
        if (now.isLeader() != saidLeader) {
            transcript.say(number
                    + (now.isLeader()
                            ? " becomes leader of term " + now.currentTerm()
                            : " stops leading"));
        }
        ServerId leaderId = now.isLeader() ? null : now.leaderId();
        if (leaderId != null && !leaderId.equals(saidLeaderId)) {
            transcript.say(number + " follows " + leaderId + " in term " + now.currentTerm());
        } else if (leaderId == null && saidLeaderId != null && !now.isLeader()) {
            transcript.say(number + " no longer follows " + saidLeaderId);
        }
        if (now.commitIndex() != saidCommit) {
            transcript.say(number + " commits up to " + now.commitIndex());
        }
        saidLeader = now.isLeader();
        saidLeaderId = leaderId;
        saidCommit = now.commitIndex();
    }
}
