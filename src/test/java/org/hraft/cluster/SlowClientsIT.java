package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that open a connection and say nothing, or stop in the middle of a body. */
@ExtendWith(SharedCluster.class)
class SlowClientsIT {

    private static final int IDLE = 100;

    /** Each holds a thread of the listener until its time is up, and that has 64 of them. */
    private static final int HALF_SENT = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @Test
    void idleConnectionsAndHalfSentBodiesDisturbNobodyAndWriteNothing(Cluster cluster)
            throws Exception {
        HraftProcess node = cluster.follower();
        List<Socket> sockets = new ArrayList<>();
        try {
            // given
            for (int i = 0; i < IDLE; i++) {
                sockets.add(connect(node));
            }
            List<Socket> halfSent = new ArrayList<>();
            for (int i = 0; i < HALF_SENT; i++) {
                Socket socket = connect(node);
                sockets.add(socket);
                halfSent.add(socket);
                String request = "POST /key HTTP/1.1\r\nHost: hraft\r\nContent-Length: 1000\r\n\r\n"
                        + "{\"half-sent\":\"" + i + "\"}";
                socket.getOutputStream().write(request.getBytes(US_ASCII));
            }

            // then: the others are served
            for (int i = 0; i < 10; i++) {
                long started = System.nanoTime();
                assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
                assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
                HttpResponse<String> write = node.post("/key", "{\"not-slow\":\"" + i + "\"}");
                assertThat(write.statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - started))
                        .isLessThan(Duration.ofSeconds(2));
            }

            // then: the slow ones are told, and nothing was written
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (Socket socket : halfSent) {
                assertThat(firstLine(socket, deadline))
                        .isIn("HTTP/1.1 400 Bad Request", "HTTP/1.1 408 Request Timeout", "");
            }
            assertThat(node.get("/key/half-sent").statusCode()).isEqualTo(404);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket connect(HraftProcess node) throws IOException {
        String[] address = node.address().split(":", 2);
        return new Socket(address[0], Integer.parseInt(address[1]));
    }

    /** Empty if the connection was only closed; runs into the deadline if it was forgotten. */
    private static String firstLine(Socket socket, long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        socket.setSoTimeout((int) Math.max(1, left));
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\r'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString();
    }
}
