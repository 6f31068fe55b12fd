package org.hraft.server;

import org.hraft.node.Roster;
import org.hraft.server.ClusterClient.Peer;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Where the members of the cluster that a server has lost may be found. One thread. */
final class Doors {

    private final ServerConfig config;
    private final Function<String, @Nullable Peer> look;

    /** @param look who is at a client address, null if nobody answers: {@link ClusterClient#look} */
    Doors(ServerConfig config, Function<String, @Nullable Peer> look) {
        this.config = config;
        this.look = look;
    }

    /** Those that the server remembers, and those that its operator names; not its own. */
    List<String> others(Roster roster) {
        Set<String> addresses = new LinkedHashSet<>(roster.httpAddresses());
        addresses.addAll(config.join());
        addresses.remove(config.httpAddress());
        return List.copyOf(addresses);
    }

    /** Who is there, if it is one of that cluster; else null. */
    @Nullable
    Peer look(String address, Roster roster) {
        Peer peer = look.apply(address);
        return peer != null && roster.clusterId().equals(peer.clusterId()) ? peer : null;
    }
}
