package org.hraft.api;

import jakarta.ws.rs.core.UriBuilder;

import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Resources on real HTTP in this JVM, on a free port of the loopback address. */
final class ApiServer implements AutoCloseable {
    private final HttpServer server;

    ApiServer(Set<Object> resources) throws IOException {
        ResourceConfig application = new ResourceConfig()
                .registerInstances(resources)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.RESOURCE_VALIDATION_DISABLE, true);
        server = GrizzlyHttpServerFactory.createHttpServer(
                URI.create("http://127.0.0.1:0/"), application, false);
        Set<HttpHandler> handlers =
                server.getServerConfiguration().getHttpHandlersWithMapping().keySet();
        handlers.forEach(handler -> handler.setAllowEncodedSlash(true));
        server.start();
    }

    URI base() {
        int port = server.getListeners().iterator().next().getPort();
        return UriBuilder.fromUri("http://127.0.0.1/").port(port).build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
