package org.hraft.raft;

import org.hraft.raft.ChangeMember.Status;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Decides what a request to remove, promote or demote a member means. Pure. */
final class MemberChange {

    private final Configuration current;
    private final ChangeMember.Request asked;
    private final Predicate<ServerId> isLive;
    private final ToLongFunction<ServerId> missing;

    /** @param next the configuration to append, null if there is none to append */
    record Decision(
            Status status,
            @Nullable Configuration next,
            String reason,
            ChangeMember.Outlook outlook) {

        /** @param index of the configuration that is in force now */
        ChangeMember.Response response(long term, long index) {
            boolean shown = status == Status.APPENDED || status == Status.UNCHANGED;
            return new ChangeMember.Response(term, status, shown ? index : 0, reason, outlook);
        }
    }

    /**
     * @param isLive whether a member answered its leader lately
     * @param missing how many of the committed entries a member is not known to have
     */
    MemberChange(
            Configuration current,
            ChangeMember.Request asked,
            Predicate<ServerId> isLive,
            ToLongFunction<ServerId> missing) {
        this.current = current;
        this.asked = asked;
        this.isLive = isLive;
        this.missing = missing;
    }

    /**
     * One change of one voter, so that old and new majorities overlap (section 4.1), and only if the
     * voters that would be left can commit it: an entry that never commits blocks all later ones.
     *
     * @param index of the current configuration
     */
    Decision decide(long index) {
        if (asked.basedOn() != 0 && asked.basedOn() != index) {
            return refused(Status.OUTDATED, outdated(index));
        }
        Member member = current.named(asked.name());
        if (member == null) {
            return refused(Status.UNKNOWN_MEMBER, unknown());
        }
        Configuration next =
                switch (asked.change()) {
                    case REMOVE -> current.without(member);
                    case PROMOTE -> current.with(member.promoted());
                    case DEMOTE -> current.with(member.demoted());
                };
        if (next.equals(current)) {
            return new Decision(Status.UNCHANGED, null, "", outlook(current));
        }
        return next.voters().equals(current.voters()) ? possible(next) : ofVoter(member, next);
    }

    private Decision ofVoter(Member member, Configuration next) {
        if (next.voters().isEmpty()) {
            return refused(
                    Status.REFUSED,
                    member.id() + " is the only voter, and without it nothing could be committed."
                            + " Make another server a voter first.");
        }
        boolean promotes = !member.voter();
        if (promotes && !isLive.test(member.id())) {
            return refused(
                    Status.REFUSED,
                    member.id() + " does not answer. Start it, or see why it cannot be reached.");
        }
        long behind = missing.applyAsLong(member.id());
        if (promotes && behind > 0) {
            return refused(
                    Status.BEHIND,
                    member.id() + " lacks " + behind + " of the committed entries. Wait until its"
                            + " lag in GET /members is 0.");
        }
        List<ServerId> silent = next.voters().stream().filter(isLive.negate()).toList();
        boolean enough = Quorum.majority(next.voters(), isLive);
        return enough ? possible(next) : refused(Status.REFUSED, tooFew(next.voters(), silent));
    }

    private Decision possible(Configuration next) {
        return asked.dryRun()
                ? new Decision(Status.POSSIBLE, null, "", outlook(next))
                : new Decision(Status.APPENDED, next, "", outlook(next));
    }

    private ChangeMember.Outlook outlook(Configuration then) {
        return new ChangeMember.Outlook(
                then.members(), then.voters().stream().filter(isLive).toList());
    }

    private static Decision refused(Status status, String reason) {
        return new Decision(status, null, reason, ChangeMember.Outlook.NONE);
    }

    // ---- for people

    private String outdated(long index) {
        return "The members have changed since index " + asked.basedOn() + ", to those of index "
                + index + ". Look at them again, and repeat the request if it is still right.";
    }

    private String unknown() {
        return asked.name() + " is not a member. The members are "
                + words(current.members().stream().map(Member::id).toList()) + ".";
    }

    private static String tooFew(List<ServerId> voters, List<ServerId> silent) {
        return String.format(
                "%d of the %d voters afterwards would not answer: %s; a majority is %d. Start"
                        + " what does not run, or remove it first.",
                silent.size(), voters.size(), words(silent), voters.size() / 2 + 1);
    }

    private static String words(List<ServerId> ids) {
        return ids.stream().map(ServerId::toString).collect(Collectors.joining(", "));
    }
}
