package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commands of hraft's own README, word by word, and what a terminal shows when one of them goes
 * wrong. Only the ports are others: the documented ones may be taken where this runs. One story,
 * because each server that it starts takes its time.
 */
class SeedCommandsIT {

    private static final Duration JOIN_ENDS = Duration.ofSeconds(75);
    private static final int MANY_TRIES = 5;

    @TempDir
    private Path home;

    private final Shell shell = new Shell();
    private final Map<String, String> ports = new TreeMap<>();

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(home.resolve("go/bin"));
        Path launcher = Path.of(System.getProperty("hraft.launcher", "hraft"));
        Files.createSymbolicLink(bin.resolve("hraft"), launcher.toAbsolutePath());
        for (String port : List.of("8080", "8081", "8082", "9000", "9001", "9002")) {
            ports.put(":" + port, ":" + Ports.free());
        }
        shell.environment(Map.of(
                "HOME", home.toString(),
                "GOPATH", home.resolve("go").toString(),
                "HRAFT_HADDR", ported("localhost:8080"),
                "HRAFT_RADDR", ported("localhost:9000"),
                // Half the processor time for a start, and none for what comes after it.
                "HRAFT_JAVA_OPTS", "-XX:TieredStopAtLevel=1",
                "HRAFT_WARM_UP", "false"));
    }

    @AfterEach
    void endAll() {
        shell.close();
    }

    @Test
    void theSeedsCommandsFromTheFirstNodeToTheLastKey() throws Exception {
        // One node alone. Beside the rest: a door where nobody listens, which takes half a minute.
        Shell.Job node0 = terminal("$GOPATH/bin/hraft -id node0 ~/node0");
        Shell.Job lost = terminal("$GOPATH/bin/hraft -id lost -haddr 127.0.0.1:" + Ports.free()
                + " -raddr 127.0.0.1:" + Ports.free() + " -join 127.0.0.1:" + Ports.free()
                + " ~/lost");
        node0.awaitLine("hraft node0 is ready");
        assertThat(curl("curl -XPOST localhost:8080/key -d '{\"user1\": \"aly\"}'"))
                .isEmpty();
        assertThat(curl("curl -XGET localhost:8080/key/user1")).isEqualTo("{\"user1\":\"aly\"}");
        node0.signal("INT");
        assertThat(node0.awaitEnd(Duration.ofSeconds(5))).isEqualTo(130);

        // A cluster, and beside it somebody else in the first one's directory.
        Shell.Job node1 = terminal("$GOPATH/bin/hraft -id node1 -haddr 127.0.0.1:8080"
                + " -raddr 127.0.0.1:9000 ~/node1");
        Shell.Job otherId = terminal("$GOPATH/bin/hraft -id other -haddr 127.0.0.1:" + Ports.free()
                + " -raddr 127.0.0.1:" + Ports.free() + " ~/node0");
        node1.awaitLine("hraft node1 is ready");
        curl("curl -XPOST localhost:8080/key -d '{\"user1\": \"aly\"}'");
        Shell.Job node2 = terminal("$GOPATH/bin/hraft -id node2 -haddr 127.0.0.1:8081"
                + " -raddr 127.0.0.1:9001 -join 127.0.0.1:8080 ~/node2");
        node2.awaitLine("hraft node2 is ready");
        assertThat(otherId.awaitEnd(JOIN_ENDS)).isEqualTo(1);
        assertThat(otherId.lines("^hraft: ")).singleElement().asString().contains("node0", "other");

        // The third terminal's slip; whoever reads what it prints presses Ctrl-C.
        Shell.Job slip = terminal("$GOPATH/bin/hraft -id node2 -haddr 127.0.0.1:8082"
                + " -raddr 127.0.0.1:9002 -join 127.0.0.1:8080 ~/node3");
        slip.awaitLines(MANY_TRIES, "hraft: join ");
        assertRefusedOneLineATry(slip, "Member conflict", "node2");
        slip.signal("INT");
        assertThat(slip.awaitEnd(Duration.ofSeconds(5))).isEqualTo(130);

        // The slip mended: the id of its own, and the directory that the refused one left.
        Shell.Job node3 = terminal("rm -rf ~/node3; exec $GOPATH/bin/hraft -id node3"
                + " -haddr 127.0.0.1:8082 -raddr 127.0.0.1:9002 -join 127.0.0.1:8080 ~/node3");
        node3.awaitLine("hraft node3 is ready");
        assertReadOnAllThree("user1", "aly");
        assertThat(curl("curl -XPOST localhost:8080/key -d '{\"user2\": \"bloom\"}'"))
                .isEmpty();
        assertReadOnAllThree("user2", "bloom");
        assertGivesUp(lost);

        assertCtrlCHandsOver(node1);
        Shell.Job again = terminal("$GOPATH/bin/hraft -id node1 -haddr 127.0.0.1:8080"
                + " -raddr 127.0.0.1:9000 ~/node1");
        again.awaitLine("hraft node1 is ready");
        assertReadOnAllThree("user2", "bloom");
        assertReadOnAllThree("user3", "handed over");
    }

    private void assertReadOnAllThree(String key, String value) throws InterruptedException {
        for (String port : List.of("8080", "8081", "8082")) {
            assertThat(curl("curl -XGET localhost:" + port + "/key/" + key))
                    .as("%s at %s", key, port)
                    .isEqualTo("{\"" + key + "\":\"" + value + "\"}");
        }
    }

    private static void assertRefusedOneLineATry(Shell.Job job, String... words) {
        assertThat(job.lines("^hraft: "))
                .hasSizeBetween(MANY_TRIES, 32)
                .allSatisfy(line -> assertThat(line).startsWith("hraft: join ").contains(words));
        assertThat(job.output()).doesNotContain("is ready");
    }

    private static void assertGivesUp(Shell.Job lost) throws InterruptedException {
        assertThat(lost.awaitEnd(JOIN_ENDS)).as(lost.output()).isEqualTo(1);
        assertRefusedOneLineATry(lost, "connection refused", "127.0.0.1");
        assertThat(lost.lines("^hraft: join .*, giving up after 30 s$")).hasSize(1);
    }

    /**
     * The leader is node1, which founded the cluster. Without handing over, nobody would lead before
     * an election timeout has passed after its end.
     */
    private void assertCtrlCHandsOver(Shell.Job leader) throws Exception {
        String survivor = ported("127.0.0.1:8081");
        assertThat(status(survivor)).contains("\"leader\":\"node1\"");
        leader.signal("INT");
        Awaitility.await("the survivor knows another leader")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> status(survivor).matches(".*\"leader\":\"node[23]\".*"));
        assertThat(leader.isRunning()).as("it is succeeded before it has ended").isTrue();
        HttpResponse<String> write =
                Http.send(survivor, "POST", "/key", "{\"user3\":\"handed over\"}");
        assertThat(write.statusCode()).isEqualTo(200);
        assertThat(leader.awaitEnd(Duration.ofSeconds(5))).isEqualTo(130);
    }

    private static String status(String address) throws IOException, InterruptedException {
        return Http.get(address, "/status").body();
    }

    private Shell.Job terminal(String command) {
        return shell.start(
                home, command.startsWith("rm ") ? ported(command) : "exec " + ported(command));
    }

    private String curl(String command) throws InterruptedException {
        return shell.run(home, ported(command).replace("curl ", "curl -sS "));
    }

    private String ported(String text) {
        String ported = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            ported = ported.replaceAll(port.getKey() + "\\b", port.getValue());
        }
        return ported;
    }
}
