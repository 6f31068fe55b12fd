package org.hraft.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.hraft.node.NodeStatus;

/** Down when the server has halted after an error that a restart may end: damage is not one. */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

    @Inject
    private RaftServer server;

    @Override
    public HealthCheckResponse call() {
        NodeStatus status = server.engine().status();
        var response = HealthCheckResponse.named("hraft-engine")
                .status(status.role() != NodeStatus.Role.HALTED || status.damaged());
        String lastError = status.lastError();
        return (lastError == null ? response : response.withData("lastError", lastError)).build();
    }
}
