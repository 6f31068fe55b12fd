package org.hraft.transport;

import jakarta.ws.rs.client.Client;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.Transport;
import org.hraft.raft.Member;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Peers over HTTP, through a JAX-RS client that must write the body of a request as it comes, must
 * not repeat a request by itself, and must have a connect timeout and a read timeout: the latter is
 * how long a peer may be silent, and has to be longer than {@link Frame#ALIVE_MILLIS}.
 *
 * <p>A caller never waits. Encoding, what blocks and the callbacks run on the executor's threads; a
 * callback runs on the caller's own thread only when the call ends before it began, because {@link
 * PeerSender#MAX_CALLS} calls to the peer are under way or the executor takes no more. A connection
 * uses two of its threads.
 */
public final class JaxRsTransport implements Transport, AutoCloseable {

    /** Addresses change over the years; those that nobody uses are forgotten beyond this many. */
    private static final int MAX_IDLE_PEERS = 64;

    private final Client client;
    private final ExecutorService executor;
    private final ConcurrentMap<String, PeerSender> peers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Owns both from now on: {@link #close} closes them. */
    public JaxRsTransport(Client client, ExecutorService executor) {
        this.client = client;
        this.executor = executor;
    }

    @Override
    public void call(Member to, Envelope envelope, Consumer<Outcome> ended) {
        PeerSender peer = peer(to.raftAddress());
        if (peer == null) {
            ended.accept(new NotDelivered("no address, or closed: " + to.raftAddress()));
        } else {
            peer.call(envelope, ended);
        }
    }

    @Override
    public void identify(String raftAddress, Consumer<@Nullable Identity> answered) {
        PeerSender peer = peer(raftAddress);
        if (peer == null) {
            answered.accept(null);
        } else {
            peer.identify(answered);
        }
    }

    /** Connections break; calls under way end as that makes them, later ones are not delivered. */
    @Override
    public void close() {
        closed = true; // before connections break: one that is still open takes no later call
        executor.shutdownNow();
        client.close();
    }

    private @Nullable PeerSender peer(String raftAddress) {
        if (closed) {
            return null;
        }
        PeerSender known = peers.get(raftAddress);
        if (known != null) {
            return known;
        }
        if (peers.size() >= MAX_IDLE_PEERS) {
            peers.values().removeIf(PeerSender::isIdle);
        }
        try {
            return peers.computeIfAbsent(
                    raftAddress, address -> new PeerSender(client, executor, address));
        } catch (IllegalArgumentException | IllegalStateException e) { // no address, or just closed
            return null;
        }
    }
}
