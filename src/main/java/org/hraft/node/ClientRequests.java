package org.hraft.node;

import org.hraft.raft.AddServer;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Entry;
import org.hraft.raft.Propose;
import org.hraft.raft.Raft;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Ready;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.TransferLeadership;
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
    private final PendingChanges changes;
    private final PendingTransfers transfers;
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
        this.changes = new PendingChanges(options, completions);
        this.transfers = new PendingTransfers(options, completions);
        this.views = new PendingViews(options, completions, nowNanos);
    }

    void add(Input input, long nowNanos) {
        if (input instanceof Input.Proposal proposal) {
            proposals.add(proposal, nowNanos);
        } else if (input instanceof Input.Read read) {
            reads.add(read, raft.lastApplied(), nowNanos);
        } else if (input instanceof Input.Join join) {
            changes.add(join, nowNanos);
        } else if (input instanceof Input.ChangeMember change) {
            changes.add(change, nowNanos);
        } else if (input instanceof Input.TransferLeadership transfer) {
            transfers.add(transfer, nowNanos);
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
        for (PendingChanges.Change change : changes.due(nowNanos)) {
            changes.answered(change, decide(change.request), raft.lastApplied(), nowNanos);
        }
        for (PendingTransfers.Wish wish : transfers.due(nowNanos)) {
            transfers.answered(wish, raft.transferLeadership(wish.target()), nowNanos);
        }
        if (views.mayAsk(nowNanos)) {
            views.ended(raft.describeMembers(), raft, nowNanos);
        }
    }

    private Rpc.Response decide(Rpc.Request change) {
        return change instanceof AddServer.Request add
                ? raft.addServer(add.member())
                : raft.changeMember((ChangeMember.Request) change);
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
        for (PendingChanges.Change change : changes.due(nowNanos)) {
            changes.sent(change);
            calls.accept(leader, change.request);
        }
        for (PendingTransfers.Wish wish : transfers.due(nowNanos)) {
            transfers.sent(wish);
            calls.accept(leader, wish.request);
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
        } else if (request instanceof AddServer.Request
                || request instanceof ChangeMember.Request) {
            changes.ended(request, ended.outcome(), raft.lastApplied(), nowNanos);
        } else if (request instanceof TransferLeadership.Request transfer) {
            transfers.ended(transfer, ended.outcome(), nowNanos);
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
        changes.applied(entry, nowNanos);
    }

    /** The state has come from a peer: what was applied up to {@code index} was not seen here. */
    void skipped(long index, long nowNanos) {
        proposals.skipped(index);
        changes.skipped(index, nowNanos);
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
        changes.expire(nowNanos, trouble);
        transfers.settle(raft);
        transfers.expire(nowNanos, trouble);
        views.expire(nowNanos, trouble);
    }

    void close(NotAppliedException reason) {
        proposals.close(reason);
        reads.close(reason);
        changes.close(reason);
        transfers.close(reason);
        views.close(reason);
    }
}
