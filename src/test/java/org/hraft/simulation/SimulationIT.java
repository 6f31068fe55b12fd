package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;

/**
 * The volume: {@code -Dsimulation.schedules} of them, of about six minutes of virtual time each.
 * {@code -Dsimulation.resume=FILE} adds up over pieces of at most {@code -Dsimulation.minutes} each.
 */
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SimulationIT {

    private static final long SCHEDULES = 10_000;
    private static final double MEAN_HOURS = 0.1;

    /** Servers whose disk fails halt and say so, thousands of them. Held, or it would be forgotten. */
    private static final Logger HALTS = Logger.getLogger("org.hraft");

    @BeforeAll
    static void silence() {
        HALTS.setLevel(Level.OFF);
    }

    @AfterAll
    static void noSilence() {
        HALTS.setLevel(null);
    }

    @Test
    @Order(1)
    void noScheduleBreaksARule() throws IOException {
        long schedules = Long.getLong("simulation.schedules", SCHEDULES);
        long minutes = Long.getLong("simulation.minutes", 20);
        String resume = System.getProperty("simulation.resume");

        Totals totals = new Campaign(
                        schedules,
                        Duration.ofMinutes(minutes),
                        resume == null ? null : Path.of(resume))
                .run();

        System.out.println("simulated: " + totals.inWords());
        if (resume == null) {
            assertThat(totals.schedules()).isEqualTo(schedules);
            assertThat(totals.clusterHours()).isGreaterThan(schedules * MEAN_HOURS);
        }
        assertThat(totals.faults()).containsKeys(Fault.values());
    }

    /** A hundred seeds take a tenth of the time when the compiler is done. */
    @Test
    @Order(2)
    void aSeedPlaysTheSameWayTwice() {
        long[] once = LongStream.rangeClosed(1, 100).parallel().map(this::hash).toArray();
        long[] again = LongStream.rangeClosed(1, 100).parallel().map(this::hash).toArray();

        assertThat(again).isEqualTo(once);
        assertThat(once).doesNotHaveDuplicates();
    }

    private long hash(long seed) {
        return Simulation.run(seed).traceHash();
    }
}
