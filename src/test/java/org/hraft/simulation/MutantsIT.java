package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.hraft.search.SearchHunt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The proof that the simulator, the search and the tests can fail: each of the bugs in {@code
 * src/test/resources/mutants} is put into the product, one at a time, and has to be found within a
 * minute, by the search, too, if it names a scope, or by the test that it names; the product as it is
 * goes the same way, and nothing may be found. To hunt for some only: {@code -Dmutant=10}, any part of
 * their names; to hunt as if no seed were known, for how long that takes: {@code -Dmutants.cold=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
class MutantsIT {

    private static final Path PATCHES = Path.of("src/test/resources/mutants");
    private static final long LIMIT_MILLIS = 60_000;
    private static final boolean COLD = Boolean.getBoolean("mutants.cold");
    private static final long LIMIT_STATES = 2_000_000;

    /** Of the control: the other seeds of the product as it is are played by SimulationIT. */
    private static final long CONTROL_SCHEDULES = 20;

    private final List<Pursuit> pursuits = new ArrayList<>();
    private final TreeMap<String, Quarry> quarries = new TreeMap<>();

    /** Two at a time, each of them in one thread: a seed plays the same wherever it is played. */
    private final ExecutorService hunters = Executors.newFixedThreadPool(2);

    /** A hunt for one mutant, under way or at its end. */
    private record Pursuit(String name, Mutant mutant, Future<Quarry> end) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Path> patches() throws IOException {
        Pattern wanted = Pattern.compile(System.getProperty("mutant", ""));
        try (Stream<Path> files = Files.list(PATCHES)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            wanted.matcher(file.getFileName().toString()).find())
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    void startHunting(@TempDir Path folder) throws IOException {
        SourceTree sources = sources();
        for (Path patch : patches()) {
            Mutant mutant = Mutant.read(patch);
            Path classes = Files.createDirectory(folder.resolve(mutant.name()));
            Future<Quarry> end = hunters.submit(() -> hunt(mutant, sources, classes));
            pursuits.add(new Pursuit(mutant.name(), mutant, end));
            String scope = mutant.scope();
            if (scope != null) {
                Future<Quarry> search = hunters.submit(() -> {
                    end.get(); // it has made the classes, and is before this one in the queue
                    return search(classes, scope);
                });
                pursuits.add(new Pursuit(mutant.name() + ", search", mutant, search));
            }
        }
    }

    private static SourceTree sources() throws IOException {
        return SourceTree.read(Path.of(""), List.of("src/main/java"));
    }

    private static Quarry hunt(Mutant mutant, SourceTree sources, Path classes) throws Exception {
        mutant.compile(sources, classes);
        String test = mutant.test();
        return test == null
                ? HuntProcess.run(classes, Hunt.class, Long.MAX_VALUE, LIMIT_MILLIS, first(mutant))
                : HuntProcess.run(classes, TestHunt.class, test);
    }

    private static long first(Mutant mutant) {
        return COLD ? 0 : mutant.seed();
    }

    private static Quarry search(Path classes, String scope) throws Exception {
        return HuntProcess.run(classes, SearchHunt.class, scope, LIMIT_STATES);
    }

    List<Pursuit> pursuits() {
        return pursuits;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pursuits")
    @Order(1)
    void isFound(Pursuit pursuit) throws Exception {
        Quarry quarry = pursuit.end().get(2 * LIMIT_MILLIS, TimeUnit.MILLISECONDS);

        Mutant mutant = pursuit.mutant();
        quarries.put(pursuit.name(), quarry);
        assertThat(quarry.caught())
                .as(
                        "%s, found in %d schedules or states: %s",
                        pursuit.name(), quarry.schedules(), mutant.fault())
                .isTrue();
    }

    /** Through the same compiler, so that it is the bug that is found, and not the way there. */
    @Test
    @Order(2)
    void nothingIsFoundInTheProductAsItIs(@TempDir Path classes) throws Exception {
        assertThat(sources().compileTo(classes)).isEmpty();

        Quarry quarry =
                HuntProcess.run(classes, Hunt.class, CONTROL_SCHEDULES, 2 * LIMIT_MILLIS, 0);

        quarries.put("the product as it is", quarry);
        assertThat(quarry.inWords()).isEqualTo("nothing found");
    }

    @Test
    @Order(3)
    void theTestsThatFindBugsPassOnTheProductAsItIs(@TempDir Path classes) throws Exception {
        Object[] tests = pursuits.stream()
                .map(pursuit -> pursuit.mutant().test())
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        assumeThat(tests).as("tests that these mutants name").isNotEmpty();
        assertThat(sources().compileTo(classes)).isEmpty();

        Quarry quarry = HuntProcess.run(classes, TestHunt.class, tests);

        quarries.put("the product as it is, tests", quarry);
        assertThat(quarry.inWords()).isEqualTo("nothing found");
        assertThat(quarry.schedules()).isGreaterThanOrEqualTo(tests.length);
    }

    @AfterAll
    void sayWhatWasFound() {
        hunters.shutdownNow();
        System.out.printf(
                "%n%-64s %8s %8s  %s%n", "hazard, mutant", "tried", "seconds", "found by");
        quarries.forEach((name, quarry) -> System.out.printf(
                "%-64s %8d %8.1f  %s%n",
                name, quarry.schedules(), quarry.seconds(), quarry.inWords()));
        System.out.printf(
                "%d mutants of %d hazards%n",
                pursuits.stream().map(Pursuit::mutant).distinct().count(),
                pursuits.stream()
                        .mapToInt(it -> it.mutant().hazard())
                        .distinct()
                        .count());
    }
}
