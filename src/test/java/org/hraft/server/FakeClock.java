package org.hraft.server;

import java.util.concurrent.TimeUnit;

/** Time that passes only when somebody pauses, until somebody is interrupted. */
final class FakeClock implements Joining.Clock {

    int endAfterPauses = Integer.MAX_VALUE;

    private long nanos = 1;

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void pause(long millis) throws InterruptedException {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        if (--endAfterPauses < 0) {
            throw new InterruptedException();
        }
    }
}
