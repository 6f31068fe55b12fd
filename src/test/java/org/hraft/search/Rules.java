package org.hraft.search;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Raft;
import org.hraft.raft.Ready;
import org.hraft.raft.RequestVote;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rules, written from the paper's Figure 3 and the dissertation and not from the product. Those of
 * one server are checked once for each of its turns, those of all servers at every step.
 */
final class Rules {

    private Rules() {}

    /** A rule is broken. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String rule) {
            super(rule);
        }
    }

    private static void rule(boolean holds, String rule) {
        if (!holds) {
            throw new Broken(rule);
        }
    }

    private static void rule(boolean holds, Supplier<String> rule) {
        if (!holds) {
            throw new Broken(rule.get());
        }
    }

    // ---- of one server

    /** @throws Broken by this turn */
    static void checkTurn(Server before, Input input, Server.Outcome outcome) {
        Server after = outcome.after();
        voteOnce(before.disk().hardState(), after.disk().hardState());
        for (Packet packet : outcome.sent()) {
            if (packet instanceof Packet.Answer answer) {
                promise(answer, after);
            }
        }
        boolean restarted = input instanceof Input.Crashes
                || input instanceof Input.CrashesIn
                || input instanceof Input.Forgets;
        Raft then = before.raft();
        Raft now = after.raft();
        if (!restarted) {
            rule(then.commitIndex() <= now.commitIndex(), "commitIndex never falls");
            appendOnly(before, after);
        }
        rule(now.lastApplied() <= now.commitIndex(), "only what is committed is applied");
        rule(now.commitIndex() <= now.lastIndex(), "only what is in the log is committed");
        rule(now.lastApplied() == after.disk().applied(), "lastApplied is what was applied");
        membersChangeOneByOne(after);
    }

    private static void voteOnce(HardState then, HardState now) {
        rule(then.currentTerm() <= now.currentTerm(), "terms never fall");
        rule(
                then.currentTerm() < now.currentTerm()
                        || then.votedFor() == null
                        || then.votedFor().equals(now.votedFor()),
                () -> "one vote a term (5.2): " + then + ", then " + now);
    }

    /** What an answer promises is on the disk when it leaves. */
    private static void promise(Packet.Answer answer, Server server) {
        LogView log = server.log();
        Disk disk = server.disk();
        if (answer.request() instanceof RequestVote.Request request
                && answer.response() instanceof RequestVote.Response response
                && response.voteGranted()
                && !request.preVote()) {
            HardState vote = new HardState(request.term(), request.candidateId());
            rule(disk.hardState().equals(vote), "a vote is on disk before it is given");
        }
        if (answer.request() instanceof AppendEntries.Request request
                && answer.response() instanceof AppendEntries.Response response
                && response.success()) {
            rule(
                    request.entries().stream().allMatch(e -> log.holds(e.index(), e.term())),
                    "entries are on disk before they are acknowledged");
        }
        if (answer.request() instanceof InstallSnapshot.Request request
                && answer.response() instanceof InstallSnapshot.Response response
                && response.installed()) {
            rule(
                    disk.applied() >= request.snapshot().index()
                            || log.lastIndex() >= request.snapshot().index(),
                    "a snapshot is on disk before it is acknowledged");
        }
    }

    /** Leader Append-Only (figure 3). */
    private static void appendOnly(Server before, Server after) {
        if (!before.raft().isLeader()
                || !after.raft().isLeader()
                || before.raft().currentTerm() != after.raft().currentTerm()) {
            return;
        }
        LogView log = after.log();
        rule(
                before.log().entries().stream().allMatch(e -> log.holds(e.index(), e.term())),
                "a leader never removes an entry of its own");
    }

    /**
     * Section 4.1 of the dissertation, and hazard 22. A leader may have inherited two changes that it
     * does not know to be committed; it may not add one.
     */
    private static void membersChangeOneByOne(Server after) {
        Configuration last = null;
        long lastTerm = 0;
        int uncommitted = 0;
        for (Entry entry : after.log().entries()) {
            if (entry.payload() instanceof Configuration next) {
                rule(last == null || isOneStep(last, next), "one voter at a time");
                last = next;
                lastTerm = entry.term();
                uncommitted += entry.index() > after.raft().commitIndex() ? 1 : 0;
            }
        }
        boolean isOwn = after.raft().isLeader() && lastTerm == after.raft().currentTerm();
        rule(uncommitted <= 1 || !isOwn, "one change of the members at a time");
    }

