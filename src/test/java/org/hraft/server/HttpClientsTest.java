package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hc.core5.util.Timeout;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.Transport.Answered;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.Propose;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.hraft.transport.JaxRsTransport;
import org.hraft.transport.PeerSessions;
import org.hraft.transport.RaftResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** The transport over the very client that runs in production. */
@org.junit.jupiter.api.Timeout(30)
class HttpClientsTest {

    private static final ServerId N1 = new ServerId("n1", "i1");
    private static final ServerId N2 = new ServerId("n2", "i2");
    private static final Rpc.Response YES = new ReadIndex.Response(7, true, 8);

    /** What a peer says first, as HTTP: one chunk with an empty frame. */
    private static final byte[] HELLO =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n\4\0\0\0\0\0\0\0\0\0\0\0\0\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final JaxRsTransport transport = new JaxRsTransport(
            HttpClients.client(Timeout.ofMilliseconds(2_500)), Executors.newCachedThreadPool());

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void aBatchTravelsAndItsAnswerComesBack() {
        // given
        List<Envelope> received = new ArrayList<>();
        PeerSessions sessions = new PeerSessions(
                envelope -> {
                    received.add(envelope);
                    return CompletableFuture.completedFuture(YES);
                },
                Executors.newCachedThreadPool());
        HttpServer server = GrizzlyHttpServerFactory.createHttpServer(
                URI.create("http://127.0.0.1:0/"),
                new ResourceConfig()
                        .register(new RaftResource(
                                sessions, () -> new Identity("", "", null, "", ""))));
        String peer = "127.0.0.1:" + server.getListener("grizzly").getPort();
        Rpc.Request request = new Propose.Request(List.of(new Entry.Command(new byte[1 << 20])));

        try {
            // when
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outcomes.add(call(peer, request).join());
            }

            // then
            assertThat(outcomes).containsOnly(new Answered(YES)).hasSize(3);
            assertThat(received).hasSize(3).allMatch(it -> it.request().equals(request));
        } finally {
            sessions.close();
            server.shutdownNow();
        }
    }

    @Test
    void aRefusedConnectionMeansNotDelivered() throws IOException {
        // given
        String nobody;
        try (ServerSocket socket = listen(1)) {
            nobody = address(socket);
        }

        // when
        Outcome outcome = call(nobody, new ReadIndex.Request(true)).join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void aConnectionThatDoesNotComeAboutInTimeMeansNotDelivered() throws IOException {
        // given
        try (ServerSocket full = listen(1)) {
            List<Socket> queue = fill(full);

            // when
            Outcome outcome = call(address(full), new ReadIndex.Request(true)).join();

            // then
            assertThat(outcome).isInstanceOf(NotDelivered.class);
            for (Socket waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void aPeerThatSaysNothingHasGotNoCallAndIsGivenUpAfterTheReadTimeout() throws IOException {
        // given
        try (ServerSocket hung = listen(50)) {
            // when
            Outcome outcome = call(address(hung), new ReadIndex.Request(true)).join();

            // then
            assertThat(outcome).isInstanceOf(NotDelivered.class);
        }
    }

    @Test
    void callsWhoseConnectionBreaksAreNotRepeated() throws Exception {
        // given
        try (ServerSocket rude = listen(50)) {
            CompletableFuture<Outcome> outcome = call(address(rude), new ReadIndex.Request(true));
            try (Socket answers = rude.accept()) {
                answers.getOutputStream().write(HELLO);

                // when
                try (Socket calls = rude.accept()) {
                    assertThat(calls.getInputStream().read()).isEqualTo('P');
                }

                // then
                assertThat(outcome.join()).isInstanceOf(Unanswered.class);
                rude.setSoTimeout(1);
                assertThatThrownBy(rude::accept)
                        .as("nobody else is in the queue")
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    /** Connects until the kernel takes no more. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> queue = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException e) {
                return queue;
            }
        }
    }

    private CompletableFuture<Outcome> call(String address, Rpc.Request request) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        transport.call(
                new Member(N2, address, "", Suffrage.VOTER),
                new Envelope("c", N1, N2, request),
                ended::complete);
        return ended;
    }

    private static ServerSocket listen(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    private static String address(ServerSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }
}
