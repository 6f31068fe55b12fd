package org.hraft.node;

import org.hraft.raft.Entry;
import org.hraft.raft.Propose;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The clients' commands that this server has not answered yet.
 *
 * <p>A command waits until there is a leader, is sent to it (or appended here, if this server leads),
 * is placed at an index and term of the log, and ends in one of three ways: this server applies the
 * entry (done), an entry of another term is applied in its place (certainly not there: it waits
 * again), or time runs out: then it was never sent (not applied) or nobody can tell (unknown).
 */
final class PendingProposals {

    private static final int MAX_RECENT = 8_192;

    private static final String NOT_SEEN =
            "This server was too far behind to see what became of the write; read the key.";

    private enum State {
        WAITING,
        SENT,
        PLACED,
        ENDED
    }

    private static final class Proposal {
        final Entry.Command command;
        final CompletableFuture<Applied> future;
        final long deadlineNanos;
        State state = State.WAITING;
        long term;

        Proposal(byte[] command, CompletableFuture<Applied> future, long deadlineNanos) {
            this.command = new Entry.Command(command);
            this.future = future;
            this.deadlineNanos = deadlineNanos;
        }
    }

    private record Recent(long term, Object result) {}

    private final NodeOptions options;
    private final Completions completions;

    /** In the order of arrival, which is the order of deadlines. */
    private final ArrayDeque<Proposal> all = new ArrayDeque<>();

    private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Proposal> placed = new TreeMap<>();
    private final IdentityHashMap<Propose.Request, List<Proposal>> sent = new IdentityHashMap<>();

    /** Results that came before the answer which says whose they are; only while answers are due. */
    private final TreeMap<Long, Recent> recent = new TreeMap<>();

    private long holdUntilNanos;
    private long appliedTerm;

    /** What stood at this index or before it was applied here, or came with a snapshot. */
    private long passedIndex;

    PendingProposals(NodeOptions options, Completions completions, long nowNanos) {
        this.options = options;
        this.holdUntilNanos = nowNanos;
        this.completions = completions;
    }

    void add(Input.Proposal input, long nowNanos) {
        var proposal = new Proposal(
                input.command(), input.future(), nowNanos + options.requestTimeoutNanos());
        all.add(proposal);
        waiting.add(proposal);
    }

    /** The next commands for the leader; empty if there are none or enough are under way. */
    List<Entry.Command> waitingCommands() {
        List<Entry.Command> commands = new ArrayList<>();
        long bytes = 0;
        for (Proposal proposal : waiting) {
            if (bytes > options.maxForwardBytes()) {
                break;
            }
            commands.add(proposal.command);
            bytes += proposal.command.bytes().length;
        }
        return commands;
    }

    boolean mayForward(long nowNanos) {
        return !waiting.isEmpty()
                && sent.size() < options.maxForwards()
                && nowNanos - holdUntilNanos >= 0;
    }

    /** The request travels to the leader and carries what {@link #waitingCommands} returned. */
    void forwarded(Propose.Request request) {
        sent.put(request, take(request.commands().size(), State.SENT));
    }

    /** This server leads and has appended the first {@code accepted} of the waiting commands. */
    void appended(Propose.Response response) {
        place(take(response.accepted(), State.PLACED), response);
    }

