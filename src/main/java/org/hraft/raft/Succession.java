package org.hraft.raft;

import org.hraft.raft.TransferLeadership.Status;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Decides who may take over from a leader (section 3.10 of the dissertation). Pure. */
final class Succession {

    private final Configuration current;
    private final ServerId leader;
    private final Predicate<ServerId> isLive;
    private final ToLongFunction<ServerId> match;

    /** @param target who takes over or leads already, null if nobody does */
    record Choice(Status status, @Nullable ServerId target, String reason) {

        TransferLeadership.Response response(long term) {
            String name = target == null ? "" : target.name();
            return new TransferLeadership.Response(term, status, name, reason);
        }
    }

    /**
     * @param isLive whether a member answered the leader lately
     * @param match the highest entry that is known to be on a member's disk
     */
    Succession(
            Configuration current,
            ServerId leader,
            Predicate<ServerId> isLive,
            ToLongFunction<ServerId> match) {
        this.current = current;
        this.leader = leader;
        this.isLive = isLive;
        this.match = match;
    }

    /** The voter with the longest log among the others that answer, or null. */
    @Nullable
    ServerId best() {
        ServerId best = null;
        for (ServerId voter : current.voters()) {
            boolean able = !voter.equals(leader) && isLive.test(voter);
            if (able && (best == null || match.applyAsLong(voter) > match.applyAsLong(best))) {
                best = voter;
            }
        }
        return best;
    }

    /**
     * Whether {@code wanted} may take over, or who, if it is empty.
     *
     * @param underWay a transfer that has begun; to ask for it again changes nothing
     */
    Choice choose(String wanted, @Nullable Transfer underWay) {
        if (underWay != null && !underWay.target().name().equals(wanted)) {
            return refused(
                    Status.BUSY,
                    "Leadership is being handed over to " + underWay.target() + " already.");
        }
        if (!wanted.isEmpty()) {
            return named(wanted);
        }
        ServerId best = best();
        return best == null
                ? refused(Status.REFUSED, "No other voter answers the leader. Start one first.")
                : new Choice(Status.BEGUN, best, "");
    }

    private Choice named(String name) {
        Member member = current.named(name);
        if (member == null) {
            return refused(Status.UNKNOWN_MEMBER, name + " is not a member.");
        }
        if (member.id().equals(leader)) {
            return new Choice(Status.LEADS, leader, "");
        }
        if (!member.voter()) {
            return refused(
                    Status.REFUSED, name + " is a learner and cannot lead. Make it a voter first.");
        }
        return isLive.test(member.id())
                ? new Choice(Status.BEGUN, member.id(), "")
                : refused(
                        Status.REFUSED,
                        name + " does not answer the leader. Start it, or name another voter.");
    }

    private static Choice refused(Status status, String reason) {
        return new Choice(status, null, reason);
    }
}
