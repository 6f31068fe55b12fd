package org.hraft.raft;

/**
 * One server of a {@link Configuration}. The addresses are opaque to the core: they travel in the
 * log because every server must learn them, and only the transport reads them.
 *
 * @param raftAddress {@code host:port} of the listener for peers
 * @param httpAddress {@code host:port} of the listener for clients, empty while unknown
 * @param voter false for a learner, which receives entries and counts in no quorum (section 4.2.1
 *     of the dissertation)
 */
public record Member(ServerId id, String raftAddress, String httpAddress, boolean voter) {

    /** The same server as a voter. */
    public Member promoted() {
        return new Member(id, raftAddress, httpAddress, true);
    }

    boolean hasAddressesOf(Member other) {
        return raftAddress.equals(other.raftAddress) && httpAddress.equals(other.httpAddress);
    }
}
