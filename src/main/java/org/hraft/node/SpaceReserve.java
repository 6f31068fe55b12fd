package org.hraft.node;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Propose;
import org.hraft.raft.Rpc;

/**
 * Keeps a server from filling its disk to the end, where Derby would fail and the server halt
 * (hazard 39). When only a reserve is left, commands are refused, those of clients as well as those
 * that a leader wants to have replicated; votes and what else is small are not. It ends by itself
 * when there is room again. Not thread-safe.
 */
final class SpaceReserve {

    private static final System.Logger LOG = System.getLogger(SpaceReserve.class.getName());

    private static final String WHY = "the disk of this server is nearly full";

    private static final long SECOND = 1_000_000_000;

    /** Long enough that servers which are all short of space do not pass leadership around. */
    private static final long RESIGN_NANOS = 30 * SECOND;

    private final RaftStore store;
    private final Completions completions;
    private long nextLookNanos;
    private long nextResignationNanos;
    private boolean low;

    SpaceReserve(RaftStore store, Completions completions, long nowNanos) {
        this.store = store;
        this.completions = completions;
        this.nextLookNanos = nowNanos;
        this.nextResignationNanos = nowNanos;
    }

    /** Looks at the disk, at most once a second. */
    void look(long nowNanos) {
        if (nowNanos - nextLookNanos < 0) {
            return;
        }
        nextLookNanos = nowNanos + SECOND;
        boolean now = store.isLowOnSpace();
        if (now != low) {
            low = now;
            nextResignationNanos = nowNanos;
            LOG.log(
                    System.Logger.Level.WARNING,
                    low ? WHY + ": it takes no commands" : "there is room on the disk again");
        }
    }

    boolean isLow() {
        return low;
    }

    /** A leader that takes no commands is in the way of others that might; true now and then. */
    boolean isResignationDue(long nowNanos) {
        if (!low || nowNanos - nextResignationNanos < 0) {
            return false;
        }
        nextResignationNanos = nowNanos + RESIGN_NANOS;
        return true;
    }

    /** True if the input was refused, because it would take space that there is not. */
    boolean refuses(Input input) {
        if (!low) {
            return false;
        }
        if (input instanceof Input.Proposal proposal) {
            completions.fail(
                    proposal.future(),
                    new NotAppliedException(
                            NotAppliedException.Reason.NO_SPACE,
                            "Nothing can be written, " + WHY + ". Free space on it, or use another"
                                    + " server."));
            return true;
        }
        if (input instanceof Input.Received call && takesSpace(call.envelope().request())) {
            call.answer().completeExceptionally(new RefusedException(WHY));
            return true;
        }
        return false;
    }

    private static boolean takesSpace(Rpc.Request request) {
        return request instanceof Propose.Request
                || request instanceof InstallSnapshot.Request
                || (request instanceof AppendEntries.Request append
                        && append.entries().stream()
                                .anyMatch(entry -> entry.payload() instanceof Entry.Command));
    }
}
