package org.hraft.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Requests as a table writes them: decent ones by Java's client, the others by a bare socket. */
final class Wire {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Wire(URI base) {
        this.base = base;
    }

    /** @param headers names and values in turn */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Sends bytes as they are, half of a request too, and says that no more will come.
     *
     * @return what came back until the server closed the connection or fell silent; empty if it
     *     only closed it
     */
    String sendRaw(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            writeWhatTheServerTakes(socket, request);
            return readToEnd(socket.getInputStream());
        }
    }

    /** Sends a request in pieces; something happens between each two, so that they do not merge. */
    String sendInPieces(Runnable between, byte[]... pieces) throws IOException {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (byte[] piece : pieces) {
                socket.getOutputStream().write(piece);
                between.run();
            }
            return readToEnd(socket.getInputStream());
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** A head of a request that ends the connection after its answer. */
    static byte[] head(String method, String target, String... lines) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A server that has answered need not read the rest. */
    private static void writeWhatTheServerTakes(Socket socket, byte[] request) {
        try {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
        } catch (IOException closedByServer) {
            return;
        }
    }

    private static String readToEnd(InputStream in) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            in.transferTo(read);
        } catch (IOException resetOrSilent) {
            return read.toString(StandardCharsets.UTF_8);
        }
        return read.toString(StandardCharsets.UTF_8);
    }
}
