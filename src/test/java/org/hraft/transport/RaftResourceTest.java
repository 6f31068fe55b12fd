package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.hraft.node.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** What a peer is told when it does not get a connection. */
@Timeout(30)
class RaftResourceTest {

    private final PeerSessions sessions = new PeerSessions(
            envelope -> new CompletableFuture<>(), Executors.newCachedThreadPool());
    private final HttpServer server = GrizzlyHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:0/"),
            new ResourceConfig()
                    .register(new RaftResource(
                            sessions, () -> new Identity("n2", "i2", "c", "h:9000", "h:8080"))));

    @AfterEach
    void close() {
        sessions.close();
        server.shutdownNow();
    }

    @Test
    void callsOfASessionThatIsNotOpenAreNotTaken() throws Exception {
        assertThat(status("/raft/calls?session=none", "POST")).isEqualTo(404);
    }

    @Test
    void aServerThatStopsOpensNoSession() throws Exception {
        // given
        sessions.close();

        // when
        int status = status("/raft/answers?session=s", "GET");

        // then
        assertThat(status).isEqualTo(503);
    }

    private int status(String path, String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + server.getListener("grizzly").getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