    private static boolean isOneStep(Configuration one, Configuration next) {
        List<ServerId> different = new ArrayList<>(next.voters());
        different.removeAll(one.voters());
        List<ServerId> gone = new ArrayList<>(one.voters());
        gone.removeAll(next.voters());
        return different.size() + gone.size() <= 1;
    }

    // ---- of all servers

    /**
     * What has happened after this turn of one of them.
     *
     * @param after the turn
     * @throws Broken by this step
     */
    static Ghost checkStep(Ghost ghost, Server before, Server after, List<Ready.ReadState> reads) {
        boolean isLonger = !after.disk().state().equals(before.disk().state());
        Ghost next = isLonger ? checkHistory(ghost, after) : ghost;
        next = checkLeader(next, before, after);
        for (Ready.ReadState read : reads) {
            next = checkRead(next, read);
        }
        return next;
    }

    /** Nothing of this turn concerns {@link #checkStep}, which would leave the past as it is. */
    static boolean isQuiet(Server before, Server.Outcome outcome) {
        return outcome.reads().isEmpty()
                && outcome.after().disk().state().equals(before.disk().state())
                && !isNewLeader(before, outcome.after());
    }

    private static boolean isNewLeader(Server before, Server after) {
        Raft now = after.raft();
        return now.isLeader()
                && !(before.raft().isLeader() && before.raft().currentTerm() == now.currentTerm());
    }

    /** All servers as they are after the turn. */
    interface Servers {
        /** How many of {@code voters} have this entry on disk, or know that they have lost it. */
        int copies(List<ServerId> voters, long index, long term);
    }

    /** State Machine Safety (figure 3). */
    private static Ghost checkHistory(Ghost ghost, Server after) {
        String state = after.disk().state();
        String known = ghost.history();
        rule(
                state.startsWith(known) || known.startsWith(state),
                () -> "one history: " + after.self() + " has applied " + state + ", another server "
                        + known);
        if (state.length() <= known.length()) {
            return ghost;
        }
        return ghost.withHistory(state, after.raft().currentTerm());
    }

    /**
     * No commit without a majority.
     *
     * @param then what had happened before the turn of {@code after}
     * @param now what has happened after it
     * @throws Broken by this step
     */
    static void checkMajority(Ghost then, Ghost now, Server after, Servers all) {
        if (!after.raft().isLeader() || now.lastCommitted() == then.lastCommitted()) {
            return;
        }
        List<ServerId> voters = after.raft().voters();
        Ghost.Committed last = now.committed().get(now.committed().size() - 1);
        rule(
                all.copies(voters, last.index(), last.term()) * 2 > voters.size(),
                () -> "committed is what a majority has on disk, and not entry " + last.index());
    }

    /** Election Safety and Leader Completeness (figure 3). */
    private static Ghost checkLeader(Ghost ghost, Server before, Server after) {
        if (!isNewLeader(before, after)) {
            return ghost;
        }
        Raft now = after.raft();
        for (Ghost.Reign reign : ghost.leaders()) {
            rule(
                    reign.term() != now.currentTerm(),
                    () -> "one leader a term: " + reign + ", and " + after.self());
        }
        LogView log = after.log();
        for (Ghost.Committed entry : ghost.committed()) {
            rule(
                    entry.inTerm() >= now.currentTerm() || log.holds(entry.index(), entry.term()),
                    () -> "a leader has what was committed in terms before: " + after.self()
                            + " lacks " + entry);
        }
        return ghost.withLeader(now.currentTerm(), after.self());
    }

    private static Ghost checkRead(Ghost ghost, Ready.ReadState read) {
        Ghost.@Nullable PendingRead pending = ghost.reads().stream()
                .filter(waiting -> waiting.token() == read.token())
                .findFirst()
                .orElse(null);
        if (pending == null) {
            return ghost;
        }
        rule(
                !read.granted() || read.readIndex() >= pending.from(),
                () -> "a read sees what was committed before it came: " + pending + ", not "
                        + read);
        return ghost.without(pending);
    }
}
