package org.hraft.server;

import org.hraft.node.Identity;
import org.hraft.node.NodeStatus;
import org.hraft.node.Roster;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The server n2, whose engine is played by the test. Whatever it is told to found, it does. */
final class FakeNode implements Joining.Node {
    private volatile @Nullable String clusterId;
    private volatile String raftAddress = "h:9000";
    int founded;
    int silentLooks;

    @Nullable
    String claim;

    int claimedLooks = 1;

    @Override
    public boolean serves() {
        return --silentLooks < 0;
    }

    void adopt(String cluster, String address) {
        raftAddress = address;
        clusterId = cluster;
    }

    @Override
    public Identity identity() {
        return new Identity("n2", "i2", clusterId, "h:9000", "h:8080");
    }

    @Override
    public NodeStatus status() {
        boolean member = clusterId != null;
        var self = new NodeStatus.Peer("n2", raftAddress, "h:8080", true, null);
        return new NodeStatus(
                "n2",
                "i2",
                clusterId,
                NodeStatus.Role.FOLLOWER,
                1,
                member ? "n2" : null,
                1,
                1,
                1,
                1,
                member ? List.of(self) : List.of(),
                NodeStatus.Disk.WELL,
                null);
    }

    @Override
    public @Nullable String claim() {
        return --claimedLooks < 0 ? claim : null;
    }

    @Override
    public @Nullable Roster roster() {
        return null;
    }

    @Override
    public CompletionStage<Boolean> rebuild() {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public void explainDamage(String sentence) {}

    @Override
    public CompletionStage<Boolean> bootstrap(String cluster) {
        founded++;
        adopt(cluster, "h:9000");
        return CompletableFuture.completedFuture(true);
    }
}
