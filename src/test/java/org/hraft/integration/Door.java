package org.hraft.integration;

import org.awaitility.Awaitility;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One HTTP listener of a server, at a port that stays its own while the server is down: then a
 * socket is bound to it that does not listen, so that connections are refused, as a dead server's
 * are, and nobody else gets the port.
 */
final class Door implements AutoCloseable {

    /** Loggers that speak of every resource and every listener; a reference keeps them so. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.glassfish.jersey.internal.inject.Providers"),
            Logger.getLogger("org.glassfish.grizzly"));

    static {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private final int port;
    private Socket reservation;
    private @Nullable HttpServer listener;

    Door() {
        reservation = reserve(0);
        port = reservation.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void open(Set<Object> resources) {
        ResourceConfig application = new ResourceConfig()
                .registerInstances(resources)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true);
        close(reservation);
        listener = GrizzlyHttpServerFactory.createHttpServer(
                URI.create("http://" + address() + "/"), application);
    }

    /**
     * At once: connections break, whatever they were busy with. The port is free a moment later,
     * when the listener's selector has noticed.
     */
    void shut() {
        if (listener != null) {
            listener.shutdownNow();
            listener = null;
            reservation = Awaitility.await("port " + port + " is free again")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> reserve(port), Socket::isBound);
        }
    }

    /** For good. */
    @Override
    public void close() {
        shut();
        close(reservation);
    }

    private static Socket reserve(int port) {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true); // connections of the listener before may still linger
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            close(socket);
            throw new UncheckedIOException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
