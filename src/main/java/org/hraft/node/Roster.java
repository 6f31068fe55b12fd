package org.hraft.node;

import java.util.List;

/**
 * What a server remembers of its cluster beside its store, to find back when that is lost.
 *
 * @param id the server's own name
 * @param clusterId that it belongs to
 * @param httpAddresses where clients reach the members, this server included; those that are known
 */
public record Roster(String id, String clusterId, List<String> httpAddresses) {

    public Roster {
        httpAddresses = List.copyOf(httpAddresses);
    }
}
