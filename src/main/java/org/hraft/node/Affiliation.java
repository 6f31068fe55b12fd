package org.hraft.node;

import org.hraft.raft.AppendEntries;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a server belongs to, if any, and which requests of peers are therefore for it
 * (hazards 27 and 28). Not thread-safe, except {@link #claim()}.
 */
final class Affiliation {

    private final ServerId self;
    private final RaftStore store;
    private @Nullable String clusterId;
    private volatile @Nullable String claim;

    /**
     * @param clusterId as the store remembers it, null if it does not
     */
    Affiliation(ServerId self, RaftStore store, @Nullable String clusterId) {
        this.self = self;
        this.store = store;
        this.clusterId = clusterId;
    }

    /** Null until the server has founded or joined a cluster. */
    @Nullable
    String clusterId() {
        return clusterId;
    }

    /** Durable on return. At most once in the life of a store. */
    void adopt(String cluster) {
        store.adoptCluster(cluster);
        clusterId = cluster;
    }

    /** Why a request is not for this server, or null. A leader's makes it a member of its cluster. */
    @Nullable
    String refusal(Envelope envelope) {
        if (!envelope.to().equals(self)) {
            if (envelope.to().name().equals(self.name())) {
                claim = envelope.from().name() + " of cluster " + envelope.clusterId();
            }
            return "this is " + self + ", another incarnation than the one that was addressed";
        }
        if (envelope.clusterId().equals(clusterId)) {
            return null;
        }
        if (clusterId == null && envelope.request() instanceof AppendEntries.Request) {
            adopt(envelope.clusterId()); // its leader knows this server as a member
            return null;
        }
        return clusterId == null
                ? "this server is in no cluster yet"
                : "this server belongs to the cluster " + clusterId;
    }

    /**
     * Which server of which cluster has called this one by its name, but meant what it was with
     * another data directory; null if none has. From any thread.
     */
    @Nullable
    String claim() {
        return claim;
    }
}
