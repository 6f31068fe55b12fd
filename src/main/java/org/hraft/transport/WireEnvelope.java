package org.hraft.transport;

import org.hraft.node.Envelope;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;

/**
 * An {@link Envelope} as it travels. The addresses of the letter come before the letter, so that a
 * person who reads a trace sees at once who speaks to whom.
 *
 * @param cluster the sender's clusterId
 */
record WireEnvelope(String cluster, ServerId from, ServerId to, Rpc.Request request) {

    static WireEnvelope of(Envelope envelope) {
        return new WireEnvelope(
                envelope.clusterId(), envelope.from(), envelope.to(), envelope.request());
    }

    Envelope envelope() {
        return new Envelope(cluster, from, to, request);
    }
}
