package org.hraft.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plays every scenario, and holds what the servers say against what the file says they said. */
class ScenarioTest {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios");
    private static final String REWRITE = "scenarios.rewrite";

    static List<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theServersSayWhatTheFileSays(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        String expected = Files.readString(file);

        String played = Scenario.play(name, expected);

        if (played.equals(expected)) {
            return;
        } else if (Boolean.getBoolean(REWRITE)) {
            Files.writeString(file, played);
            return;
        }
        fail(
                "%s has changed, %s\n\nIf that is meant: mvn test -Dtest=ScenarioTest -D%s=true",
                name, Scenario.difference(expected, played), REWRITE);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aFileIsNamedAfterItsRuleAndBeginsWithProse(String name) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(name));

        assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+)+\\.txt");
        assertThat(lines.subList(0, 2)).allMatch(line -> line.startsWith("# "));
        assertThat(lines).anyMatch(line -> line.startsWith("expect "));
    }

    @Test
    void thereAreScenarios() throws IOException {
        assertThat(scenarios()).hasSizeGreaterThan(140);
    }
}
