package org.hraft.node;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a server says about itself: an immutable picture, replaced after a turn of the loop in which
 * something of it has changed, and read by any thread without a lock.
 *
 * @param id the server's name
 * @param incarnation minted with its data directory
 * @param clusterId null until the server has founded or joined a cluster
 * @param leader name of the leader, null while none is known
 * @param members the configuration in force here, sorted by id
 * @param disk what is wrong with it, if anything is
 * @param lastError why the server halted, null while it has not
 */
public record NodeStatus(
        String id,
        String incarnation,
        @Nullable String clusterId,
        Role role,
        long term,
        @Nullable String leader,
        long commitIndex,
        long lastApplied,
        long firstIndex,
        long lastIndex,
        List<Peer> members,
        Disk disk,
        @Nullable String lastError) {

    /** Of a server whose store cannot be opened. */
    static NodeStatus damaged(Identity identity, String damage) {
        return new NodeStatus(
                identity.id(),
                identity.incarnation(),
                identity.clusterId(),
                Role.HALTED,
                0,
                null,
                0,
                0,
                0,
                0,
                List.of(),
                new Disk(false, true, false, ""),
                damage);
    }

    /** The same with what an operator may want to know beside the error. */
    NodeStatus explained(String outlook) {
        return new NodeStatus(
                id,
                incarnation,
                clusterId,
                role,
                term,
                leader,
                commitIndex,
                lastApplied,
                firstIndex,
                lastIndex,
                members,
                disk,
                lastError + outlook);
    }

    /**
     * What is wrong with the disk of a server.
     *
     * @param regressed it has lost entries that the server had acknowledged: until a leader has
     *     brought them back the server does not vote, and acknowledges nothing
     * @param damaged the store is: the server has halted, and takes part again when it is made anew
     * @param lowOnSpace it is nearly full: the server takes no commands until there is room again
     * @param divergence what of this server or of another is not what the leader has, see {@link
     *     org.hraft.raft.Raft#divergence}; empty: nothing is known of that kind
     */
    public record Disk(boolean regressed, boolean damaged, boolean lowOnSpace, String divergence) {

        /** Nothing. */
        public static final Disk WELL = new Disk(false, false, false, "");
    }

    /** The part that a server plays. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        /** Not a voter: a member that catches up, or a server that is no member yet. */
        LEARNER,
        /** Stopped for good after an error; only a restart helps. */
        HALTED
    }

    /**
     * A member as it looks from this server.
     *
     * @param raftAddress where its peers reach it
     * @param httpAddress where clients reach it, empty if unknown
     * @param failingSinceNanos of the clock of {@link RaftNode#turn}, since when calls to it have
     *     failed without one success; null if the last one succeeded, if none was made, or if it is
     *     this server
     */
    public record Peer(
            String id,
            String raftAddress,
            String httpAddress,
            boolean voter,
            @Nullable Long failingSinceNanos) {

        /**
         * For how long it has not been reached; 0 if it is not known to be out of reach.
         *
         * @param nowNanos of the clock of {@link RaftNode#turn}
         */
        public long unreachableMillis(long nowNanos) {
            Long since = failingSinceNanos;
            return since == null ? 0 : Math.max(1, (nowNanos - since) / 1_000_000);
        }
    }

    /** Who leads as far as this server knows, or null. */
    public @Nullable Leadership leadership() {
        String known = leader;
        if (known == null) {
            return null;
        }
        String httpAddress = members.stream()
                .filter(member -> member.id().equals(known))
                .map(Peer::httpAddress)
                .findFirst()
                .orElse(""); // a leader that is being removed
        return new Leadership(known, httpAddress, term);
    }

    /** True if this server has halted because its store is damaged. */
    public boolean damaged() {
        return disk.damaged();
    }

    /** True if this server can serve: a healthy member of a cluster whose leader it knows. */
    public boolean ready() {
        return role != Role.HALTED
                && !disk.regressed()
                && leader != null
                && members.stream().anyMatch(member -> member.id().equals(id));
    }
}
