package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.WebTarget;

import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.hraft.node.Envelope;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ServerId;
import org.hraft.raft.StateHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What travels on the sockets of a connection; the peer is played here, byte by byte. */
@Timeout(30)
class PeerConnectionTest {

    private static final int TIMEOUT_MILLIS = 1_500;

    /** The byte with which the frame of a call begins; no header of HTTP contains it. */
    private static final byte CALL = 0;

    private static final ServerId N1 = new ServerId("n1", "i1");
    private static final Envelope HEARTBEAT = new Envelope(
            "c",
            N1,
            new ServerId("n2", "i2"),
            new AppendEntries.Request(7, N1, 0, 0, 0, List.of(), 0, 0, 0, new StateHash(0, 0), 0));

    private final Client client = ClientBuilder.newClient(new ClientConfig()
            .connectorProvider(new Apache5ConnectorProvider())
            .property(ClientProperties.READ_TIMEOUT, TIMEOUT_MILLIS));
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private ServerSocket peer;

    @BeforeEach
    void callsThePeer() throws IOException {
        peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        WebTarget raft = client.target("http://127.0.0.1:" + peer.getLocalPort() + "/raft");
        var connection = new PeerConnection(raft.path("answers"), raft.path("calls"), executor);
        connection.call(HEARTBEAT, outcome::complete);
        executor.execute(connection::run);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        executor.shutdownNow();
        client.close();
    }

    @Test
    void aPeerThatFallsSilentIsUnansweredAfterTheReadTimeout() throws IOException {
        try (Socket answers = peer.accept()) {
            greet(answers, Frame.alive());
            try (Socket calls = peer.accept()) {
                assertThat(calls.getInputStream().read()).isEqualTo('P');

                assertThat(outcome.join()).isInstanceOf(Unanswered.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeerGetsBinaryMessagesOnlyIfItReadsThem(boolean reads) throws IOException {
        try (Socket answers = peer.accept()) {
            greet(answers, reads ? Frame.hello(1) : Frame.alive());
            try (Socket calls = peer.accept()) {
                byte[] message = firstCall(calls.getInputStream()).body();

                assertThat(RaftBinary.isForm(message)).isEqualTo(reads);
                assertThat(Messages.readEnvelope(message)).isEqualTo(HEARTBEAT);
            }
        }
    }

    /** What a peer says first, as HTTP. */
    private static void greet(Socket answers, Frame greeting) throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        greeting.write(hello);
        ByteArrayOutputStream http = new ByteArrayOutputStream();
        http.writeBytes(("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(hello.size())
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        hello.writeTo(http);
        http.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        http.writeTo(answers.getOutputStream());
    }

    private static Frame firstCall(InputStream in) throws IOException {
        int skipped = in.read();
        while (skipped != CALL) {
            assertThat(skipped).as("the connection has not ended").isNotNegative();
            skipped = in.read();
        }
        Frame call = Frame.read(
                new SequenceInputStream(new ByteArrayInputStream(new byte[] {CALL}), in));
        assertThat(call).isNotNull();
        return call;
    }
}
