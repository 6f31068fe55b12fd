package org.hraft.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.hraft.node.NodeStatus;

/** Up while this server is a healthy member of a cluster whose leader it knows. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    @Inject
    private RaftServer server;

    @Override
    public HealthCheckResponse call() {
        NodeStatus status = server.engine().status();
        String leader = status.leader();
        return HealthCheckResponse.named("hraft-cluster")
                .status(status.ready())
                .withData("role", status.role().name().toLowerCase(java.util.Locale.ROOT))
                .withData("leader", leader == null ? "none" : leader)
                .withData("regressed", status.disk().regressed())
                .withData("lowOnSpace", status.disk().lowOnSpace())
                .build();
    }
}
