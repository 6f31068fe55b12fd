package org.hraft.node;

import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/** Takes the picture of a server after each turn. What has not changed is not drawn again. */
final class StatusView {

    private final ServerId self;
    private final Raft raft;
    private final PeerHealth health;

    private Configuration drawn = Configuration.NONE;
    private long drawnHealth;
    private List<NodeStatus.Peer> members = List.of();
    private @Nullable NodeStatus last;

    StatusView(ServerId self, Raft raft, PeerHealth health) {
        this.self = self;
        this.raft = raft;
        this.health = health;
    }

    /**
     * @param clusterId null until the server has founded or joined a cluster
     * @param lowOnSpace the server takes no commands because its disk is nearly full
     * @param error that halted the server, null while none has
     */
    NodeStatus now(
            @Nullable String clusterId, boolean lowOnSpace, @Nullable RuntimeException error) {
        String lastError = error == null ? null : String.valueOf(error.getMessage());
        ServerId leader = error == null ? raft.leaderId() : null;
        String leaderName = leader == null ? null : leader.name();
        NodeStatus.Disk disk = new NodeStatus.Disk(
                raft.isRegressed(),
                error instanceof DamagedStoreException,
                lowOnSpace,
                raft.divergence());
        NodeStatus before = last;
        if (before != null && isStillTrue(before, clusterId, leaderName, disk, lastError)) {
            return before;
        }
        NodeStatus now = new NodeStatus(
                self.name(),
                self.incarnation(),
                clusterId,
                role(lastError),
                raft.currentTerm(),
                leaderName,
                raft.commitIndex(),
                raft.lastApplied(),
                firstIndex(),
                raft.lastIndex(),
                members(),
                disk,
                lastError);
        last = now;
        return now;
    }

    private boolean isStillTrue(
            NodeStatus status,
            @Nullable String clusterId,
            @Nullable String leader,
            NodeStatus.Disk disk,
            @Nullable String lastError) {
        return status.lastIndex() == raft.lastIndex()
                && status.commitIndex() == raft.commitIndex()
                && status.lastApplied() == raft.lastApplied()
                && status.firstIndex() == firstIndex()
                && status.term() == raft.currentTerm()
                && status.role() == role(lastError)
                && status.members().equals(members())
                && status.disk().equals(disk)
                && Objects.equals(status.leader(), leader)
                && Objects.equals(status.clusterId(), clusterId)
                && Objects.equals(status.lastError(), lastError);
    }

    private long firstIndex() {
        return raft.lastIndex() == 0 ? 0 : raft.firstIndex();
    }

    /** The same list as long as nothing in it has changed. */
    private List<NodeStatus.Peer> members() {
        Configuration configuration = raft.configuration();
        if (drawnHealth != health.version() || !drawn.equals(configuration)) {
            drawn = configuration;
            drawnHealth = health.version();
            members = drawn.members().stream().map(this::peer).toList();
        }
        return members;
    }

    private NodeStatus.Peer peer(Member member) {
        return new NodeStatus.Peer(
                member.id().name(),
                member.raftAddress(),
                member.httpAddress(),
                member.voter(),
                health.failingSinceNanos(member.id()));
    }

    private NodeStatus.Role role(@Nullable String lastError) {
        if (lastError != null) {
            return NodeStatus.Role.HALTED;
        }
        if (raft.isLeader()) {
            return NodeStatus.Role.LEADER;
        }
        if (!raft.isVoter()) {
            return NodeStatus.Role.LEARNER;
        }
        return raft.leaderId() == null ? NodeStatus.Role.CANDIDATE : NodeStatus.Role.FOLLOWER;
    }
}
