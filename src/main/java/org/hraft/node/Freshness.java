package org.hraft.node;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.Raft;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * How old this server's state may be, on its own monotonic clock; no other clock is asked. Used by
 * the loop, but for {@link #ageNanos}.
 *
 * <p>The state of a server that does not lead was the leader's when an AppendEntries arrived whose
 * leaderCommit is applied by now. What the request spent on its way cannot be known from one side
 * and does not count, nor does the time in which a deposed leader still speaks.
 *
 * <p>The state of a leader is that of the moment at which a majority had still not elected anybody
 * else: when the requests left that a majority has answered.
 */
final class Freshness {

    /** A leader's word, said after {@code nanos}. */
    private record Contact(long term, long leaderCommit, long nanos) {}

    private final ServerId self;
    private final long longestTurnNanos;
    private final TreeMap<ServerId, Long> answeredNanos = new TreeMap<>();
    private long answeredTerm;

    /** Since the last proof. */
    private boolean answered;

    private @Nullable Contact contact;
    private long turnNanos;
    private long stillSinceNanos;
    private long stillUntilNanos;

    /** What is heard in this turn was said after this moment. */
    private long saidAfterNanos;

    private volatile @Nullable Long provenNanos;

    /** @param longestTurnNanos when more passes between two turns, the server has stood still */
    Freshness(ServerId self, long longestTurnNanos, long nowNanos) {
        this.self = self;
        this.longestTurnNanos = longestTurnNanos;
        this.turnNanos = nowNanos;
        this.stillSinceNanos = nowNanos;
        this.stillUntilNanos = nowNanos;
        this.saidAfterNanos = nowNanos;
    }

    /**
     * How long ago this server's state was certainly that of a leader, from any thread; {@link
     * Long#MAX_VALUE} if it has not been since the start.
     */
    long ageNanos(long nowNanos) {
        Long proven = provenNanos;
        return proven == null ? Long.MAX_VALUE : nowNanos - proven;
    }

    /**
     * A turn of the loop begins. What it finds may have waited for it, but not for the turn before.
     * After a standstill the sockets go on giving out what they were given meanwhile: what comes
     * within another turn's longest time may be as old as that.
     */
    void turn(long nowNanos) {
        saidAfterNanos = turnNanos - stillUntilNanos >= 0 ? turnNanos : stillSinceNanos;
        if (nowNanos - turnNanos > longestTurnNanos) {
            stillSinceNanos = turnNanos;
            stillUntilNanos = nowNanos + longestTurnNanos;
        }
        turnNanos = nowNanos;
    }

    /**
     * The leader of the current term was heard. While an earlier word is not applied yet, a later
     * one is not looked at.
     *
     * @param commitIndex of this server before; a request that knows less has been overtaken
     */
    void heard(AppendEntries.Request request, long commitIndex) {
        Contact open = contact;
        if (request.leaderCommit() >= commitIndex
                && (open == null
                        || open.term() < request.term()
                        || open.leaderCommit() == request.leaderCommit())) {
            contact = new Contact(request.term(), request.leaderCommit(), saidAfterNanos);
        }
    }

    /** A peer answered a request that had left at {@code sentNanos}. */
    void answered(
            ServerId from, Rpc.Request request, Rpc.Response response, long sentNanos, Raft raft) {
        if (!(request instanceof AppendEntries.Request sent)
                || sent.term() != raft.currentTerm()
                || response.term() != raft.currentTerm()) {
            return;
        }
        if (answeredTerm != sent.term()) {
            answeredTerm = sent.term();
            answeredNanos.clear();
        }
        answeredNanos.merge(from, sentNanos, Freshness::later);
        answered = true;
    }

    /**
     * A turn has applied all that it could. A term's commits are known to be complete only when one
     * of the term itself is among them: before that there may be more of earlier ones (5.4.2).
     */
    void applied(Raft raft) {
        Contact open = contact;
        if (open != null && open.leaderCommit() <= raft.lastApplied()) {
            contact = null;
            if (open.term() <= appliedTerm(raft)) {
                prove(open.nanos());
            }
        }
        boolean alone = raft.configuration().members().size() == 1;
        if ((answered || alone) && raft.isLeader() && appliedTerm(raft) == raft.currentTerm()) {
            proveByMajority(raft);
            answered = false;
        }
    }

    private static long appliedTerm(Raft raft) {
        return raft.term(raft.lastApplied());
    }

    /** Sorted by age, the voter in the middle is the last one of the youngest majority. */
    private void proveByMajority(Raft raft) {
        List<ServerId> voters = raft.voters();
        long[] ages = new long[voters.size()];
        for (int i = 0; i < ages.length; i++) {
            ages[i] = ageOfAnswer(voters.get(i), raft);
        }
        Arrays.sort(ages);
        if (ages[ages.length / 2] < Long.MAX_VALUE) {
            prove(turnNanos - ages[ages.length / 2]);
        }
    }

    private long ageOfAnswer(ServerId voter, Raft raft) {
        if (voter.equals(self)) {
            return 0;
        }
        Long sent = answeredTerm == raft.currentTerm() ? answeredNanos.get(voter) : null;
        return sent == null ? Long.MAX_VALUE : turnNanos - sent;
    }

    private void prove(long nanos) {
        Long proven = provenNanos;
        provenNanos = proven == null ? nanos : later(proven, nanos);
    }

    /** Clocks like this one may begin anywhere, below zero too. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
