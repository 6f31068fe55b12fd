package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The launcher up to the moment when it becomes the JVM. A copy of it runs, with a {@code java} and
 * a {@code mvn} of the test's own in front of the real ones.
 */
class LauncherIT {

    private static final String JAVA = """
            echo 'openjdk version "17.0.1" 2021-10-19' >&2
            [ "$1" = -version ] || { env; echo "args=$*"; }
            """;
    private static final String MVN = """
            echo "$PWD $*" >>"$PWD/builds"
            sleep 0.3
            mkdir -p target/payara && cd target/payara && mkdir -p config docroot lib libraries
            touch libraries/a.jar libraries/b.jar ../hraft.jar
            echo 'MICRO_OPENS="--add-opens a/b=c --add-exports d/e=f"' >.env
            """;

    @TempDir
    Path directory;

    private Path home;
    private Path bin;
    private Path data;
    private int httpPort;
    private int raftPort;

    private final Map<String, String> environment = new HashMap<>();

    private record Run(int exitCode, List<String> out, List<String> err) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        home = Files.createDirectory(directory.resolve("a home"));
        bin = Files.createDirectory(directory.resolve("bin"));
        data = directory.resolve("some data");
        Files.copy(Path.of(System.getProperty("hraft.launcher", "hraft")), home.resolve("hraft"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectory(home.resolve("server-config"));
        script("java", JAVA);
        script("mvn", MVN);
        try (var http = new ServerSocket(0);
                var raft = new ServerSocket(0)) {
            httpPort = http.getLocalPort();
            raftPort = raft.getLocalPort();
        }
        environment.put("HRAFT_HADDR", "localhost:" + httpPort);
        environment.put("HRAFT_RADDR", "localhost:" + raftPort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-help", "--help"})
    void helpIsAnAnswerAndNoError(String flag) throws Exception {
        // when
        Run run = launch(flag);

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).first().asString().startsWith("usage: hraft [flags]");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-verbose, unknown flag -verbose; usage: hraft [flags] <data directory>",
        "--id, flag -id needs a value",
        "-id=two words, -id is not 1 to 64 of A-Z a-z 0-9 . _ -: two words",
        "-haddr=localhost, -haddr is not host:port: localhost",
        "-haddr=:8080, -haddr is not host:port: :8080",
        "-raddr=localhost:0, -raddr has no port from 1 to 65535: localhost:0",
        "-raddr=localhost:65536, -raddr has no port from 1 to 65535: localhost:65536",
        "'-join=a:1,b', -join is not host:port: b",
        "-bootstrap-expect=three, -bootstrap-expect is not a number from 0 to 99: three",
        "-bootstrap-expect=3, -bootstrap-expect needs the addresses of the others in -join",
        "-rebuild=maybe, -rebuild is not true or false: maybe",
    })
    void aWrongFlagIsOneLineAndExitCodeTwo(String flag, String message) throws Exception {
        // given
        environment.put("HRAFT_DATA", data.toString());

        // when
        Run run = launch(flag);

        // then
        assertOneLine(run, 2, message);
        assertThat(data).doesNotExist();
    }

    @Test
    void theDataDirectoryMustBeSaidAndOnlyOnce() throws Exception {
        // then
        assertOneLine(launch(), 2, "no data directory; usage: hraft");
        assertOneLine(launch("a", "-id=n1"), 2, "and not also: -id=n1");
    }

    @Test
    void aDataDirectoryThatCannotBeUsedIsOneLine() throws Exception {
        // given
        Path file = Files.createFile(directory.resolve("file"));

        // then
        assertOneLine(launch(file.toString()), 1, "the data directory is a file: " + file);
        assertOneLine(
                launch(file + "/under"), 1, "cannot make the data directory: " + file + "/under");
        // Not even root writes there.
        assertOneLine(launch("/proc/self"), 1, "cannot write to the data directory: /proc/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-haddr", "-raddr"})
    void aTakenPortNamesTheFlagToChange(String flag) throws Exception {
        // given
        int port = flag.equals("-haddr") ? httpPort : raftPort; // any other may be that of both
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();

            // when
            Run run = launch(flag, "127.0.0.1:" + port, data.toString());

            // then
            assertOneLine(
                    run,
                    1,
                    "port " + port + " on 127.0.0.1 is in use; give another one with " + flag);
        }
    }

    @Test
    void bothListenersCannotShareAPort() throws Exception {
        // when
        Run run = launch("-raddr=localhost:" + httpPort, data.toString());

        // then
        assertOneLine(run, 1, "-haddr and -raddr have the same port " + httpPort);
    }

    @Test
    void aDataDirectoryServesOneServerAtATime() throws Exception {
        // given
        script("java", JAVA + "[ \"$1\" = -version ] || sleep 60\n");
        Process first = start(data.toString());
        try {
            assertThat(first.inputReader().readLine()).isNotNull();

            // then
            assertOneLine(launch(data.toString()), 1, "another server runs in the data directory");
        } finally {
            first.descendants().forEach(ProcessHandle::destroyForcibly);
            first.destroyForcibly().waitFor();
        }
    }

    @Test
    void anOldJavaIsOneLine() throws Exception {
        // given
        script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");

        // then
        assertOneLine(
                launch(data.toString()), 1, "java 17 or newer is needed, and java is version 11");
    }

