package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.torture.Child.Answer;
import org.hraft.torture.Writer.Honesty;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** There is less and less room on the disk, until the store fails; then there is room again. */
class FullDiskIT {

    private static final int ROUNDS = Torture.rounds(3, 30);
    private static final int MOST_STEPS = 100;

    /** The store also gives room back, by so many steps it has failed. */
    private static final int PATIENCE = 2_000;

    @Test
    void aFullDiskTakesNoAcknowledgedStep() throws IOException, InterruptedException {
        Torture torture = Torture.begin("full disk");
        Ledger ledger = new Ledger(torture.seed());
        Table table = new Table();
        try (Disk disk = Disk.makeOrSkip("full disk")) {
            for (int round = 0; round < ROUNDS; round++) {
                torture.in(round, random -> {
                    table.add("while it is written", write(disk, ledger, random));
                    table.add("at a start", start(disk, ledger));
                    disk.empty();
                    table.add("with room again", start(disk, ledger));
                    return true;
                });
            }
        }
        torture.end("%d times, %,d steps acknowledged%n%s", ROUNDS, ledger.steps(), table);
        assertThat(table.count("while it is written", "failed")).isEqualTo(ROUNDS);
        assertThat(table.count("with room again", "whole")).isEqualTo(ROUNDS);
    }

    /** The room that is left is drawn: what needs it first differs. */
    private static String write(Disk disk, Ledger ledger, Random random) {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            ledger.judge(child.open(disk.directory()).expectFound());
            int steps = random.nextInt(MOST_STEPS);
            child.write(ledger.steps(), ledger.steps() + PATIENCE);
            ledger.listen(child, steps);
            disk.fill(random.nextInt(4) * 50_000L);
            return Objects.requireNonNull(ledger.listen(child, refill(disk))).word();
        }
    }

    /** Now and then takes what the store has given back meanwhile. */
    private static Runnable refill(Disk disk) {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.incrementAndGet() % 20 == 0) {
                disk.fill(0);
            }
        };
    }

    /** Refused, or with everything. */
    private static String start(Disk disk, Ledger ledger) {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            Answer answer = Objects.requireNonNull(child.open(disk.directory()).answer());
            if (!answer.is("found")) {
                assertThat(answer.word()).as(answer.rest()).isEqualTo("refused");
                return "refused";
            }
            ledger.judge(Found.ofLine(answer.rest()));
            return "whole";
        }
    }

    /** The negative control. */
    @Test
    void aWriterThatDoesNotListenToTheStoreIsFoundOut() throws IOException {
        Torture torture = Torture.begin("full disk, control");
        Ledger ledger = new Ledger(torture.seed());
        try (Disk disk = Disk.makeOrSkip("full disk, control")) {
            try (Child deaf = Child.start(Child.Start.honest(torture.seed()).as(Honesty.DEAF))) {
                ledger.judge(deaf.open(disk.directory()).expectFound());
                disk.fill(0);
                ledger.listen(deaf.write(0, PATIENCE), refill(disk));
            }
            disk.empty();
            assertThat(ledger.steps()).isEqualTo(PATIENCE);

            assertThatThrownBy(() -> start(disk, ledger))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("was found where there had to be");
        }
    }
}
