package org.hraft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

class TimelineTest {

    private static final int EVENTS = 1_000;

    private record Planned(long moment, int number) {}

    private final Timeline timeline = new Timeline();
    private final List<Planned> happened = new ArrayList<>();

    private void plan(long moment, int number) {
        timeline.at(moment, () -> happened.add(new Planned(timeline.now(), number)));
    }

    @Test
    void eventsHappenByMomentAndThenAsTheyWerePlanned() {
        // given
        SplittableRandom dice = new SplittableRandom(1);
        List<Planned> planned = new ArrayList<>();
        for (int number = 0; number < EVENTS; number++) {
            planned.add(new Planned(dice.nextLong(EVENTS / 4), number));
        }
        planned.forEach(event -> plan(event.moment(), event.number()));

        // when
        for (int i = 0; i < EVENTS; i++) {
            timeline.step();
        }

        // then
        planned.sort(Comparator.comparingLong(Planned::moment)); // stable: as they were planned
        assertThat(happened).isEqualTo(planned);
    }

    @Test
    void whatIsPlannedWhileSomethingHappensTakesItsPlace() {
        // given
        timeline.at(10, () -> {
            plan(5, 0); // too late for that
            plan(20, 1);
        });
        plan(15, 2);
        plan(25, 3);

        // when
        for (int i = 0; i < 5; i++) {
            timeline.step();
        }

        // then
        assertThat(happened)
                .containsExactly(
                        new Planned(10, 0),
                        new Planned(15, 2),
                        new Planned(20, 1),
                        new Planned(25, 3));
    }
}