    private List<Proposal> take(int count, State state) {
        List<Proposal> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Proposal proposal = waiting.remove();
            proposal.state = state;
            taken.add(proposal);
        }
        return taken;
    }

    /**
     * A request that was forwarded came back.
     *
     * @param trouble what is known of the reasons if it did not, for the message
     */
    void ended(
            Propose.Request request,
            Transport.Outcome outcome,
            long nowNanos,
            Supplier<String> trouble) {
        List<Proposal> batch = sent.remove(request);
        if (batch == null) {
            return;
        }
        if (outcome instanceof Transport.Answered answered
                && answered.response() instanceof Propose.Response response) {
            place(batch.subList(0, response.accepted()), response);
            waitAgain(batch.subList(response.accepted(), batch.size()));
            if (response.accepted() < batch.size()) {
                hold(nowNanos);
            }
        } else if (outcome instanceof Transport.NotDelivered) {
            waitAgain(batch);
            hold(nowNanos);
        } else {
            String why = "The connection to the leader broke before it answered: " + trouble.get();
            batch.forEach(proposal -> unknown(proposal, why + "."));
            hold(nowNanos);
        }
        if (sent.isEmpty()) {
            recent.clear();
        }
    }

    private void hold(long nowNanos) {
        holdUntilNanos = nowNanos + options.retryNanos();
    }

    private void place(List<Proposal> batch, Propose.Response response) {
        long index = response.firstIndex();
        for (Proposal proposal : batch) {
            if (proposal.state != State.ENDED) {
                proposal.state = State.PLACED;
                proposal.term = response.term();
                Recent early = recent.remove(index);
                if (early != null) {
                    settle(proposal, index, early.term(), early.result());
                } else if (index <= passedIndex) {
                    unknown(proposal, NOT_SEEN);
                } else {
                    placed.put(index, proposal);
                }
            }
            index++;
        }
    }

    private void waitAgain(List<Proposal> proposals) {
        for (int i = proposals.size() - 1; i >= 0; i--) {
            Proposal proposal = proposals.get(i);
            if (proposal.state != State.ENDED) {
                proposal.state = State.WAITING;
                waiting.addFirst(proposal);
            }
        }
    }

    /** An entry was applied here. */
    void applied(Entry entry, Object result) {
        passedIndex = entry.index();
        Proposal proposal = placed.remove(entry.index());
        if (proposal != null) {
            settle(proposal, entry.index(), entry.term(), result);
        } else if (!sent.isEmpty()) {
            recent.put(entry.index(), new Recent(entry.term(), result));
            if (recent.size() > MAX_RECENT) {
                recent.pollFirstEntry();
            }
        }
        if (entry.term() > appliedTerm) {
            appliedTerm = entry.term();
            overtaken(appliedTerm);
        }
    }

    /** A snapshot was installed: what was applied up to {@code index} was not seen here. */
    void skipped(long index) {
        passedIndex = index;
        var passed = placed.headMap(index, true);
        passed.values().forEach(proposal -> unknown(proposal, NOT_SEEN));
        passed.clear();
    }

    /** Terms never fall along the log: what was placed in an older term will not be committed. */
    private void overtaken(long term) {
        List<Proposal> lost = new ArrayList<>();
        placed.values().removeIf(proposal -> {
            boolean gone = proposal.term < term;
            if (gone) {
                lost.add(proposal);
            }
            return gone;
        });
        waitAgain(lost);
    }

    private void settle(Proposal proposal, long index, long term, Object result) {
        if (proposal.state == State.ENDED) {
            return;
        }
        if (proposal.term == term) {
            proposal.state = State.ENDED;
            completions.complete(proposal.future, new Applied(index, result));
        } else {
            waitAgain(List.of(proposal));
        }
    }

    private void unknown(Proposal proposal, String why) {
        if (proposal.state != State.ENDED) {
            proposal.state = State.ENDED;
            completions.fail(proposal.future, new OutcomeUnknownException(why));
        }
    }

    /**
     * Answers those whose time is up.
     *
     * @param trouble what is known of the reasons, for the message
     */
    void expire(long nowNanos, Supplier<String> trouble) {
        boolean expired = false;
        while (!all.isEmpty()) {
            Proposal oldest = all.peek();
            if (oldest.state != State.ENDED && nowNanos - oldest.deadlineNanos < 0) {
                break;
            }
            all.remove();
            expired |= oldest.state != State.ENDED;
            if (oldest.state == State.WAITING) {
                waiting.remove(oldest);
                oldest.state = State.ENDED;
                completions.fail(
                        oldest.future,
                        new NotAppliedException(
                                NotAppliedException.Reason.NO_LEADER,
                                "No leader took the write: " + trouble.get() + "."));
            } else if (oldest.state != State.ENDED) {
                unknown(oldest, "Nobody confirmed the write in time: " + trouble.get() + ".");
            }
        }
        if (expired) {
            placed.values().removeIf(proposal -> proposal.state == State.ENDED);
        }
    }

    /** Ends everything: what was not sent has certainly not happened. */
    void close(NotAppliedException reason) {
        for (Proposal proposal : all) {
            if (proposal.state == State.WAITING) {
                proposal.state = State.ENDED;
                completions.fail(proposal.future, reason);
            } else {
                unknown(proposal, "The write was under way: " + reason.getMessage());
            }
        }
        all.clear();
        waiting.clear();
        placed.clear();
        sent.clear();
        recent.clear();
    }
}
