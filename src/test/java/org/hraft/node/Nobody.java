package org.hraft.node;

import org.hraft.raft.Member;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** Peers that cannot be reached. */
record Nobody() implements Transport {
    @Override
    public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
        ended.accept(new NotDelivered("nobody is there"));
    }

    @Override
    public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
        answered.accept(null);
    }
}
