package org.hraft.search;

import org.hraft.raft.Invariant;
import org.hraft.raft.Raft;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Ready;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One server at one moment. It never changes: {@link #take} works on a copy. Thread-safe, because
 * nobody changes it.
 */
final class Server {

    /** The times mean nothing, only that one is longer than the other. */
    static final RaftOptions OPTIONS = new RaftOptions(
            10,
            1_000,
            10_000,
            RaftOptions.DEFAULT.maxAppendBytes(),
            RaftOptions.DEFAULT.minInFlightBytes(),
            RaftOptions.DEFAULT.maxInFlightBytes(),
            RaftOptions.DEFAULT.maxInFlightRequests(),
            RaftOptions.DEFAULT.maxUncommittedBytes(),
            RaftOptions.DEFAULT.maxApplyBytes(),
            0, // so that whatever is saved is read back from the disk
            RaftOptions.DEFAULT.maxChunkBytes(),
            RaftOptions.DEFAULT.maxKeptBytes(),
            RaftOptions.DEFAULT.keptSilentNanos());

    private static final long CALL = 1;

    private final ServerId self;
    private final Raft raft;
    private final Disk disk;
    private @Nullable LogView log;
    private volatile long fingerprint;

    /**
     * What came of an input.
     *
     * @param after the server then
     * @param sent in order
     * @param reads that were granted
     */
    record Outcome(Server after, List<Packet> sent, List<Ready.ReadState> reads) {}

    /** Starts on a disk. */
    Server(ServerId self, Disk disk) {
        this.self = self;
        this.disk = disk;
        this.raft = new Raft(OPTIONS, self, disk.read(), disk, disk, new NoDice());
    }

    private Server(Server original) {
        Parts copy = ObjectGraph.copy(new Parts(original.raft, original.disk));
        this.self = original.self;
        this.raft = copy.raft;
        this.disk = copy.disk;
    }

    /** Copied together, because the one holds the other. */
    private static final class Parts {
        private final Raft raft;
        private final Disk disk;

        Parts(Raft raft, Disk disk) {
            this.raft = raft;
            this.disk = disk;
        }
    }

    /** All timeouts are the longest. */
    private static final class NoDice implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return bound - 1;
        }
    }

    ServerId self() {
        return self;
    }

    Raft raft() {
        return raft;
    }

    Disk disk() {
        return disk;
    }

    /** As it lies on the disk. */
    LogView log() {
        LogView known = log;
        if (known == null) {
            known = disk.log();
            log = known; // twice does no harm
        }
        return known;
    }

    long fingerprint() {
        if (fingerprint == 0) { // twice does no harm
            fingerprint = ObjectGraph.fingerprint(new Parts(raft, disk));
        }
        return fingerprint;
    }

    // ---- a turn

    /**
     * One turn, as {@code RaftNode} does it.
     *
     * @return null if it cannot happen: the process should have ended in a write, and nothing was
     *     written, or its disk should have forgotten more than it can
     * @throws RuntimeException if the core notices that one of its own rules is broken
     */
    @Nullable
    Outcome take(Input input) {
        if (input instanceof Input.Crashes) {
            Server copy = new Server(this);
            copy.disk.crash();
            return new Outcome(copy.restarted(), List.of(), List.of());
        } else if (input instanceof Input.Forgets forgetting) {
            Server copy = new Server(this);
            return copy.disk.forget(forgetting.writes())
                    ? new Outcome(copy.restarted(), List.of(), List.of())
                    : null;
        } else if (input instanceof Input.CrashesIn dying) {
            return new Server(this).turn(dying.turn(), true);
        }
        return new Server(this).turn(input, false);
    }

    private Server restarted() {
        return new Server(self, disk);
    }

    private @Nullable Outcome turn(Input input, boolean dies) {
        feed(input);
        List<Packet> sent = new ArrayList<>();
        List<Ready.ReadState> reads = new ArrayList<>();
        while (raft.hasReady()) {
            Ready ready = raft.ready();
            ready.beforePersist().forEach(message -> sent.add(request(message)));
            if (ready.mustSave()) {
                if (dies) {
                    disk.crashInSave(ready);
                    return new Outcome(restarted(), sent, List.of());
                }
                disk.save(ready);
            }
            ready.afterPersist().forEach(message -> sent.add(request(message)));
            ready.replies().forEach(reply -> sent.add(answer(input, reply)));
            ready.committed().forEach(disk::apply);
            raft.advance(ready);
            reads.addAll(ready.reads());
        }
        return dies ? null : new Outcome(this, sent, reads);
    }

    private void feed(Input input) {
        if (input instanceof Input.Arrives arrival) {
            if (arrival.late()) {
                raft.tick(OPTIONS.electionTimeoutMinNanos());
            }
            arrive(arrival.packet());
        } else if (input instanceof Input.Fails failure) {
            raft.onFailure(failure.request().to(), failure.request().request());
        } else if (input instanceof Input.TimesOut) {
            raft.tick(OPTIONS.electionTimeoutMaxNanos());
        } else if (input instanceof Input.Heartbeat) {
            raft.tick(OPTIONS.heartbeatNanos());
        } else if (input instanceof Input.Command command) {
            raft.propose(List.of(command.command()));
        } else if (input instanceof Input.Read read) {
            raft.readIndex(read.token(), true);
        } else if (input instanceof Input.Joins joins) {
            raft.addServer(joins.member());
        } else if (input instanceof Input.Changes changes) {
            raft.changeMember(changes.request());
        } else if (input instanceof Input.Transfers) {
            raft.transferLeadership();
        } else if (input instanceof Input.Compacts) {
            disk.compact(raft.compactTo());
            raft.advance(raft.ready()); // the core looks where the log begins after each save
        }
    }

    private void arrive(Packet packet) {
        if (packet instanceof Packet.Request request) {
            raft.receive(CALL, request.from(), request.request());
        } else if (packet instanceof Packet.Answer answer) {
            raft.onAnswer(answer.from(), answer.request(), answer.response());
        }
    }

    private Packet request(Ready.Message message) {
        return new Packet.Request(self, message.to(), message.request());
    }

    /** Every request of a peer is answered in the turn that it came in. */
    private Packet answer(Input input, Ready.Reply reply) {
        Invariant.check(reply.callId() == CALL, "only one call is under way");
        Input cause = input instanceof Input.CrashesIn dying ? dying.turn() : input;
        if (cause instanceof Input.Arrives arrival
                && arrival.packet() instanceof Packet.Request request) {
            return new Packet.Answer(self, request.from(), request.request(), reply.response());
        }
        throw new IllegalStateException("an answer to nothing: " + reply);
    }
}
