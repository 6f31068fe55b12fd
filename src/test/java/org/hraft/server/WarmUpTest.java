package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server is played by the test, and each of its answers takes as long as the test says. */
@Timeout(60)
class WarmUpTest {

    private final Client client = ClientBuilder.newClient();
    private final List<String> requests = new ArrayList<>();
    private final FakeClock clock = new FakeClock();
    private HttpServer server;
    private long answerMillis = 1;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            clock.nanos += TimeUnit.MILLISECONDS.toNanos(answerMillis);
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    @Test
    void itEndsAfterItsNumberOfReads() throws Exception {
        // when
        run();

        // then
        assertThat(requests).hasSize(WarmUp.READS).containsOnly("GET /key/hraft/warm-up");
    }

    @Test
    void aSlowServerIsReadFromForALimitedTime() throws Exception {
        // given
        answerMillis = 980;

        // when
        run();

        // then
        assertThat(requests).hasSize((int) WarmUp.LIMIT_SECONDS);
    }

    @Test
    void itBeginsLateAndLeavesTwoThirdsOfAnIdleMachineToOthers() throws Exception {
        // given
        answerMillis = 4;

        // when
        run();

        // then
        assertThat(clock.pauses.get(0)).isEqualTo(WarmUp.DELAY_SECONDS * 1_000);
        assertThat(clock.pauses.subList(1, clock.pauses.size())).containsOnly(8L);
    }

    @Test
    void theLoadOfOthersDoesNotMakeItsPausesLonger() throws Exception {
        // given
        answerMillis = 80;

        // when
        run();

        // then
        assertThat(clock.pauses.subList(1, clock.pauses.size()))
                .containsOnly(WarmUp.MAX_PAUSE_MILLIS);
    }

    @Test
    void aServerThatDoesNotAnswerIsNoObstacle() throws Exception {
        // given
        server.stop(0);

        // when
        run();

        // then
        assertThat(clock.pauses).hasSize(1 + WarmUp.READS);
    }

    @Test
    void itEndsWhenTheServerStops() {
        // given
        clock.interruptedAfter = 4;

        // when
        assertThatThrownBy(this::run).isInstanceOf(InterruptedException.class);

        // then
        assertThat(requests).hasSize(3);
    }

    private void run() throws InterruptedException {
        InetSocketAddress address = server.getAddress();
        var cluster = new ClusterClient(client);
        new WarmUp(cluster, "127.0.0.1:" + address.getPort(), clock).run();
    }

    private static final class FakeClock implements Joining.Clock {
        private final List<Long> pauses = new ArrayList<>();
        private int interruptedAfter = Integer.MAX_VALUE;
        private long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void pause(long millis) throws InterruptedException {
            pauses.add(millis);
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            if (pauses.size() == interruptedAfter) {
                throw new InterruptedException();
            }
        }
    }
}
