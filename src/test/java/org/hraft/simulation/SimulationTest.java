package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small slice of the volume that {@code SimulationIT} plays, and the way to look at one seed. */
class SimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noScheduleBreaksARule(long seed) {
        assertThat(Campaign.play(seed).requests()).isGreaterThan(300);
    }

    /** Each has found a bug of the product, with the simulator of today or that of its day. */
    @ParameterizedTest
    @ValueSource(longs = {753, 5_514, 18_876})
    void aSeedThatBrokeARuleBreaksItNoMore(long seed) {
        assertThat(Campaign.play(seed).requests()).isGreaterThan(300);
    }

    @Test
    void aSeedPlaysTheSameWayTwice() {
        assertThat(Simulation.run(7).traceHash()).isEqualTo(Simulation.run(7).traceHash());
    }

    @Test
    void anotherSeedPlaysAnotherWay() {
        assertThat(Simulation.run(7).traceHash()).isNotEqualTo(Simulation.run(8).traceHash());
    }

    /** Writes what happens to {@code target/simulation/seed-N.txt}. */
    @Test
    @EnabledIfSystemProperty(named = "simulation.seed", matches = "[0-9]+")
    void replay() throws IOException {
        long seed = Long.getLong("simulation.seed", 0);
        Path folder = Files.createDirectories(Path.of("target/simulation"));
        Path file = folder.resolve("seed-" + seed + ".txt");
        System.out.println("seed " + seed + " is told in " + file);
        try (PrintStream story =
                new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            System.out.println(Simulation.run(seed, story));
        }
    }
}
