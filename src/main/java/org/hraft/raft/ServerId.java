package org.hraft.raft;

/**
 * Who a server is: the name its operator gave it, and the incarnation that was minted with its
 * data directory.
 *
 * <p>A server that lost its disk comes back under the same name as somebody else. It may have voted
 * and acknowledged entries that it no longer remembers, so nothing that was promised by the old
 * incarnation is ever credited to the new one (hazard 27: a reused id re-votes).
 *
 * @param name 1 to 64 characters, unique in a cluster
 * @param incarnation empty for a member that was announced by somebody else and has not spoken yet
 */
public record ServerId(String name, String incarnation) implements Comparable<ServerId> {

    @Override
    public int compareTo(ServerId other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : incarnation.compareTo(other.incarnation);
    }

    @Override
    public String toString() {
        return name;
    }
}
