package org.hraft.simulation;

import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.Input;
import org.hraft.node.NodeOptions;
import org.hraft.node.NodeStatus;
import org.hraft.node.RaftNode;
import org.hraft.node.StorageException;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One server: a disk that outlives the process, a clock of its own, and a process that may be dead,
 * paused or busy. A turn of its loop is computed at once, but what it says leaves only when the
 * writes before it are finished, and until then the server takes no more inputs.
 */
final class SimulatedServer {

    /** Of the product; a server that is short of processor time gets a turn more rarely. */
    private static final long SHORTEST_TICK_NANOS = 50_000_000;

    private static final Input TICK = new Input.Tick();

    final int number;

    /** An operator does not want it as a voter at present. */
    boolean retired;

    private final SimulatedCluster cluster;
    private final Timeline timeline;
    private final SplittableRandom dice;
    private final SimulatedClock clock;
    private final long tickNanos;
    private SimulatedDisk disk;
    private final List<SimulatedDisk> disks = new ArrayList<>();

    private KvStateMachine machine = new KvStateMachine();
    private @Nullable RaftNode node;
    private int life;
    private final List<Input> inbox = new ArrayList<>();
    private final Set<Runnable> connections = new LinkedHashSet<>();
    private long busyUntil;
    private long pausedUntil;
    /** From the first input of a turn until all its writes are finished. */
    private boolean inTurn;

    private KvState stateInTurn = KvState.EMPTY;

    /** What was to be said during a pause. */
    private final List<Runnable> held = new ArrayList<>();

    // The disk's moods.
    private long writeNanos = 100_000;
    private long slowUntil;
    private long slowWriteNanos;
    private long fullUntil;
    private boolean crashInWrite;
    private boolean diskFailed;

    SimulatedServer(SimulatedCluster cluster, int number, SplittableRandom dice) {
        this.cluster = cluster;
        this.timeline = cluster.timeline();
        this.number = number;
        this.dice = dice;
        this.disk = new SimulatedDisk(nextId());
        this.disks.add(disk);
        this.clock = new SimulatedClock(timeline, dice.nextLong(1L << 40));
        this.tickNanos = SHORTEST_TICK_NANOS << dice.nextInt(3);
        timeline.in(dice.nextLong(tickNanos), this::tick);
    }

    private ServerId nextId() {
        return new ServerId("s" + number, "i" + (disks.size() + 1));
    }

    // ---- life and death

    /** A process starts on the disk; nothing happens if there is one. */
    void start() {
        if (node != null) {
            return;
        }
        int thisLife = life;
        diskFailed = false;
        machine = new KvStateMachine();
        node = new RaftNode(
                cluster.raftOptions(),
                NodeOptions.DEFAULT,
                new SimulatedStore(disk, machine, cluster.keptEntries(), this::writing),
                new CheckedMachine(this, machine, cluster.checker().states()),
                cluster.network().transportOf(this),
                raftAddress(),
                "",
                dice.split(),
                input -> inputOf(thisLife, input),
                task -> completionOf(thisLife, task),
                clock.now());
        cluster.checker().started(this);
        cluster.trace().tell(() -> number + " starts as " + disk.self().incarnation());
    }

    /** A call of a former process may end whenever it likes. */
    private void inputOf(int ofLife, Input input) {
        if (life == ofLife) {
            input(input);
        }
    }

    /** The process ends now. Writes that are under way reach the disk or do not. */
    void crash() {
        if (node == null) {
            return;
        }
        node = null;
        life++;
        inbox.clear();
        inTurn = false;
        held.clear();
        crashInWrite = false;
        pausedUntil = 0;
        busyUntil = 0;
        SimulatedJournal.Crash crash = disk.crash(timeline.now(), dice);
        cluster.checker().states().crashed(this);
        cluster.faults().count(faultOf(crash));
        cluster.trace().note(number, crash.kept(), crash.lost());
        cluster.trace().tell(() -> number + " crashes: " + crash);
        List.copyOf(connections).forEach(Runnable::run);
        connections.clear();
    }

    private static Fault faultOf(SimulatedJournal.Crash crash) {
        if (crash.kept() == 0) {
            return crash.lost() == 0 ? Fault.CRASH : Fault.LOST_WRITE;
        }
        return crash.lost() == 0 ? Fault.UNTOLD_WRITE : Fault.TORN_WRITE;
    }

    /** The next turn that writes is the last: the process ends before or while it is told of it. */
    void crashInNextWrite() {
        crashInWrite = node != null;
    }

    /** The process ends, and its disk is replaced by an empty one. */
    void wipe() {
        crash();
        disk = new SimulatedDisk(nextId());
        disks.add(disk);
    }

    /** The process stands still: it hears and says nothing. */
    void pause(long nanos) {
        pausedUntil = timeline.now() + nanos;
        timeline.at(pausedUntil, this::goOn);
    }

    boolean isPaused() {
        return timeline.now() < pausedUntil;
    }

    private void goOn() {
        if (!isPaused()) {
            List<Runnable> due = List.copyOf(held);
            held.clear();
            due.forEach(Runnable::run);
            wake();
        }
    }

