package org.hraft.server;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import org.glassfish.jersey.jackson.JacksonFeature;
import org.hraft.api.JoinResource;
import org.hraft.api.KeyResource;
import org.hraft.api.MembersResource;
import org.hraft.api.StatusResource;
import org.hraft.kv.KeyValueStore;
import org.hraft.node.Engine;
import org.hraft.transport.RaftResource;

import java.util.Set;

/**
 * Everything that answers over HTTP. The resources are plain objects that get what they need from
 * their constructors, so a test can run them without a container.
 */
@ApplicationPath("/")
public class RestApplication extends Application {

    private final Set<Object> resources;

    public RestApplication() {
        // Looked up: whether an Application is a bean, and so gets injections, is the container's
        // choice. The EJB exists by now, because it starts before the web module.
        RaftServer server = CDI.current().select(RaftServer.class).get();
        Engine engine = server.engine();
        KeyValueStore keys = server.keys();
        resources = Set.of(
                new KeyResource(keys),
                new JoinResource(engine),
                new StatusResource(engine),
                new MembersResource(engine),
                new RaftResource(engine::receive, engine::identity));
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
