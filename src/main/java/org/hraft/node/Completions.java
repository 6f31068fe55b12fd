package org.hraft.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Completes futures somewhere else: the loop never runs a client's code. */
final class Completions {

    private final Executor executor;

    Completions(Executor executor) {
        this.executor = executor;
    }

    <T> void complete(CompletableFuture<T> future, T value) {
        executor.execute(() -> future.complete(value));
    }

    void fail(CompletableFuture<?> future, RuntimeException reason) {
        executor.execute(() -> future.completeExceptionally(reason));
    }

    /** The answer of a halted server to everything. */
    void refuse(Input input, NodeStatus status) {
        if (input instanceof Input.Received call) {
            call.answer()
                    .completeExceptionally(new RefusedException(
                            "this server has halted after an error: " + status.lastError()));
        } else if (input instanceof Input.HandOver handOver) {
            complete(handOver.future(), false);
        } else if (input instanceof Input.Asked asked) {
            fail(asked.future(), halted(status));
        }
    }

    static NotAppliedException halted(NodeStatus status) {
        return new NotAppliedException(
                NotAppliedException.Reason.HALTED,
                "This server has halted after an error, use another one: " + status.lastError());
    }
}
