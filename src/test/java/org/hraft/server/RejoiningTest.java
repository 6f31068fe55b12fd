package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server that has lost its store, and remembers its cluster. */
@Timeout(30)
class RejoiningTest {

    private static final String MEMBER =
            "{\"id\":\"n2\",\"incarnation\":\"i2\",\"clusterId\":\"c\",\"leader\":\"n2\","
                    + "\"members\":[{\"id\":\"n1\"},{\"id\":\"n2\"}]}";

    private final Damaged server = new Damaged();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Client client = ClientBuilder.newClient();
    private HttpServer other;
    private String status = MEMBER;
    private int joins;

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            boolean asks = exchange.getRequestURI().getPath().equals("/status");
            byte[] answer = (asks ? status : "").getBytes(StandardCharsets.UTF_8);
            if (!asks) {
                joins++;
                server.clusterId = "c";
            }
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        other.start();
        server.damage = null;
        server.clusterId = null;
        server.addresses = List.of("a:1", "127.0.0.1:" + other.getAddress().getPort());
    }

    @AfterEach
    void close() {
        other.stop(0);
        client.close();
    }

    @Test
    void itJoinsThatClusterAndFoundsNone() throws Exception {
        assertThat(joining().run()).isTrue();

        assertThat(joins).isEqualTo(1);
    }

    @Test
    void whoWasRemovedMeanwhileDoesNotComeBack() throws Exception {
        status = MEMBER.replace("{\"id\":\"n1\"},", "");

        assertThat(joining().run()).isFalse();

        assertThat(joins).isZero();
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("n1 has lost its store and is not a member of its cluster any more");
    }

    private Joining joining() {
        ServerConfig config = new ServerConfig("n1", "a:1", "a:2", List.of(), "d", 0, true, true);
        PrintStream stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return new Joining(config, server, new ClusterClient(client), server.clock, stream);
    }
}
