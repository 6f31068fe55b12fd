package org.hraft.node;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Executor;

/** A server whose store cannot be opened: it refuses everything, and says why. */
final class DamagedNode implements Node {

    private final Completions completions;
    private final Identity identity;
    private final NodeStatus status;

    /**
     * @param identity what is known of it without the store
     * @param damage what is wrong with the store
     * @param completionExecutor runs the completions of all futures
     */
    DamagedNode(Identity identity, String damage, Executor completionExecutor) {
        this.completions = new Completions(completionExecutor);
        this.identity = identity;
        this.status = NodeStatus.damaged(identity, damage);
    }

    @Override
    public void turn(List<Input> inputs, long now) {
        inputs.forEach(input -> completions.refuse(input, status));
    }

    @Override
    public NodeStatus status() {
        return status;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    /** It answers nobody, and founds nothing. */
    @Override
    public @Nullable String claim() {
        return null;
    }

    @Override
    public long ageNanos(long now) {
        return Long.MAX_VALUE;
    }

    /** Nothing waits here, and nothing is open. */
    @Override
    public void close() {}
}
