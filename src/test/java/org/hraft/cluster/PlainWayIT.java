package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Payara Micro without the launcher, by the very command that README.md shows. */
class PlainWayIT {

    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @AfterEach
    void endAll() {
        shell.close();
    }

    @Test
    void theReadmesCommandServesAndEndsOnSigterm() throws Exception {
        // given
        Path home = requireNonNull(Path.of(System.getProperty("hraft.launcher")).getParent());
        int httpPort = Ports.free();
        int raftPort = Ports.free();
        String command = commandOfTheReadme(home)
                .replace("localhost:8080", "localhost:" + httpPort)
                .replace("localhost:9000", "localhost:" + raftPort);
        assertThat(command).contains("--prebootcommandfile", "localhost:" + httpPort);
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        shell.environment(Map.of(
                "HOME", folder.toString(),
                "HRAFT_HTTP_PORT", Integer.toString(httpPort),
                "HRAFT_RAFT_PORT", Integer.toString(raftPort),
                // Where Payara unpacks itself.
                "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary + " -XX:TieredStopAtLevel=1"));

        // when
        Shell.Job server = shell.start(home, command);

        // then
        server.awaitLine("hraft node0 is ready: http://localhost:" + httpPort);
        String url = "localhost:" + httpPort + "/key";
        assertThat(shell.run(home, "curl -s -XPOST " + url + " -d '{\"foo\": \"bar\"}'"))
                .isEmpty();
        assertThat(shell.run(home, "curl -s -XGET " + url + "/foo")).isEqualTo("{\"foo\":\"bar\"}");
        assertThat(folder.resolve("node0")).isNotEmptyDirectory();

        // when
        server.signal("TERM");

        // then
        assertThat(server.awaitEnd(Duration.ofSeconds(5))).isEqualTo(143);
    }

    /** The block with the boot files, without the build that comes first. */
    private static String commandOfTheReadme(Path home) throws IOException {
        String readme = Files.readString(home.resolve("README.md"));
        String block = List.of(readme.split("```", -1)).stream()
                .filter(text -> text.contains("--prebootcommandfile"))
                .findFirst()
                .orElseThrow();
        return "exec env " + block.substring(block.indexOf("HRAFT_ID="));
    }
}
