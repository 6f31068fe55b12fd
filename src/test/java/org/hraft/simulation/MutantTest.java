package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.raft.ServerId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How a bug gets from a patch into the simulator, on a project of one small class. */
class MutantTest {

    private static final Path PATCHES = Path.of("src/test/resources/mutants");
    private static final String SOURCE = "src/main/java/org/hraft/raft/ServerId.java";

    private static final String PATCH = """
            The incarnation is said in the place of the name.

            Hazard 27: nobody knows who it was.

            diff --git a/%1$s b/%1$s
            --- a/%1$s
            +++ b/%1$s
            @@ -3,5 +3,5 @@
             public record ServerId(String name, String incarnation) {
                 public String toString() {
            -        return name;
            +        return incarnation;
                 }
             }
            """.formatted(SOURCE);

    private static final List<String> LINES = List.of(
            "package org.hraft.raft;",
            "",
            "public record ServerId(String name, String incarnation) {",
            "    public String toString() {",
            "        return name;",
            "    }",
            "}");

    @TempDir
    Path project;

    @BeforeEach
    void writeSource() throws IOException {
        write(SOURCE, String.join("\n", LINES));
    }

    private Path write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private SourceTree sources() throws IOException {
        return SourceTree.read(project, List.of("src/main/java/org/hraft/raft"));
    }

    private Mutant mutant(String patch) throws IOException {
        return Mutant.read(write("27-who.patch", patch));
    }

    @Test
    void aPatchSaysWhatItBreaks() throws IOException {
        var mutant = mutant(PATCH);

        assertThat(mutant.name()).isEqualTo("27-who");
        assertThat(mutant.hazard()).isEqualTo(27);
        assertThat(mutant.fault()).isEqualTo("The incarnation is said in the place of the name.");
        assertThat(mutant.scope()).isNull();
    }

    @Test
    void aPatchMayNameTheScopeOfASearch() throws IOException {
        var mutant = mutant(PATCH.replace("Hazard 27:", "Scope: elections\n\nHazard 27:"));

        assertThat(mutant.scope()).isEqualTo("elections");
        assertThat(mutant.fault()).isEqualTo("The incarnation is said in the place of the name.");
    }

    @Test
    void aPatchMayNameTheTestsThatFindIt() throws IOException {
        var mutant = mutant(PATCH.replace("Hazard 27:", "Test: org.Some#rule\n\nHazard 27:"));

        assertThat(mutant.test()).isEqualTo("org.Some#rule");
        assertThat(mutant(PATCH).test()).isNull();
    }

    @Test
    void aPatchChangesTheSourcesInMemoryOnly() throws IOException {
        var seeded = mutant(PATCH).seededIn(sources());

        assertThat(seeded.files().get(SOURCE))
                .hasSameSizeAs(LINES)
                .contains("        return incarnation;");
        assertThat(sources().files().get(SOURCE)).isEqualTo(LINES);
    }

    @Test
    void aPatchAppliesAlsoWhereItsLinesHaveMoved() throws IOException {
        write(SOURCE, "// One line.\n// And another.\n" + String.join("\n", LINES));

        var seeded = mutant(PATCH).seededIn(sources());

        assertThat(seeded.files().get(SOURCE)).contains("        return incarnation;");
    }

    @Test
    void aPatchMayChangeSeveralFiles() throws IOException {
        String other = SOURCE.replace("ServerId", "Other");
        write(other, String.join("\n", LINES));

        var seeded = mutant(PATCH + PATCH.substring(PATCH.indexOf("diff")).replace(SOURCE, other))
                .seededIn(sources());

        assertThat(seeded.files().values())
                .hasSize(2)
                .allMatch(lines -> lines.contains("        return incarnation;"));
    }

    @Test
    void aPatchThatDoesNotFitNamesItselfAndTheSource() throws IOException {
        write(SOURCE, String.join("\n", LINES).replace("return name", "return this.name"));
        var mutant = mutant(PATCH);
        var sources = sources();

        assertThatThrownBy(() -> mutant.seededIn(sources))
                .isInstanceOf(StaleMutantException.class)
                .hasMessageContaining("27-who.patch no longer fits to " + SOURCE)
                .hasMessageContaining("git diff src/main/java");
    }

    @Test
    void aPatchOfASourceThatIsGoneNamesIt() throws IOException {
        Files.delete(project.resolve(SOURCE));
        var mutant = mutant(PATCH);
        var sources = sources();

        assertThatThrownBy(() -> mutant.seededIn(sources))
                .isInstanceOf(StaleMutantException.class)
                .hasMessageContaining("27-who.patch changes " + SOURCE + ", which is not there");
    }

