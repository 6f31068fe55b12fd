package org.hraft.node;

import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Takes the picture of a server after each turn. What has not changed is not drawn again. */
final class StatusView {

    private final ServerId self;
    private final Raft raft;
    private final PeerHealth health;
    private Configuration drawn = Configuration.NONE;
    private List<NodeStatus.Peer> members = List.of();
    private boolean stale;

    StatusView(ServerId self, Raft raft, PeerHealth health) {
        this.self = self;
        this.raft = raft;
        this.health = health;
    }

    /**
     * @param clusterId null until the server has founded or joined a cluster
     * @param lastError why the server halted, null while it has not
     */
    NodeStatus now(@Nullable String clusterId, @Nullable String lastError, long nowNanos) {
        ServerId leader = lastError == null ? raft.leaderId() : null;
        return new NodeStatus(
                self.name(),
                self.incarnation(),
                clusterId,
                role(lastError),
                raft.currentTerm(),
                leader == null ? null : leader.name(),
                raft.commitIndex(),
                raft.lastApplied(),
                raft.lastIndex() == 0 ? 0 : raft.firstIndex(),
                raft.lastIndex(),
                members(nowNanos),
                lastError);
    }

    private List<NodeStatus.Peer> members(long nowNanos) {
        boolean allReachable = health.allReachable();
        if (stale || !allReachable || !drawn.equals(raft.configuration())) {
            drawn = raft.configuration();
            List<NodeStatus.Peer> peers = new ArrayList<>();
            drawn.members().forEach(member -> peers.add(peer(member, nowNanos)));
            members = List.copyOf(peers);
            stale = !allReachable; // for how long somebody cannot be reached changes by itself
        }
        return members;
    }

    private NodeStatus.Peer peer(Member member, long nowNanos) {
        return new NodeStatus.Peer(
                member.id().name(),
                member.raftAddress(),
                member.httpAddress(),
                member.voter(),
                health.unreachableMillis(member.id(), nowNanos));
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
