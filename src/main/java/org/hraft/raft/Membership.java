package org.hraft.raft;

import org.hraft.raft.AddServer.Status;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/** Decides what a request to add a server means for a configuration. Pure. */
final class Membership {

    /** @param next the configuration to append, null if there is none to append */
    record Decision(Status status, @Nullable Configuration next, String reason) {}

    /**
     * A name or an address that a live member holds is not given away, and what an old incarnation
     * was trusted with never passes to a new one: it comes in as a learner, in the same step in which
     * the dead one goes. That is one change of one voter at most.
     *
     * @param isLive whether a member answered its leader lately
     */
    static Decision add(Configuration current, Member asked, Predicate<ServerId> isLive) {
        Member newcomer = asked.with(suffrageOfNewcomer(current, asked));
        for (Member other : current.members()) {
            boolean sameName = other.id().name().equals(asked.id().name());
            if (!sameName && other.raftAddress().equals(asked.raftAddress())) {
                return conflict("the address " + asked.raftAddress() + " belongs to the member "
                        + other.id() + "; give the new server an address of its own");
            }
        }
        Member holder = current.named(asked.id().name());
        if (holder == null) {
            return new Decision(Status.APPENDED, current.with(newcomer), "");
        }
        boolean sameAddress = holder.raftAddress().equals(asked.raftAddress());
        boolean anonymous = asked.id().incarnation().isEmpty();
        if (holder.id().equals(asked.id()) || (anonymous && sameAddress)) {
            return keepOrUpdate(current, holder, asked);
        }
        boolean announced = holder.id().incarnation().isEmpty() && sameAddress;
        if (!announced && isLive.test(holder.id())) {
            return conflict("a live member " + holder.id() + " is at " + holder.raftAddress()
                    + "; choose another id, or stop that server first");
        }
        return new Decision(Status.APPENDED, current.with(newcomer), "");
    }

    /** That a name is to be a learner's is an operator's wish and outlives a disk. */
    private static Suffrage suffrageOfNewcomer(Configuration current, Member asked) {
        Member holder = current.named(asked.id().name());
        boolean wanted = holder != null && holder.suffrage() == Suffrage.LEARNER;
        return wanted ? Suffrage.LEARNER : Suffrage.STAGING;
    }

    private static Decision keepOrUpdate(Configuration current, Member holder, Member asked) {
        String httpAddress =
                asked.httpAddress().isEmpty() ? holder.httpAddress() : asked.httpAddress();
        Member moved = new Member(holder.id(), asked.raftAddress(), httpAddress, holder.suffrage());
        return holder.hasAddressesOf(moved)
                ? new Decision(Status.UNCHANGED, null, "")
                : new Decision(Status.APPENDED, current.with(moved), "");
    }

    private static Decision conflict(String reason) {
        return new Decision(Status.CONFLICT, null, reason);
    }

    private Membership() {}
}