    /** Every trouble ends: it runs, its disk is well, and its clock goes as others do. */
    void heal() {
        pausedUntil = 0;
        slowUntil = 0;
        fullUntil = 0;
        crashInWrite = false;
        clockRate(1);
        if (!isWell()) {
            crash();
            start();
        }
        goOn();
    }

    boolean isUp() {
        return node != null;
    }

    // ---- what is done to it

    void input(Input input) {
        if (node != null) {
            inbox.add(input);
            wake();
        }
    }

    /** Somebody waits for an answer of this process, and hears when it is gone. */
    void connect(Runnable whenGone) {
        connections.add(whenGone);
    }

    void disconnect(Runnable whenGone) {
        connections.remove(whenGone);
    }

    private void tick() {
        if (node != null && !isPaused() && inbox.isEmpty()) {
            input(TICK);
        }
        timeline.in(tickNanos, this::tick);
    }

    private void wake() {
        if (!inTurn && !isPaused() && !inbox.isEmpty()) {
            turn();
        }
    }

    private void turn() {
        RaftNode running = node;
        if (running == null) {
            return;
        }
        List<Input> inputs = List.copyOf(inbox);
        inbox.clear();
        disk.finish(timeline.now());
        busyUntil = timeline.now();
        inTurn = true;
        stateInTurn = machine.state();
        long installs = disk.installs();
        long compactions = disk.compactions();
        cluster.checker().turnBegins(this, inputs, clock.now());
        running.turn(inputs, clock.now());
        count(Fault.SNAPSHOT, disk.installs() - installs);
        count(Fault.COMPACTION, disk.compactions() - compactions);
        cluster.trace().note(number, inputs.size(), running.status().commitIndex());
        if (busyUntil == timeline.now()) {
            turnEnded();
            return;
        }
        int ofLife = life;
        if (crashInWrite) {
            timeline.in(1 + dice.nextLong(busyUntil - timeline.now()), () -> crashOf(ofLife));
        }
        timeline.at(busyUntil, () -> {
            if (life == ofLife) {
                turnEnded();
            }
        });
    }

    private void count(Fault fault, long times) {
        for (long i = 0; i < times; i++) {
            cluster.faults().count(fault);
        }
    }

    private void crashOf(int ofLife) {
        if (life == ofLife && crashInWrite) { // not if it was healed meanwhile
            crash();
        }
    }

    private void turnEnded() {
        inTurn = false;
        disk.finish(timeline.now());
        cluster.checker().turnEnded(this);
        wake();
    }

    // ---- what it says

    /** Says something when the writes so far are finished, unless the process ends before. */
    void say(Runnable message) {
        if (busyUntil == timeline.now()) {
            message.run();
        } else {
            whenWritten(message);
        }
    }

    /** The same, but never before the caller has returned. */
    void whenWritten(Runnable message) {
        outputOf(life, message);
    }

    /** Who is told that something was applied sees the state as it was then, and no later one. */
    private void completionOf(int ofLife, Runnable task) {
        KvState then = machine.state();
        outputOf(ofLife, () -> {
            stateInTurn = then;
            task.run();
        });
    }

    private void outputOf(int ofLife, Runnable action) {
        timeline.at(busyUntil, () -> {
            if (life == ofLife && isPaused()) {
                held.add(action);
            } else if (life == ofLife) {
                action.run();
            }
        });
    }

    // ---- its disk and its clock

    /** The moods of the disk: until {@code timeNanos} a write takes this long. */
    void slowDisk(long untilNanos, long nanos) {
        slowUntil = untilNanos;
        slowWriteNanos = nanos;
    }

    void fullDisk(long untilNanos) {
        fullUntil = untilNanos;
    }

    void writeTakes(long nanos) {
        writeNanos = nanos;
    }

    private long writing() {
        if (timeline.now() < fullUntil) {
            diskFailed = true;
            cluster.faults().count(Fault.FULL_DISK);
            throw new StorageException("no space is left");
        }
        boolean slow = timeline.now() < slowUntil;
        if (slow) {
            cluster.faults().count(Fault.SLOW_DISK);
        }
        busyUntil += 1 + dice.nextLong(2 * (slow ? slowWriteNanos : writeNanos));
        return busyUntil;
    }

    void clockRate(double rate) {
        clock.rate(rate);
    }

    // ---- for others to look at

    String raftAddress() {
        return "raft:" + number;
    }

    Member member() {
        return new Member(disk.self(), raftAddress(), "", Suffrage.STAGING);
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** Every disk that it ever had, the present one last. */
    List<SimulatedDisk> disks() {
        return disks;
    }

    /** The map as others see it now: a turn is computed in no time, and then takes its time. */
    KvState state() {
        return inTurn ? stateInTurn : machine.state();
    }

    @Nullable
    NodeStatus status() {
        return node == null ? null : node.status();
    }

    /** Its disk has failed in this life: nothing else may halt a server. */
    boolean mayHalt() {
        return diskFailed;
    }

    /** It has this entry, and knows that it is committed. */
    boolean hasCommitted(long index) {
        NodeStatus status = status();
        boolean committed =
                index <= disk.lastApplied() || (status != null && index <= status.commitIndex());
        return committed && disk.seen(index) != null;
    }

    /** It could work: up, and not halted. */
    boolean isWell() {
        NodeStatus status = status();
        return status != null && status.role() != NodeStatus.Role.HALTED;
    }
}
