package org.hraft.node;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.Configuration;
import org.hraft.raft.DivergedException;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.Ready;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One turn of the loop: feeds the inputs to the core, and does what the core says in the order that
 * makes it safe. A plain object without a thread or a clock of its own: {@link Engine} runs it in
 * production, a simulator in virtual time. Not thread-safe, except {@link #status()}.
 *
 * <p>The first error of the disk, and any broken invariant, halts the node for good: its memory may
 * be ahead of its disk, and nothing it says from then on could be believed.
 */
public final class RaftNode implements Node {

    private static final System.Logger LOG = System.getLogger(RaftNode.class.getName());

    private final NodeOptions options;
    private final RaftStore store;
    private final StateMachine stateMachine;
    private final Transport transport;
    private final Consumer<Input> inbox;
    private final Member self;
    private final Affiliation affiliation;
    private final Raft raft;
    private final Completions completions;
    private final ClientRequests clients;
    private final SpaceReserve space;
    private final Upkeep upkeep;
    private final PeerHealth health = new PeerHealth();
    private final Freshness freshness;
    private final StatusView view;
    private final TreeMap<Long, CompletableFuture<Rpc.Response>> received = new TreeMap<>();
    private final List<CompletableFuture<Boolean>> handOvers = new ArrayList<>();

    private @Nullable RuntimeException error;
    private long lastCallId;
    private long nowNanos;
    private volatile NodeStatus status;

    /**
     * Recovers from the store.
     *
     * @param inbox takes the ends of calls, from any thread
     * @param completionExecutor runs the completions of all futures
     * @param nowNanos of the clock that {@link #turn} will be given
     * @throws StorageException if the store cannot be used
     */
    public RaftNode(
            RaftOptions raftOptions,
            NodeOptions options,
            RaftStore store,
            StateMachine stateMachine,
            Transport transport,
            String raftAddress,
            String httpAddress,
            RandomGenerator dice,
            Consumer<Input> inbox,
            Executor completionExecutor,
            long nowNanos) {
        this.options = options;
        this.store = store;
        this.stateMachine = stateMachine;
        this.transport = transport;
        this.inbox = inbox;
        this.completions = new Completions(completionExecutor);
        this.nowNanos = nowNanos;
        RaftStore.Recovered recovered = store.recover();
        this.self = new Member(recovered.self(), raftAddress, httpAddress, Suffrage.STAGING);
        this.affiliation = new Affiliation(self.id(), store, recovered.clusterId());
        this.raft = new Raft(
                raftOptions,
                recovered.self(),
                recovered.saved(),
                store,
                () -> stateMachine.snapshot().forRaft(),
                dice);
        raft.states().applied(raft.lastApplied(), stateMachine.hash());
        this.clients = new ClientRequests(options, raft, this::call, completions, nowNanos);
        this.freshness = new Freshness(self.id(), options.maxElapsedNanos(), nowNanos);
        this.space = new SpaceReserve(store, completions, nowNanos);
        this.upkeep = new Upkeep(options, store, stateMachine, raft);
        this.view = new StatusView(self.id(), raft, health);
        if (raft.isRegressed()) {
            LOG.log(System.Logger.Level.WARNING, "the disk has lost entries: " + trouble());
        }
        this.status = view.now(affiliation.clusterId(), false, null);
    }

    @Override
    public NodeStatus status() {
        return status;
    }

    @Override
    public long ageNanos(long now) {
        return freshness.ageNanos(now);
    }

    @Override
    public @Nullable String claim() {
        return affiliation.claim();
    }

    @Override
    public Identity identity() {
        return new Identity(
                self.id().name(),
                self.id().incarnation(),
                status.clusterId(),
                self.raftAddress(),
                self.httpAddress());
    }

    /**
     * Takes everything that has happened and brings it to an end: after this, all that the inputs
     * ask of this server is saved, sent, applied and answered, or waits for others.
     *
     * @param now in nanoseconds, never less than in the call before
     */
    @Override
    public void turn(List<Input> inputs, long now) {
        long elapsed = Math.min(now - nowNanos, options.maxElapsedNanos());
        nowNanos = now;
        freshness.turn(now);
        if (error == null) {
            try {
                raft.tick(elapsed);
                mindSpace();
                inputs.forEach(this::accept);
                work();
                freshness.applied(raft);
                upkeep.saveWhenIdle(elapsed);
                answerLate();
                upkeep.scrub(elapsed);
            } catch (DivergedException e) {
                halt(new DamagedStoreException(String.valueOf(e.getMessage()), e));
            } catch (RuntimeException e) {
                halt(e);
            }
        } else {
            inputs.forEach(input -> completions.refuse(input, status));
        }
        status = view.now(affiliation.clusterId(), space.isLow(), error);
    }

    // ---- inputs

    private void accept(Input input) {
        if (space.refuses(input)) {
            return;
        }
        if (input instanceof Input.Received call) {
            receive(call);
        } else if (input instanceof Input.Ended ended) {
            onEnded(ended);
        } else if (input instanceof Input.Bootstrap bootstrap) {
            bootstrap(bootstrap);
        } else if (input instanceof Input.HandOver handOver) {
            handOver(handOver);
        } else {
            clients.add(input, nowNanos);
        }
    }

    private void receive(Input.Received call) {
        Envelope envelope = call.envelope();
        String refusal = affiliation.refusal(envelope);
        if (refusal != null) {
            call.answer().completeExceptionally(new RefusedException(refusal));
            return;
        }
        health.heardFrom(envelope.from());
        received.put(++lastCallId, call.answer());
        long commitIndex = raft.commitIndex();
        raft.receive(lastCallId, envelope.from(), envelope.request());
        if (envelope.request() instanceof AppendEntries.Request append
                && append.term() == raft.currentTerm()) {
            freshness.heard(append, commitIndex);
        }
    }

    private void onEnded(Input.Ended ended) {
        if (!ended.from().equals(self.id())) {
            return; // it was made before the store was made anew
        }
        health.ended(ended.to(), ended.outcome(), nowNanos);
        Rpc.Request request = ended.request();
        Rpc.Response response =
                ended.outcome() instanceof Transport.Answered answered ? answered.response() : null;
        if (clients.ended(ended, nowNanos, this::trouble)) {
            return;
        }
        if (response != null) {
            freshness.answered(ended.to(), request, response, ended.sentNanos(), raft);
            raft.onAnswer(ended.to(), request, response);
        } else {
            raft.onFailure(ended.to(), request);
        }
    }

    /** The log first, then the name: a crash between the two leaves a log that is named at boot. */
    private void bootstrap(Input.Bootstrap input) {
        boolean founds = affiliation.clusterId() == null;
        if (founds) {
            if (raft.lastIndex() == 0) {
                raft.bootstrap(self);
                while (raft.hasReady()) {
                    step(raft.ready());
                }
            }
            affiliation.adopt(input.clusterId());
            status = view.now(
                    affiliation.clusterId(), space.isLow(), null); // whoever waits may look at it
        }
        completions.complete(input.future(), founds);
    }

    private void handOver(Input.HandOver input) {
        if (raft.transferLeadership()) {
            handOvers.add(input.future());
        } else {
            completions.complete(input.future(), false);
        }
    }

    // ---- the loop

    private void work() {
        clients.forward(nowNanos);
        while (raft.hasReady()) {
            step(raft.ready());
            clients.forward(nowNanos);
        }
    }

    /** The order of this method is what makes Raft safe: see {@link Ready}. */
    private void step(Ready ready) {
        ready.beforePersist().forEach(this::send);
        long installed = ready.installedIndex();
        if (ready.mustSave()) {
            long applied = Math.max(upkeep.appliedToSave(), installed);
            store.persist(new RaftStore.Update(
                    ready.chunks(),
                    ready.truncateFrom(),
                    ready.entries(),
                    ready.hardState(),
                    applied,
                    raft.compactTo()));
            upkeep.saved(applied);
            if (installed > 0) {
                raft.states().applied(installed, stateMachine.hash());
                clients.skipped(installed, nowNanos);
            }
        }
        ready.afterPersist().forEach(this::send);
        ready.replies().forEach(this::answer);
        ready.committed().forEach(this::apply);
        raft.advance(ready);
        clients.settle(ready.reads(), nowNanos);
    }

    private void send(Ready.Message message) {
        call(message.to(), message.request());
    }

    private void answer(Ready.Reply reply) {
        CompletableFuture<Rpc.Response> answer = received.remove(reply.callId());
        if (answer != null) {
            answer.complete(reply.response());
        }
    }

    private void apply(Entry entry) {
        Object result = entry.payload() instanceof Entry.Command command
                ? stateMachine.apply(entry.index(), command.bytes())
                : "";
        raft.states().applied(entry.index(), stateMachine.hash());
        clients.applied(entry, result, nowNanos);
    }

    private void call(ServerId to, Rpc.Request request) {
        long sent = nowNanos;
        Member member = raft.configuration().member(to);
        String clusterId = affiliation.clusterId();
        if (member == null || clusterId == null) {
            inbox.accept(new Input.Ended(
                    self.id(),
                    to,
                    request,
                    sent,
                    new Transport.NotDelivered(to + " is not a member here")));
            return;
        }
        transport.call(
                member,
                new Envelope(clusterId, self.id(), to, request),
                outcome -> inbox.accept(new Input.Ended(self.id(), to, request, sent, outcome)));
    }

    // ---- time

    private void mindSpace() {
        space.look(nowNanos);
        if (raft.isLeader() && space.isResignationDue(nowNanos)) {
            raft.transferLeadership();
        }
    }

    private void answerLate() {
        clients.expire(nowNanos, this::trouble);
        if (!raft.isLeader()) {
            handOvers.forEach(future -> completions.complete(future, true));
            handOvers.clear();
        }
    }

    private String trouble() {
        Configuration known = raft.configuration();
        if (!known.members().isEmpty() && known.member(self.id()) == null) {
            return self.id() + " is not a member of the cluster; ask one that is";
        }
        if (raft.isRegressed()) {
            return self.id() + " has lost entries from its disk that it had acknowledged, and waits"
                    + " for a leader that brings them back; " + leader();
        }
        if (!raft.divergence().isEmpty()) {
            return "the servers do not have the same, and no majority has said yet what is right: "
                    + raft.divergence();
        }
        return leader() + "; " + health.describe(known, self.id(), nowNanos);
    }

    private String leader() {
        ServerId leader = raft.leaderId();
        return leader == null ? "no leader is known here" : "the leader is " + leader;
    }

    // ---- the end

    @Override
    public void close() {
        endAll(new NotAppliedException(
                NotAppliedException.Reason.STOPPING, "This server is shutting down."));
        if (error == null) {
            saveLast();
        }
        store.close();
    }

    /** Not needed by the next start, which has the log; for whoever looks at the tables meanwhile. */
    private void saveLast() {
        try {
            upkeep.save();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the newest rows were not saved: " + e, e);
        }
    }

    private void halt(RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "halted for good: " + e, e);
        error = e;
        status = view.now(affiliation.clusterId(), space.isLow(), e);
        endAll(Completions.halted(status));
    }

    /** What the core has taken from peers may be on its way already: that is no refusal. */
    private void endAll(NotAppliedException reason) {
        clients.close(reason);
        received.values()
                .forEach(answer -> answer.completeExceptionally(
                        new OutcomeUnknownException("this server ended before it could answer")));
        received.clear();
        handOvers.forEach(future -> completions.complete(future, false));
        handOvers.clear();
    }
}
