package org.hraft.node;

import org.hraft.raft.Member;
import org.hraft.raft.RaftOptions;
import org.jspecify.annotations.Nullable;

import java.util.Random;
import java.util.function.Consumer;

/** Peers that cannot be reached. */
record Nobody() implements Transport {

    /** A server, at h:9000 and h:8080, that reaches nobody; its clock begins at 0. */
    static RaftNode aloneWith(RaftStore store, StateMachine machine) {
        return new RaftNode(
                RaftOptions.DEFAULT,
                NodeOptions.DEFAULT,
                store,
                machine,
                new Nobody(),
                "h:9000",
                "h:8080",
                new Random(1),
                input -> {},
                Runnable::run,
                0);
    }

    @Override
    public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
        ended.accept(new NotDelivered("nobody is there"));
    }

    @Override
    public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
        answered.accept(null);
    }
}
