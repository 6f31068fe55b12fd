package org.hraft.raft;

/**
 * One server of a {@link Configuration}. The addresses are opaque to the core: they travel in the
 * log because every server must learn them, and only the transport reads them.
 *
 * @param raftAddress {@code host:port} of the listener for peers
 * @param httpAddress {@code host:port} of the listener for clients, empty while unknown
 * @param suffrage a newcomer and a learner receive entries and count in no quorum (section 4.2.1 of
 *     the dissertation)
 */
public record Member(ServerId id, String raftAddress, String httpAddress, Suffrage suffrage) {

    public boolean voter() {
        return suffrage == Suffrage.VOTER;
    }

    /** The same server as a voter. */
    public Member promoted() {
        return with(Suffrage.VOTER);
    }

    /** The same server as a learner that stays one. */
    Member demoted() {
        return with(Suffrage.LEARNER);
    }

    Member with(Suffrage other) {
        return new Member(id, raftAddress, httpAddress, other);
    }

    boolean hasAddressesOf(Member other) {
        return raftAddress.equals(other.raftAddress) && httpAddress.equals(other.httpAddress);
    }
}