    @Test
    void aPatchWithoutADiffIsNoMutant() throws IOException {
        var mutant = mutant("Nothing is broken.\n");
        var sources = sources();

        assertThatThrownBy(() -> mutant.seededIn(sources))
                .isInstanceOf(StaleMutantException.class)
                .hasMessageContaining("27-who.patch changes nothing");
    }

    @Test
    void aBugThatDoesNotCompileSaysWhatTheCompilerSaid(@TempDir Path classes) throws IOException {
        var mutant =
                mutant(PATCH.replace("+        return incarnation;", "+        return nobody;"));
        var sources = sources();

        assertThatThrownBy(() -> mutant.compile(sources, classes))
                .isInstanceOf(StaleMutantException.class)
                .hasMessageContaining("27-who.patch no longer compiles")
                .hasMessageContaining("ServerId.java:5:")
                .hasMessageContaining("nobody");
    }

    @Test
    void aHuntUsesTheClassesThatItWasGiven(@TempDir Path classes) throws Exception {
        write(
                SOURCE,
                String.join("\n", LINES)
                        .replace("String toString() {", "String name() {")
                        .replace("return name", "throw new IllegalStateException(\"nobody\")"));
        assertThat(sources().compileTo(classes)).isEmpty();

        Quarry quarry = HuntProcess.run(classes, Hunt.class, 2, Long.MAX_VALUE, 0);

        assertThat(quarry.inWords()).isEqualTo("IllegalStateException: nobody");
        assertThat(quarry.schedules()).isEqualTo(1);
    }

    @Test
    void aHuntEndsAfterTheSchedulesThatItWasGiven(@TempDir Path empty) throws Exception {
        Quarry quarry = HuntProcess.run(empty, Hunt.class, 2, Long.MAX_VALUE, 0);

        assertThat(quarry.caught()).isFalse();
        assertThat(quarry.schedules()).isEqualTo(2);
    }

    @Test
    void aHuntBeginsWithTheSeedThatIsKnown() {
        assertThat(Hunt.seeds(7).limit(3)).containsExactly(7L, 1L, 2L);
        assertThat(Hunt.seeds(0).limit(3)).containsExactly(1L, 2L, 3L);
    }

    private static final String A_TEST =
            ServerIdTests.class.getName() + "#aServerIsCalledByItsName";

    /** Not a test of its own: what a hunt by tests runs here, on this product or another. */
    static class ServerIdTests {
        @Test
        void aServerIsCalledByItsName() {
            assertThat(new ServerId("a", "1").toString()).isEqualTo("a");
        }
    }

    @Test
    void aHuntByTestsTellsWhichOneFailed(@TempDir Path classes) throws Exception {
        write(SOURCE, String.join("\n", LINES).replace("return name", "return null"));
        assertThat(sources().compileTo(classes)).isEmpty();

        Quarry quarry = HuntProcess.run(classes, TestHunt.class, A_TEST);

        assertThat(quarry.check()).isEqualTo("aServerIsCalledByItsName()");
        assertThat(quarry.schedules()).isPositive();
    }

    @Test
    void aHuntByTestsThatPassFindsNothing(@TempDir Path empty) throws Exception {
        Quarry quarry = HuntProcess.run(empty, TestHunt.class, A_TEST);

        assertThat(quarry.caught()).isFalse();
        assertThat(quarry.schedules()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("patches")
    void everyPatchIsNamedAfterItsHazardAndFits(Path patch) throws IOException {
        var mutant = Mutant.read(patch);

        assertThat(mutant.name()).matches("[0-9]{2}[a-z]?(-[a-z]+)+");
        assertThat(mutant.fault()).endsWith(".").hasSizeBetween(20, 100);
        assertThat(Files.readAllLines(patch))
                .anyMatch(line -> line.startsWith("Hazard " + mutant.hazard() + ": "));
        assertThat(mutant.test() == null || isThere(mutant.test())).isTrue();
        assertThat(mutant.seededIn(SourceTree.read(Path.of(""), List.of("src/main/java"))))
                .isNotNull();
    }

    /** Of the hazards of consensus that are known from other systems there are 48. */
    @Test
    void thePatchesAreOfMoreThanFortyHazards() throws IOException {
        Set<Integer> hazards = new TreeSet<>();
        for (Path patch : patches()) {
            hazards.add(Mutant.read(patch).hazard());
        }

        assertThat(hazards).hasSizeGreaterThan(40);
    }

    private static boolean isThere(String test) throws IOException {
        String[] parts = test.replaceFirst("\\(.*", "").split("#", 2);
        Path file = Path.of("src/test/java", parts[0].replace('.', '/') + ".java");
        return Files.readString(file).contains("void " + parts[1] + "(");
    }

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.walk(PATCHES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
