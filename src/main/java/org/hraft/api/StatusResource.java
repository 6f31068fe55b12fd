package org.hraft.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.Engine;
import org.hraft.node.NodeStatus;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What this server knows, without asking anybody: it answers when nobody else does. */
@Path("status")
public final class StatusResource {
    private final Engine engine;
    private final long startedNanos = System.nanoTime();

    StatusResource(Engine engine) {
        this.engine = engine;
    }

    @GET
    public Response status() {
        long now = System.nanoTime();
        long uptimeSeconds = TimeUnit.NANOSECONDS.toSeconds(now - startedNanos);
        StatusJson status = StatusJson.of(engine.status(), now, uptimeSeconds);
        return Response.ok(Json.bytes(status), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The names are the contract's. */
    record StatusJson(
            String id,
            String incarnation,
            @Nullable String clusterId,
            String role,
            long term,
            @Nullable String leader,
            long commitIndex,
            long lastApplied,
            long firstIndex,
            long lastIndex,
            List<String> voters,
            List<PeerJson> members,
            long uptimeSeconds,
            boolean regressed,
            boolean damaged,
            boolean lowOnSpace,
            @Nullable String divergence,
            @Nullable String lastError) {

        static StatusJson of(NodeStatus status, long nowNanos, long uptimeSeconds) {
            return new StatusJson(
                    status.id(),
                    status.incarnation(),
                    status.clusterId(),
                    status.role().name().toLowerCase(Locale.ROOT),
                    status.term(),
                    status.leader(),
                    status.commitIndex(),
                    status.lastApplied(),
                    status.firstIndex(),
                    status.lastIndex(),
                    status.members().stream()
                            .filter(NodeStatus.Peer::voter)
                            .map(NodeStatus.Peer::id)
                            .toList(),
                    status.members().stream()
                            .map(peer -> PeerJson.of(peer, nowNanos))
                            .toList(),
                    uptimeSeconds,
                    status.disk().regressed(),
                    status.damaged(),
                    status.disk().lowOnSpace(),
                    status.disk().divergence().isEmpty() ? null : status.disk().divergence(),
                    status.lastError());
        }
    }

    /** @param unreachableMs 0 while calls from this server to the member succeed */
    record PeerJson(String id, String addr, String haddr, boolean voter, long unreachableMs) {
        static PeerJson of(NodeStatus.Peer peer, long nowNanos) {
            return new PeerJson(
                    peer.id(),
                    peer.raftAddress(),
                    peer.httpAddress(),
                    peer.voter(),
                    peer.unreachableMillis(nowNanos));
        }
    }
}
