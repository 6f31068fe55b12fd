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
}
