package org.hraft.search;

import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;

/** Something that is under way from one server to another. */
sealed interface Packet {

    /** Who has sent it. */
    ServerId from();

    /** Who hears it. */
    ServerId to();

    /** A request. */
    record Request(ServerId from, ServerId to, Rpc.Request request) implements Packet {}

    /** The answer to a request that {@code to} has sent. */
    record Answer(ServerId from, ServerId to, Rpc.Request request, Rpc.Response response)
            implements Packet {}
}