    @ParameterizedTest
    @CsvSource({"java, java is not installed", "mvn, mvn (Maven) is not installed"})
    void aMissingToolIsOneLine(String tool, String message) throws Exception {
        // given: a path with nothing on it but the others
        for (String name : List.of(
                "bash",
                "env",
                "mkdir",
                "flock",
                "timeout",
                "sed",
                "dirname",
                "readlink",
                "rm",
                "find")) {
            script(name, "exec " + which(name) + " \"$@\"\n");
        }
        Files.delete(bin.resolve(tool));
        environment.put("PATH", bin.toString());

        // then
        assertOneLine(launch(data.toString()), 1, message);
    }

    @Test
    void aFailedBuildLeavesNoJarBehind() throws Exception {
        // given
        script("mvn", MVN + "exit 1\n");

        // when
        Run run = launch(data.toString());

        // then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).last().asString().startsWith("hraft: the build failed");
        assertThat(home.resolve("target/hraft.jar")).doesNotExist();
    }

    @Test
    void twoFirstStartsBuildOnceAndFromElsewhereThroughALink() throws Exception {
        // given
        Path link = Files.createSymbolicLink(directory.resolve("link"), home.resolve("hraft"));

        // when
        Process one = start(link, data + "1");
        Process two = start(link, data + "2");

        // then
        assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(two.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.exitValue() + two.exitValue()).isZero();
        assertThat(home.resolve("builds")).hasContent(home + " -q -DskipTests package");
    }

    @Test
    void aJarThatIsOlderThanItsSourcesIsBuiltAgainOnce() throws Exception {
        // given: a jar from before the sources, and a build that finds nothing to do
        launch(data.toString());
        Files.delete(home.resolve("builds"));
        Files.setLastModifiedTime(home.resolve("target/hraft.jar"), FileTime.fromMillis(0));
        script("mvn", "echo build >>builds\n");

        // when
        launch(data.toString());
        Run second = launch(data.toString());

        // then
        assertThat(home.resolve("builds")).hasContent("build");
        assertThat(second.err()).noneMatch(line -> line.startsWith("hraft: "));
    }

    @Test
    void flagsWinOverTheEnvironmentAndReachTheServer() throws Exception {
        // given
        Path stale = data.resolve("payara/stale");
        Files.createDirectories(stale);
        environment.put("HRAFT_ID", "from-environment");
        environment.put("HRAFT_JOIN", "b:1,c:2");
        environment.put("HRAFT_BIND", "0.0.0.0");
        environment.put("HRAFT_JAVA_OPTS", "-Da=1 -Db=2");

        // when
        Run run = launch(
                "--id", "n1", "-raddr=[::1]:" + raftPort, "-bootstrap-expect=3", "some data");

        // then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "HRAFT_ID=n1",
                        "HRAFT_HADDR=localhost:" + httpPort,
                        "HRAFT_HTTP_PORT=" + httpPort,
                        "HRAFT_BIND=0.0.0.0",
                        "HRAFT_RADDR=[::1]:" + raftPort,
                        "HRAFT_RAFT_PORT=" + raftPort,
                        "HRAFT_RAFT_BIND=::1",
                        "HRAFT_JOIN=b:1,c:2",
                        "HRAFT_BOOTSTRAP_EXPECT=3",
                        "HRAFT_DATA=" + data);
        assertThat(run.out())
                .last()
                .asString()
                .contains(" -Da=1 -Db=2 ")
                .endsWith(" --rootdir " + data + "/payara");
        assertThat(stale).doesNotExist();
    }

    @Test
    void aServerRunsTheBuiltPayaraWithACopyOfItsConfiguration() throws Exception {
        // when
        Run run = launch(data.toString());

        // then
        String payara = home + "/target/payara";
        assertThat(run.out())
                .last()
                .asString()
                .contains(" --add-opens a/b=c --add-exports d/e=f ")
                .contains(" -Dfish.payara.micro.BootJar=file:"
                        + payara.replace(" ", "%20")
                        + "/launch-micro.jar ")
                .contains(String.format(
                        " -cp %1$s/launch-micro.jar:%1$s/libraries/a.jar:%1$s/libraries/b.jar:%2$s ",
                        payara, home + "/target/hraft.jar"));
        assertThat(data.resolve("payara")).isDirectoryContaining("glob:**/{config,docroot,lib}");
    }

    @Test
    void anArchiveOfClassesIsUsedWhenThereIsOne() throws Exception {
        // given
        Run without = launch(data.toString());
        Path archive = Files.createFile(home.resolve("target/payara/classes.jsa"));

        // when
        Run with = launch(data.toString());

        // then
        assertThat(without.out()).last().asString().doesNotContain("SharedArchiveFile");
        assertThat(with.out())
                .last()
                .asString()
                .contains(" -XX:SharedArchiveFile=" + archive + " ");
    }

    private static void assertOneLine(Run run, int exitCode, String message) {
        assertThat(run.err()).singleElement().asString().startsWith("hraft: ").contains(message);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    private Run launch(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("the launcher ended").isTrue();
        try (var out = process.inputReader(UTF_8);
                var err = process.errorReader(UTF_8)) {
            return new Run(
                    process.exitValue(), out.lines().toList(), err.lines().toList());
        }
    }

    private Process start(String... arguments) throws IOException {
        return start(home.resolve("hraft"), arguments);
    }

    private Process start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> all = builder.environment();
        all.keySet().removeIf(name -> name.startsWith("HRAFT_") || name.equals("JAVA_HOME"));
        all.put("PATH", bin + ":" + all.get("PATH"));
        all.putAll(environment);
        return builder.start();
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path which(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
