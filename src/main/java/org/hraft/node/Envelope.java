package org.hraft.node;

import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;

/**
 * A request on its way between two servers. A receiver that belongs to another cluster, or is not
 * exactly the addressed incarnation, refuses it unread (hazards 27 and 28).
 *
 * @param clusterId of the sender
 * @param from the sender
 * @param to the receiver, incarnation included
 */
public record Envelope(String clusterId, ServerId from, ServerId to, Rpc.Request request) {}
