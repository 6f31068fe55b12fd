package org.hraft.raft;

/**
 * A handing-over of leadership under way (section 3.10 of the dissertation). It lives in the leader
 * and dies with it; when it takes longer than an election timeout it is given up (hazard 34).
 */
final class Transfer {

    private final ServerId target;
    private final long limitNanos;
    private long waitedNanos;
    private boolean sent;

    Transfer(ServerId target, long limitNanos) {
        this.target = target;
        this.limitNanos = limitNanos;
    }

    ServerId target() {
        return target;
    }

    void tick(long elapsedNanos) {
        waitedNanos += elapsedNanos;
    }

    boolean expired() {
        return waitedNanos >= limitNanos;
    }

    /** True once: the target has the whole log and has not been told yet. */
    boolean shouldSend(long targetMatchIndex, long lastIndex) {
        if (sent || targetMatchIndex < lastIndex) {
            return false;
        }
        sent = true;
        return true;
    }
}
