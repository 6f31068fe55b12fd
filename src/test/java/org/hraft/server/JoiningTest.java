package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Joining against servers that are played by the test; time passes only when somebody pauses. */
@Timeout(30)
class JoiningTest {

    private final FakeNode node = new FakeNode();
    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final Client client = ClientBuilder.newClient();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> joins = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(server -> server.stop(0));
        client.close();
    }

    @Test
    void withoutAnySettingAClusterOfOneIsFounded() throws Exception {
        // when
        boolean joined = run(List.of(), 0);

        // then
        assertThat(joined).isTrue();
        assertThat(node.founded).isEqualTo(1);
        assertThat(screen()).isEqualTo("hraft n2 is ready: http://h:8080 (leader n2, 1 member)\n");
    }

    /** It has lost its data directory, and the others go on without it. */
    @Test
    void whoIsCalledByTheMembersOfAClusterFoundsNone() throws Exception {
        // given
        node.claim = "n1 of cluster c";
        node.silentLooks = 3;
        node.claimedLooks = 5;

        // when
        boolean joined = run(List.of(), 0);

        // then
        assertThat(joined).isFalse();
        assertThat(node.founded).isZero();
        assertThat(screen())
                .isEqualTo("hraft: n2 founds no cluster, because n1 of cluster c takes it for a"
                        + " member that has another data directory. Bring that one back, or start"
                        + " with -join and the client address of a member, or end that cluster\n");
    }

    @Test
    void theServerIsCalledReadyWhenItAnswersClients() throws Exception {
        // given
        node.silentLooks = 60;

        // when
        run(List.of(), 0);

        // then
        assertThat(clock.nanoTime()).isGreaterThan(TimeUnit.SECONDS.toNanos(6));
        assertThat(screen().lines().toList())
                .containsExactly(
                        "hraft: no answer from this server itself at http://h:8080 yet",
                        "hraft n2 is ready: http://h:8080 (leader n2, 1 member)");
    }

    @Test
    void anAddressThatOnlyOthersReachIsToldAndNoObstacle() throws Exception {
        // given
        node.silentLooks = Integer.MAX_VALUE;

        // when
        boolean joined = run(List.of(), 0);

        // then
        assertThat(joined).isTrue();
        assertThat(screen())
                .contains("itself at http://h:8080: is -haddr right?\nhraft n2 is ready");
    }

    @Test
    void aServerJoinsThroughTheFirstDoorThatOpens() throws Exception {
        // given
        String closed = nobody();
        String open = server("", () -> reply(200, ""));

        // when
        boolean joined = run(List.of(closed, open), 0);

        // then
        assertThat(joined).isTrue();
        assertThat(node.founded).isZero();
        assertThat(joins)
                .containsExactly("application/json {\"id\":\"n2\",\"addr\":\"h:9000\","
                        + "\"incarnation\":\"i2\",\"haddr\":\"h:8080\"}");
        assertThat(screen())
                .startsWith("hraft: join " + closed
                        + ": connection refused, trying again (0 s of 30)\n");
    }

    @Test
    void aJoinThatIsRefusedForThirtySecondsFailsWithTheReason() throws Exception {
        // given
        String door =
                server("", () -> reply(409, "{\"title\":\"Name taken\",\"detail\":\"n2 lives\"}"));

        // when
        boolean joined = run(List.of(door), 0);

        // then
        assertThat(joined).isFalse();
        assertThat(joins).hasSize(31);
        assertThat(screen().lines().toList())
                .hasSize(31)
                .last()
                .isEqualTo("hraft: join " + door
                        + ": Name taken: n2 lives (409), giving up after 30 s");
    }

    @Test
    void aRefusalThatGoesAwayInTimeIsForgotten() throws Exception {
        // given
        String door = server("", () -> joins.size() < 3 ? reply(503, "") : reply(200, ""));

        // when
        boolean joined = run(List.of(door), 0);

        // then
        assertThat(joined).isTrue();
        assertThat(joins).hasSize(3);
    }

    @Test
    void aServerThatBelongsToAClusterAsksNobody() throws Exception {
        // given
        String door = server("", () -> reply(200, ""));
        node.adopt("c", "h:9000");

        // when
        boolean joined = run(List.of(door), 3);

        // then
        assertThat(joined).isTrue();
        assertThat(joins).isEmpty();
        assertThat(node.founded).isZero();
    }

    @Test
    void aMemberWhoseAddressHasChangedAnnouncesItOnceAndGoesOnIfThatFails() throws Exception {
        // given
        String door = server("", () -> reply(503, ""));
        node.adopt("c", "h:9999");

        // when
        boolean joined = run(List.of(door), 0);

        // then
        assertThat(joined).isTrue();
        assertThat(joins).hasSize(1);
    }

    @Test
    void theSmallestIdFoundsWhenAllAreThere() throws Exception {
        // given
        String self = server(status("n2", "i2", null), () -> reply(503, ""));
        String third = server(status("n3", "i3", null), () -> reply(503, ""));
        String fourth = server(status("n4", "i4", null), () -> reply(503, ""));

        // when
        boolean joined = run(List.of(self, third, fourth), 3);

        // then
        assertThat(joined).isTrue();
        assertThat(node.founded).isEqualTo(1);
        assertThat(joins).isEmpty();
    }

    @Test
    void nobodyFoundsWhileOneIsMissing() throws Exception {
        // given
        String self = server(status("n2", "i2", null), () -> reply(503, ""));
        String other = server(status("n3", "i3", null), () -> reply(503, ""));
        clock.endAfterPauses = 20;

        // when
        boolean interrupted = runUntilInterrupted(List.of(self, other, nobody()), 3);

        // then
        assertThat(interrupted).isTrue();
        assertThat(node.founded).isZero();
        assertThat(screen()).startsWith("hraft: found 2 of 3 servers, waiting\n");
    }

    @Test
    void theOthersWaitForTheFirstToFoundAndThenJoinIt() throws Exception {
        // given
        int[] looks = {0};
        String first =
                server(() -> status("n1", "i1", ++looks[0] > 8 ? "c" : null), () -> reply(200, ""));

        // when
        boolean joined = run(List.of(first), 2);

        // then
        assertThat(joined).isTrue();
        assertThat(node.founded).isZero();
        assertThat(joins).hasSize(1);
        assertThat(screen()).startsWith("hraft: waiting for n1 to found the cluster\n");
    }

    @Test
    void twoServersOfTheSameIdFoundNothing() throws Exception {
        // given
        String twin = server(status("n2", "other", null), () -> reply(200, ""));
        clock.endAfterPauses = 20;

        // when
        boolean interrupted = runUntilInterrupted(List.of(twin), 2);

        // then
        assertThat(interrupted).isTrue();
        assertThat(node.founded).isZero();
        assertThat(screen()).startsWith("hraft: two of the servers have the same id");
    }

    @Test
    void betweenTwoClustersTheOperatorDecides() throws Exception {
        // given
        String one = server(status("n1", "i1", "c1"), () -> reply(200, ""));
        String two = server(status("n3", "i3", "c2"), () -> reply(200, ""));
        clock.endAfterPauses = 20;

        // when
        boolean interrupted = runUntilInterrupted(List.of(one, two), 3);

        // then
        assertThat(interrupted).isTrue();
        assertThat(joins).isEmpty();
        assertThat(screen()).startsWith("hraft: there are two clusters");
    }

    private boolean run(List<String> doors, int expected) throws InterruptedException {
        ServerConfig config =
                new ServerConfig("n2", "h:8080", "h:9000", doors, "d", expected, true, true);
        PrintStream printer = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return new Joining(config, node, new ClusterClient(client), clock, printer).run();
    }

    private boolean runUntilInterrupted(List<String> doors, int expected) {
        try {
            run(doors, expected);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private record Reply(int status, String body) {}

    private static Reply reply(int status, String body) {
        return new Reply(status, body);
    }

    private static String status(String id, String incarnation, @Nullable String cluster) {
        String quoted = cluster == null ? "null" : '"' + cluster + '"';
        return "{\"id\":\"" + id + "\",\"incarnation\":\"" + incarnation + "\",\"clusterId\":"
                + quoted + ",\"role\":\"learner\"}";
    }

    private String server(String status, Supplier<Reply> onJoin) throws IOException {
        return server(() -> status, onJoin);
    }

    private String server(Supplier<String> status, Supplier<Reply> onJoin) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Reply reply = new Reply(200, "");
            if (exchange.getRequestURI().getPath().equals("/status")) {
                reply = new Reply(200, status.get());
            } else {
                byte[] body = exchange.getRequestBody().readAllBytes();
                joins.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + new String(body, StandardCharsets.UTF_8));
                reply = onJoin.get();
                if (reply.status() == 200) {
                    node.adopt("c", "h:9000");
                }
            }
            byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
