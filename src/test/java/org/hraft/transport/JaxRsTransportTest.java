package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.client.ClientBuilder;

import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.apache5.connector.Apache5ConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.node.RefusedException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Real HTTP in one JVM: the transport on one side, the resource on the other. */
@Timeout(30)
class JaxRsTransportTest {

    /** Longer than a living peer is ever silent. */
    private static final int TIMEOUT_MILLIS = 1_500;

    private static final ServerId N1 = new ServerId("n1", "i1");
    private static final ServerId N2 = new ServerId("n2", "i2");
    private static final Identity IDENTITY = new Identity("n2", "i2", "c", "h:9000", "h:8080");
    private static final Rpc.Response YES = new ReadIndex.Response(7, true, 8);
    private static final Rpc.Response NO = new ReadIndex.Response(7, false, 0);

    private final JaxRsTransport transport = new JaxRsTransport(
            ClientBuilder.newClient(new ClientConfig()
                    .connectorProvider(new Apache5ConnectorProvider())
                    .property(ClientProperties.CONNECT_TIMEOUT, TIMEOUT_MILLIS)
                    .property(ClientProperties.READ_TIMEOUT, TIMEOUT_MILLIS)),
            Executors.newCachedThreadPool());
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        transport.close();
        for (AutoCloseable open : toClose) {
            open.close();
        }
    }

    @Test
    void anAnswerOfThePeerComesBack() {
        // given
        List<Envelope> received = new ArrayList<>();
        String peer = peer(envelope -> {
            received.add(envelope);
            return CompletableFuture.completedFuture(YES);
        });
        Envelope envelope = envelope(new ReadIndex.Request(true));

        // when
        Outcome outcome = call(peer, envelope).join();

        // then
        assertThat(outcome).isEqualTo(new Answered(YES));
        assertThat(received).containsExactly(envelope);
    }

    @Test
    void aLargeBatchTravelsWhole() {
        // given
        List<Envelope> received = new ArrayList<>();
        String peer = peer(envelope -> {
            received.add(envelope);
            return CompletableFuture.completedFuture(YES);
        });
        byte[] large = new byte[2 << 20];
        large[large.length - 1] = 1;
        Envelope envelope = envelope(new Propose.Request(List.of(new Entry.Command(large))));

        // when
        Outcome outcome = call(peer, envelope).join();

        // then
        assertThat(outcome).isEqualTo(new Answered(YES));
        assertThat(received).containsExactly(envelope);
    }

    @Test
    void aRefusalOfThePeerMeansNotDelivered() {
        // given
        String peer = peer(envelope ->
                CompletableFuture.failedFuture(new RefusedException("another cluster")));

        // when
        Outcome outcome = call(peer, envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(outcome).isEqualTo(new NotDelivered("another cluster"));
    }

    @Test
    void anErrorOfThePeerMeansUnanswered() {
        // given
        String peer = peer(
                envelope -> CompletableFuture.failedFuture(new IllegalStateException("broken")));

        // when
        Outcome outcome = call(peer, envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(outcome).isInstanceOf(Unanswered.class);
    }

    @Test
    void aRefusedConnectionMeansNotDelivered() throws IOException {
        // given
        String nobody;
        try (ServerSocket socket = listen()) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }

        // when
        Outcome outcome = call(nobody, envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void anUnknownHostMeansNotDelivered() {
        // when
        Outcome outcome = call("no.such.host.invalid:1", envelope(new ReadIndex.Request(true)))
                .join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void whatIsNoAddressIsNotDeliveredAndDoesNotThrow() {
        // when
        Outcome outcome =
                call("what is this", envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void aPeerThatAcceptsAndSaysNothingHasGotNoCall() throws IOException {
        // given
        ServerSocket hung = listen();
        toClose.add(hung);

        // when
        Outcome outcome = call(
                        "127.0.0.1:" + hung.getLocalPort(), envelope(new ReadIndex.Request(true)))
                .join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void aConnectionThatBreaksAfterTheCallMeansUnanswered() throws Exception {
        // given
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        String peer = peer(envelope -> {
            arrived.complete(null);
            return new CompletableFuture<>();
        });
        CompletableFuture<Outcome> outcome = call(peer, envelope(new ReadIndex.Request(true)));
        arrived.join();

        // when
        toClose.get(toClose.size() - 1).close(); // the server, in the middle of the session

        // then
        assertThat(outcome.join()).isInstanceOf(Unanswered.class);
    }

    @Test
    void theCallAfterABrokenConnectionOpensANewOne() {
        // given
        AtomicInteger calls = new AtomicInteger();
        String peer = peer(envelope -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the test wants this connection to break");
            }
            return CompletableFuture.completedFuture(YES);
        });
        Outcome first = call(peer, envelope(new ReadIndex.Request(true))).join();

        // when
        Outcome second = call(peer, envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(first).isInstanceOf(Unanswered.class);
        assertThat(second).isEqualTo(new Answered(YES));
    }

    @Test
    void answersFindTheirCallsInAnyOrder() {
        // given
        CompletableFuture<Rpc.Response> toPropose = new CompletableFuture<>();
        CompletableFuture<Rpc.Response> toRead = new CompletableFuture<>();
        String peer = peer(
                envelope -> envelope.request() instanceof ReadIndex.Request ? toRead : toPropose);
        CompletableFuture<Outcome> propose = call(peer, envelope(new Propose.Request(List.of())));
        CompletableFuture<Outcome> read = call(peer, envelope(new ReadIndex.Request(true)));

        // when
        toRead.complete(YES);
        Outcome ofRead = read.join();
        toPropose.complete(NO);
        Outcome ofPropose = propose.join();

        // then
        assertThat(ofRead).isEqualTo(new Answered(YES));
        assertThat(ofPropose).isEqualTo(new Answered(NO));
    }

    @Test
    void aCallBeyondTheBoundIsNotDeliveredAtOnceAndTheOthersStillEnd() throws Exception {
        // given
        CompletableFuture<Rpc.Response> later = new CompletableFuture<>();
        String peer = peer(envelope -> {
            return later;
        });
        List<CompletableFuture<Outcome>> running = new ArrayList<>();
        for (int i = 0; i < PeerSender.MAX_CALLS; i++) {
            running.add(call(peer, envelope(new ReadIndex.Request(true))));
        }

        // when
        CompletableFuture<Outcome> excess = call(peer, envelope(new ReadIndex.Request(true)));

        // then
        assertThat(excess).isCompletedWithValueMatching(NotDelivered.class::isInstance);
        later.complete(YES);
        for (CompletableFuture<Outcome> call : running) {
            assertThat(call.join()).isNotInstanceOf(NotDelivered.class);
        }
        assertThat(call(peer, envelope(new ReadIndex.Request(true))).join())
                .isEqualTo(new Answered(YES));
    }

    @Test
    void aCallAfterTheCloseIsNotDelivered() {
        // given
        String peer = peer(envelope -> CompletableFuture.completedFuture(YES));
        call(peer, envelope(new ReadIndex.Request(true))).join();
        transport.close();

        // when
        Outcome outcome = call(peer, envelope(new ReadIndex.Request(true))).join();

        // then
        assertThat(outcome).isInstanceOf(NotDelivered.class);
    }

    @Test
    void whoListensSaysWhoItIs() {
        // given
        String peer = peer(envelope -> CompletableFuture.completedFuture(YES));
        CompletableFuture<Object> answer = new CompletableFuture<>();

        // when
        transport.identify(peer, answer::complete);

        // then
        assertThat(answer.join()).isEqualTo(IDENTITY);
    }

    @Test
    void whatIsNoAddressIsNobody() {
        // given
        CompletableFuture<Boolean> isNull = new CompletableFuture<>();

        // when
        transport.identify("[{x}]:9000", identity -> isNull.complete(identity == null));

        // then
        assertThat(isNull.join()).isTrue();
    }

    @Test
    void nobodyIsNull() throws IOException {
        // given
        String nobody;
        try (ServerSocket socket = listen()) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        CompletableFuture<Boolean> isNull = new CompletableFuture<>();

        // when
        transport.identify(nobody, identity -> isNull.complete(identity == null));

        // then
        assertThat(isNull.join()).isTrue();
    }

    private CompletableFuture<Outcome> call(String address, Envelope envelope) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger();
        transport.call(new Member(N2, address, "", Suffrage.VOTER), envelope, outcome -> {
            assertThat(times.incrementAndGet()).as("ended is called once").isEqualTo(1);
            ended.complete(outcome);
        });
        return ended;
    }

    private String peer(Function<Envelope, CompletionStage<Rpc.Response>> receive) {
        PeerSessions sessions = new PeerSessions(receive, Executors.newCachedThreadPool());
        HttpServer server = GrizzlyHttpServerFactory.createHttpServer(
                URI.create("http://127.0.0.1:0/"),
                new ResourceConfig().register(new RaftResource(sessions, () -> IDENTITY)));
        toClose.add(sessions);
        toClose.add(server::shutdownNow);
        return "127.0.0.1:" + server.getListener("grizzly").getPort();
    }

    private static Envelope envelope(Rpc.Request request) {
        return new Envelope("c", N1, N2, request);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
