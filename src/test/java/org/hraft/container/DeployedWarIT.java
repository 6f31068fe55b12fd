package org.hraft.container;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.awaitility.Awaitility;
import org.hraft.api.ApiTable;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;

/** The WAR as it was built, in a container that the boot commands of {@code server-config} set up. */
@ExtendWith(ArquillianExtension.class)
class DeployedWarIT {

    private static final URI CLIENTS = listener("hraft.http.port");
    private static final URI PEERS = listener("hraft.raft.port");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Deployment(testable = false)
    static WebArchive war() {
        File built = new File(requireNonNull(System.getProperty("hraft.war")));
        return ShrinkWrap.createFromZipFile(WebArchive.class, built);
    }

    /** The application is deployed when it answers; it serves when it has founded its cluster. */
    @BeforeEach
    void awaitReady() {
        Awaitility.await("the server is ready")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(CLIENTS, "/health/ready").statusCode() == 200);
    }

    @Test
    void theContainersHealthPageCallsTheServerReady() throws Exception {
        assertThat(get(CLIENTS, "/health/ready").body())
                .contains("\"status\":\"UP\"")
                .contains("raft");
    }

    @Test
    void aWrittenKeyIsRead() throws Exception {
        // given
        HttpResponse<String> written = send(request(CLIENTS, "/key")
                .header("Content-Type", "application/x-www-form-urlencoded") // as curl -d does
                .POST(HttpRequest.BodyPublishers.ofString("{\"user1\":\"aly\"}")));

        // when
        HttpResponse<String> read = get(CLIENTS, "/key/user1");

        // then
        assertThat(written.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("{\"user1\":\"aly\"}");
    }

    @Test
    void theConsoleIsServed() throws Exception {
        HttpResponse<String> console = get(CLIENTS, "/console/");

        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(console.headers().firstValue("Content-Type").orElse("")).contains("text/html");
        assertThat(console.body()).contains("console.js");
    }

    @Test
    void thePeersListenerServesPeersAndNothingElse() throws Exception {
        assertThat(get(PEERS, "/raft/identity").body()).contains("\"id\":\"arquillian\"");
        for (String path : new String[] {"/status", "/key/user1", "/console/"}) {
            assertThat(get(PEERS, path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void theClientsListenerDoesNotServePeers() throws Exception {
        assertThat(get(CLIENTS, "/raft/identity").statusCode()).isEqualTo(404);
        assertThat(get(CLIENTS, "/%72aft/identity").statusCode()).isEqualTo(404);
    }

    /**
     * The rows whose subject a container could look at before the application does. All others are
     * about the application alone, and the launcher's servers go through them.
     */
    @TestFactory
    Stream<DynamicTest> bodiesAndPathsReachTheApplicationAsTheClientSentThem() {
        return ApiTable.rows(CLIENTS).filter(row -> row.getDisplayName()
                .matches("POST /key .*|.* in the path|OPTIONS|"
                        + "an unknown path|(PUT|DELETE|POST|PATCH|GET) /[a-z./]+"));
    }

    private static URI listener(String port) {
        return URI.create("http://127.0.0.1:" + requireNonNull(System.getProperty(port)));
    }

    private static HttpResponse<String> get(URI listener, String path)
            throws IOException, InterruptedException {
        return send(request(listener, path).GET());
    }

    private static HttpRequest.Builder request(URI listener, String path) {
        return HttpRequest.newBuilder(listener.resolve(path)).timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
