package org.hraft.node;

import org.hraft.raft.AddServer;
import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Entry;
import org.hraft.raft.Propose;
import org.hraft.raft.Raft;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Ready;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Everything that clients wait for on this server, and its way to the leader: into the core if this
 * server leads, over a call if another one does, nowhere while there is none.
 */
final class ClientRequests {

    /** The levels of which the leader has to be asked. */
    private static final List<ReadLevel> ASKED = List.of(ReadLevel.LINEARIZABLE, ReadLevel.LEADER);

    private final Raft raft;
    private final BiConsumer<ServerId, Rpc.Request> calls;
    private final PendingProposals proposals;
    private final PendingReads reads;
    private final PendingJoins joins;
    private final PendingViews views;
    private final IdentityHashMap<Rpc.Request, Long> readTokens = new IdentityHashMap<>();

    ClientRequests(
            NodeOptions options,
            Raft raft,
            BiConsumer<ServerId, Rpc.Request> calls,
            Completions completions,
            long nowNanos) {
        this.raft = raft;
        this.calls = calls;
        this.proposals = new PendingProposals(options, completions, nowNanos);
        this.reads = new PendingReads(options, completions, nowNanos);
        this.joins = new PendingJoins(options, completions);
        this.views = new PendingViews(options, completions, nowNanos);
    }

    void add(Input input, long nowNanos) {
        if (input instanceof Input.Proposal proposal) {
            proposals.add(proposal, nowNanos);
        } else if (input instanceof Input.Read read) {
            reads.add(read, raft.lastApplied(), nowNanos);
        } else if (input instanceof Input.Join join) {
            joins.add(join, nowNanos);
        } else if (input instanceof Input.Describe view) {
            views.add(view, nowNanos);
        }
    }

    /** Brings what waits to the leader, if one is known. */
    void forward(long nowNanos) {
        ServerId leader = raft.leaderId();
        if (leader == null) {
            return;
        }
        if (raft.isLeader()) {
            decideHere(nowNanos);
        } else {
            sendTo(leader, nowNanos);
        }
    }

    private void decideHere(long nowNanos) {
        while (proposals.mayForward(nowNanos)) {
            List<Entry.Command> commands = proposals.waitingCommands();
            Propose.Response response = raft.propose(commands);
            proposals.appended(response);
            if (response.accepted() < commands.size()) {
                break; // the limit of uncommitted entries: the rest waits
            }
        }
        for (ReadLevel level : ASKED) {
            if (reads.mayAsk(level, nowNanos)) {
                raft.readIndex(reads.ask(level), level == ReadLevel.LINEARIZABLE);
            }
        }
        for (PendingJoins.Join join : joins.due(nowNanos)) {
            joins.answered(join, raft.addServer(join.member), raft.lastApplied(), nowNanos);
        }
        if (views.mayAsk(nowNanos)) {
            views.ended(raft.describeMembers(), raft, nowNanos);
        }
    }

    private void sendTo(ServerId leader, long nowNanos) {
        while (proposals.mayForward(nowNanos)) {
            var request = new Propose.Request(proposals.waitingCommands());
            proposals.forwarded(request);
            calls.accept(leader, request);
        }
        for (ReadLevel level : ASKED) {
            if (reads.mayAsk(level, nowNanos)) {
                var request = new ReadIndex.Request(level == ReadLevel.LINEARIZABLE);
                readTokens.put(request, reads.ask(level));
                calls.accept(leader, request);
            }
        }
        for (PendingJoins.Join join : joins.due(nowNanos)) {
            var request = new AddServer.Request(join.member);
            joins.sent(join, request);
            calls.accept(leader, request);
        }
        if (views.mayAsk(nowNanos)) {
            views.asked();
            calls.accept(leader, new DescribeMembers.Request());
        }
    }

    /** A call ended; true if it was one of those that are made here. */
    boolean ended(Input.Ended ended, long nowNanos, Supplier<String> trouble) {
        Rpc.Request request = ended.request();
        Rpc.Response response =
                ended.outcome() instanceof Transport.Answered answered ? answered.response() : null;
        if (request instanceof Propose.Request propose) {
            proposals.ended(propose, ended.outcome(), nowNanos, trouble);
        } else if (request instanceof ReadIndex.Request) {
            Long token = readTokens.remove(request);
            if (token != null) {
                settle(new Ready.ReadState(token, readIndex(response)), nowNanos);
            }
        } else if (request instanceof AddServer.Request add) {
            joins.ended(add, ended.outcome(), raft.lastApplied(), nowNanos);
        } else if (request instanceof DescribeMembers.Request) {
            views.ended(response, raft, nowNanos);
        } else {
            return false;
        }
        return true;
    }

    private static long readIndex(Rpc.@Nullable Response response) {
        return response instanceof ReadIndex.Response read && read.granted()
                ? read.readIndex()
                : -1;
    }

    void applied(Entry entry, Object result, long nowNanos) {
        proposals.applied(entry, result);
        joins.applied(entry, nowNanos);
    }

    /** Reads were confirmed or refused, and the state machine may have moved on. */
    void settle(List<Ready.ReadState> states, long nowNanos) {
        reads.applied(raft.lastApplied());
        states.forEach(state -> settle(state, nowNanos));
    }

    private void settle(Ready.ReadState state, long nowNanos) {
        if (state.granted()) {
            reads.granted(state.token(), state.readIndex(), raft.lastApplied());
        } else {
            reads.refused(state.token(), nowNanos);
        }
    }

    void expire(long nowNanos, Supplier<String> trouble) {
        proposals.expire(nowNanos, trouble);
        reads.expire(raft.lastApplied(), nowNanos, trouble);
        joins.expire(nowNanos, trouble);
        views.expire(nowNanos, trouble);
    }

    void close(NotAppliedException reason) {
        proposals.close(reason);
        reads.close(reason);
        joins.close(reason);
        views.close(reason);
    }
}
