package org.hraft.server;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Application;

import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.server.ServerProperties;
import org.hraft.api.ApiResources;
import org.hraft.node.Engine;
import org.hraft.transport.RaftResource;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Everything that answers over HTTP. The resources are plain objects that get what they need from
 * their constructors, so a test can run them without a container. {@link RestServlet} serves them.
 */
public class RestApplication extends Application {

    private final Set<Object> resources;

    public RestApplication() {
        // Looked up: whether an Application is a bean, and so gets injections, is the container's
        // choice. The EJB exists by now, because it starts before the web module.
        RaftServer server = CDI.current().select(RaftServer.class).get();
        Engine engine = server.engine();
        Set<Object> all = new HashSet<>(ApiResources.of(engine, server.keys()));
        all.add(new RaftResource(server.peers(), engine::identity));
        resources = Set.copyOf(all);
    }

    /**
     * Nothing but what is named here. The validation would complain of methods that take the whole
     * request as their one parameter, which spares an injection for each.
     */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true,
                CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true,
                ServerProperties.WADL_FEATURE_DISABLE, true,
                ServerProperties.RESOURCE_VALIDATION_DISABLE, true);
    }

    /** Jackson is named because JSON-B would win otherwise. */
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(JacksonFeature.class);
    }

    @Override
    @SuppressWarnings("deprecation") // the successor are beans, which need a container
    public Set<Object> getSingletons() {
        return resources;
    }
}
