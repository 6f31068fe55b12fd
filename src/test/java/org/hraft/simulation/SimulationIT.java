package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * The volume: ten thousand schedules, a thousand cluster-hours. {@code -Dsimulation.times=100} goes a
 * hundred times further, {@code -Dsimulation.resume=FILE} adds up over pieces of at most {@code
 * -Dsimulation.minutes} each.
 */
class SimulationIT {

    private static final int SCHEDULES = 10_000;
    private static final double CLUSTER_HOURS = 1_000;

    @Test
    void noScheduleBreaksARule() throws IOException {
        long times = Long.getLong("simulation.times", 1);
        long minutes = Long.getLong("simulation.minutes", 20);
        String resume = System.getProperty("simulation.resume");

        Totals totals = new Campaign(
                        times * SCHEDULES,
                        Duration.ofMinutes(minutes),
                        resume == null ? null : Path.of(resume))
                .run();

        System.out.println("simulated: " + totals.inWords());
        if (resume == null) {
            assertThat(totals.schedules()).isEqualTo(times * SCHEDULES);
            assertThat(totals.clusterHours()).isGreaterThan(times * CLUSTER_HOURS);
        }
        assertThat(totals.faults()).containsKeys(Fault.values());
    }

    @Test
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
