package org.hraft.node;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.ChangeMember.Change;
import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A running server: the thread, the bounded inbox and the clock around {@link RaftNode}, and what
 * the rest of the program may ask of it. All methods are safe to call from any thread and return at
 * once; the stages complete on the executor that was given to the constructor, but for {@link
 * #receive}, within the request timeout plus one turn of the loop.
 *
 * <p>A stage fails with {@link NotAppliedException} or {@link OutcomeUnknownException} and with
 * nothing else; reads and descriptions only with the former.
 */
public final class Engine {

    private static final int MAX_WAITING_PEERS = 1_024;

    private final NodeOptions options;
    private final Transport transport;
    private final RebuildableNode node;
    private final Thread loop;

    /**
     * Bounded by the counters below: clients, peers, one tick, and as many ended calls as the
     * transport lets be under way.
     */
    private final LinkedBlockingQueue<Input> inbox = new LinkedBlockingQueue<>();

    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicLong clientBytes = new AtomicLong();
    private final AtomicInteger peers = new AtomicInteger();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final AtomicLong turns = new AtomicLong();
    private volatile boolean stopping;

    /**
     * Recovers and starts the loop. With a damaged store the server refuses everything, see {@link
     * NodeStatus#damaged}, until {@link #rebuild}.
     *
     * @param dice for election timeouts
     * @param threads makes the one thread of the loop
     * @param completions completes the stages of clients; must not run tasks on the calling thread
     * @throws StorageException if the store cannot be used; nothing has been started then
     */
    public Engine(
            RaftOptions raftOptions,
            NodeOptions options,
            DataDirectory directory,
            StateMachine stateMachine,
            Transport transport,
            String raftAddress,
            String httpAddress,
            RandomGenerator dice,
            ThreadFactory threads,
            Executor completions) {
        this.options = options;
        this.transport = transport;
        this.node = new RebuildableNode(
                directory,
                store -> new RaftNode(
                        raftOptions,
                        options,
                        store,
                        stateMachine,
                        transport,
                        raftAddress,
                        httpAddress,
                        dice,
                        inbox::add,
                        completions,
                        System.nanoTime()),
                raftAddress,
                httpAddress,
                completions);
        this.loop = threads.newThread(this::run);
        this.loop.start();
    }

    /** Replicates a command, on any server. Completes when it was committed and applied here. */
    public CompletionStage<Applied> propose(byte[] command) {
        if (clientBytes.addAndGet(command.length) > options.maxWaitingBytes()) {
            clientBytes.addAndGet(-command.length);
            return CompletableFuture.failedFuture(overloaded());
        }
        var future = new CompletableFuture<Applied>();
        return submit(new Input.Proposal(command, future), future)
                .whenComplete((applied, error) -> clientBytes.addAndGet(-command.length));
    }

    /**
     * Completes with an index as soon as this server's state machine has applied it, and it is as
     * fresh as the level demands at the moment of the call: the read may then look at the local
     * state. At once for {@link ReadLevel#NONE}, if {@code minIndex} is reached.
     *
     * @param minIndex the index is not below this one; 0: none is demanded
     */
    public CompletionStage<Long> readIndex(ReadLevel level, long minIndex) {
        NodeStatus now = node.status();
        long lastApplied = now.lastApplied();
        if (level == ReadLevel.NONE && minIndex <= lastApplied && !now.damaged()) {
            return CompletableFuture.completedFuture(lastApplied);
        }
        var future = new CompletableFuture<Long>();
        return submit(new Input.Read(level, minIndex, future), future);
    }

    /**
     * How long ago this server's state machine had certainly applied all that the leader had, see
     * {@link RaftNode#ageNanos}: a leader speaks every {@link RaftOptions#heartbeatNanos} and the
     * loop looks after every tick, so that it is a little more than both in the best of times.
     */
    public long ageNanos() {
        return node.ageNanos(System.nanoTime());
    }

    /**
     * Makes a server a member; true if that changed anything. Completes when it is committed. A
     * server that is announced by somebody else is asked first who it is.
     */
    public CompletionStage<Boolean> join(JoinRequest request) {
        return identify(request).thenCompose(this::join);
    }

    private CompletionStage<Boolean> join(Member member) {
        var future = new CompletableFuture<Boolean>();
        return submit(new Input.Join(member, future), future);
    }

    private CompletionStage<Member> identify(JoinRequest request) {
        if (!request.incarnation().isEmpty()) {
            return CompletableFuture.completedFuture(member(request, request.incarnation()));
        }
        var identified = new CompletableFuture<Member>();
        transport.identify(request.raftAddress(), found -> {
            String refusal = found == null ? null : refusal(request, found);
            if (refusal != null) {
                identified.completeExceptionally(
                        new NotAppliedException(Reason.MEMBER_CONFLICT, refusal));
            } else {
                String incarnation = found == null ? "" : found.incarnation();
                identified.complete(member(request, incarnation));
            }
        });
        return identified;
    }

    /**
     * Why the server at an address is not the one to be added, or null. One of another cluster has
     * a log of its own and would never listen to a leader from here (hazard 28).
     */
    private @Nullable String refusal(JoinRequest request, Identity found) {
        if (!found.id().equals(request.id())) {
            return String.format(
                    "the server at %s is %s, not %s",
                    request.raftAddress(), found.id(), request.id());
        }
        String here = identity().clusterId();
        String there = found.clusterId();
        return here == null || there == null || here.equals(there)
                ? null
                : String.format(
                        "the server at %s belongs to another cluster, %s; start it with an empty"
                                + " data directory to add it here",
                        request.raftAddress(), there);
    }

    private static Member member(JoinRequest request, String incarnation) {
        return new Member(
                new ServerId(request.id(), incarnation),
                request.raftAddress(),
                request.httpAddress(),
                Suffrage.STAGING);
    }

    /**
     * Takes a member out, on any server. Completes when that is committed.
     *
     * @param basedOn index of the members that the caller has seen, see {@link
     *     ClusterMembers#index}; 0: whatever they are now
     * @param dryRun only say what it would come to
     */
    public CompletionStage<MembersOutlook> removeMember(String id, long basedOn, boolean dryRun) {
        return changeMember(new ChangeMember.Request(id, Change.REMOVE, basedOn, dryRun));
    }

    /** Makes a learner a voter when it has caught up, or a voter a learner that stays one. */
    public CompletionStage<MembersOutlook> setVoter(
            String id, boolean voter, long basedOn, boolean dryRun) {
        Change change = voter ? Change.PROMOTE : Change.DEMOTE;
        return changeMember(new ChangeMember.Request(id, change, basedOn, dryRun));
    }

    private CompletionStage<MembersOutlook> changeMember(ChangeMember.Request request) {
        var future = new CompletableFuture<MembersOutlook>();
        return submit(new Input.ChangeMember(request, future), future);
    }

    /**
     * Makes another server the leader, on any server. Completes when it leads and this server knows.
     *
     * @param target name of the server, empty: the one with the longest log
     */
    public CompletionStage<Leadership> transferLeadership(String target) {
        var future = new CompletableFuture<Leadership>();
        return submit(new Input.TransferLeadership(target, future), future);
    }

    /** The cluster as its leader sees it, on any server. */
    public CompletionStage<ClusterMembers> members() {
        var future = new CompletableFuture<ClusterMembers>();
        return submit(new Input.Describe(future), future);
    }

    /** This server as it was after the last turn of the loop. */
    public NodeStatus status() {
        return node.status();
    }

    /** What the server remembers of its cluster beside its store; null if it never had one. */
    public @Nullable Roster roster() {
        return node.roster();
    }

    /**
     * Soon a damaged store is put aside, and the server goes on with an empty one, as a new server
     * to the others. For whoever knows that they can do without this one; nothing happens if the
     * store is not damaged. At most one at a time.
     *
     * @return false if the store is damaged, still or again
     */
    public CompletionStage<Boolean> rebuild() {
        CompletionStage<Boolean> done = node.rebuild();
        tick();
        return done;
    }

    /**
     * What becomes of a damaged store, for the operator, who reads it in the status.
     *
     * @param sentence follows the one that says what is damaged
     */
    public void explainDamage(String sentence) {
        node.explain(sentence);
    }

    /** Who this server is; for peers that ask before anything else. */
    public Identity identity() {
        return node.identity();
    }

    /**
     * Whether another cluster takes this server for a member of it that had another data directory:
     * it has lost that one.
     *
     * @return which server of which cluster has called, null if none has
     */
    public @Nullable String claim() {
        return node.claim();
    }

    /**
     * A peer's request. Completes with the answer after everything that it promises is on disk;
     * fails with {@link RefusedException} if the request is not for this server or it is too busy,
     * and with {@link OutcomeUnknownException} if this server ends before it could answer.
     * The loop completes it, so what depends on it must be short and must not block.
     */
    public CompletionStage<Rpc.Response> receive(Envelope envelope) {
        var answer = new CompletableFuture<Rpc.Response>();
        if (stopping || peers.incrementAndGet() > MAX_WAITING_PEERS) {
            peers.decrementAndGet();
            answer.completeExceptionally(
                    new RefusedException("this server is too busy or stopping"));
            return answer;
        }
        var counted = answer.whenComplete((response, error) -> peers.decrementAndGet());
        inbox.add(new Input.Received(envelope, answer));
        return counted;
    }

    /**
     * Founds a cluster of this one server. Does nothing if it belongs to one already.
     *
     * @param clusterId of the new cluster
     */
    public CompletionStage<Boolean> bootstrap(String clusterId) {
        var future = new CompletableFuture<Boolean>();
        return submit(new Input.Bootstrap(clusterId, future), future);
    }

    /**
     * Hands leadership over if this server leads. Completes with true when another server leads, and
     * with false if there is nobody to take it.
     */
    public CompletionStage<Boolean> handOver() {
        var future = new CompletableFuture<Boolean>();
        return submit(new Input.HandOver(future), future);
    }

    private <T> CompletionStage<T> submit(Input input, CompletableFuture<T> future) {
        if (stopping) {
            return CompletableFuture.failedFuture(
                    new NotAppliedException(Reason.STOPPING, "This server is shutting down."));
        }
        if (clients.incrementAndGet() > options.maxWaitingRequests()) {
            clients.decrementAndGet();
            return CompletableFuture.failedFuture(overloaded());
        }
        var counted = future.whenComplete((value, error) -> clients.decrementAndGet());
        inbox.add(input);
        return counted;
    }

    private static NotAppliedException overloaded() {
        return new NotAppliedException(
                Reason.OVERLOADED, "Too many requests wait on this server; try again in a moment.");
    }

    /** How often the loop has turned; it does after each {@link #tick}, unless something blocks it. */
    public long turns() {
        return turns.get();
    }

    /** Time has passed: the engine looks at its clock. To be called at least every 50 ms. */
    public void tick() {
        if (ticking.compareAndSet(false, true)) {
            inbox.add(new Input.Tick());
        }
    }

    /**
     * Ends the loop after the current turn and fails what still waits; the store is closed on return.
     * Does nothing the second time.
     */
    public void stop() {
        stopping = true;
        inbox.add(new Input.Tick());
        try {
            loop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes everything that waits at once: that is the group commit. It yields before: on a busy machine
     * others come first, and what they bring shares this turn's flush and messages; on an idle one
     * that costs nothing.
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but the size of a batch
    private void run() {
        List<Input> inputs = new ArrayList<>();
        while (!stopping) {
            try {
                inputs.add(inbox.take());
            } catch (InterruptedException e) {
                break; // the container takes its thread back
            }
            Thread.yield();
            inbox.drainTo(inputs);
            ticking.set(false);
            node.turn(inputs, System.nanoTime());
            turns.lazySet(turns.get() + 1);
            inputs.clear();
        }
        stopping = true;
        inbox.drainTo(inputs);
        node.turn(inputs, System.nanoTime());
        node.close();
    }
}
