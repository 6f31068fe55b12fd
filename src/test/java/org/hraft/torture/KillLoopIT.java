package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MILLISECOND;

import org.hraft.torture.Child.Answer;
import org.hraft.torture.Writer.Honesty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Kill -9, again and again on the same directory: while it is opened, written and closed. */
@Order(Integer.MAX_VALUE) // when it is known what time is left
class KillLoopIT {

    private static final int KILLS = Torture.rounds(100, 2_000);
    private static final int MOST_STEPS = 80;

    private final Folder directory = Torture.folder();

    @AfterEach
    void remove() {
        directory.close();
    }

    @Test
    void noKillTakesAnAcknowledgedStepOrHalfAStep() throws IOException, InterruptedException {
        Torture torture = Torture.begin("kill -9");
        Ledger ledger = new Ledger(torture.seed());
        Map<String, Integer> kills = new TreeMap<>();
        Child next = Child.start(Child.Start.honest(torture.seed()));
        int round = 0;
        for (; round < KILLS && torture.hasTime(round, KILLS); round++) {
            try (Child child = next) {
                // The next process takes its time to start, and this one knows nothing of it.
                next = Child.start(Child.Start.honest(torture.seed()));
                String moment = torture.in(round, random -> kill(child, ledger, random));
                kills.merge(moment, 1, Integer::sum);
            }
        }
        try (Child last = next) {
            ledger.judge(last.open(directory.path()).expectFound());
        }
        torture.end("%d kills %s, %,d steps acknowledged, none lost", round, kills, ledger.steps());
        assertThat(kills.keySet()).contains("write");
    }

    /**
     * At some moment, which is drawn: nothing is waited for here.
     *
     * @return what the process was told to do then
     */
    private String kill(Child child, Ledger ledger, Random random) throws InterruptedException {
        int moment = random.nextInt(10);
        child.open(directory.path());
        if (moment == 0) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(600_000));
            child.kill();
            return "open";
        }
        ledger.judge(child.expectFound());
        int steps = random.nextInt(MOST_STEPS);
        if (moment == 1) {
            child.write(ledger.steps(), ledger.steps() + steps).tell("close");
            assertThat(ledger.listen(child)).hasToString("done ");
            TimeUnit.MICROSECONDS.sleep(random.nextInt(50_000));
            child.kill();
            return "close";
        }
        child.write(ledger.steps(), Long.MAX_VALUE);
        ledger.listen(child, steps);
        TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
        child.kill();
        assertThat(ledger.listen(child)).as("how it ended").isNull();
        return "write";
    }

    @Test
    void aFirstStartThatIsKilledIsBegunAgain() {
        Torture torture = Torture.begin("kill -9, first start");
        try (Child first = Child.start(Child.Start.honest(torture.seed()))) {
            first.open(directory.path());
            await().pollInterval(ONE_MILLISECOND)
                    .until(() -> Files.exists(directory.path().resolve("derby.new/seg0")));
            first.kill();
        }
        assertThat(directory.path().resolve("derby")).doesNotExist();

        try (Child second = Child.start(Child.Start.honest(torture.seed()))) {
            new Ledger(torture.seed()).judge(second.open(directory.path()).expectFound());
        }
    }

    /**
     * Killed each time that it forces the file which says where a recovery begins, until it lives: what
     * that file names has to be in the log.
     */
    @Test
    void noKillInARecoveryLeavesADatabaseThatMayNotStart() throws IOException {
        Strace.skipWithout();
        Torture torture = Torture.begin("kill -9, recovery");
        Ledger ledger = new Ledger(torture.seed());
        Path controlFile = directory.path().resolve("derby/log/log.ctrl");
        int kills = 0;
        Answer answer;
        do {
            writeAndKill(torture, ledger);
            List<String> killer = Strace.killer(kills + 1, controlFile);
            try (Child child = Child.start(Child.Start.honest(torture.seed()).under(killer))) {
                answer = child.open(directory.path()).answer();
            }
            kills += answer == null ? 1 : 0;
            assertThat(ControlFile.namesARecord(directory.path()))
                    .as("a checkpoint that is in the log, after kill %d", kills)
                    .isTrue();
        } while (answer == null);
        assertThat(answer.word()).as(answer.toString()).isEqualTo("found");
        ledger.judge(Found.ofLine(answer.rest()));
        assertThat(kills).isBetween(2, 10);
        torture.end("%d kills, %,d steps acknowledged, none lost", kills, ledger.steps());
    }

    private void writeAndKill(Torture torture, Ledger ledger) {
        try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
            ledger.judge(child.open(directory.path()).expectFound());
            child.write(ledger.steps(), Long.MAX_VALUE);
            ledger.listen(child, 20);
            child.kill();
            ledger.listen(child);
        }
    }

    /** The negative control. */
    @Test
    void aWriterThatAcknowledgesBeforeItSavesIsFoundOut() {
        Torture torture = Torture.begin("kill -9, control");
        Ledger ledger = new Ledger(torture.seed());
        try (Child liar = Child.start(Child.Start.honest(torture.seed()).as(Honesty.EARLY))) {
            ledger.judge(liar.open(directory.path()).expectFound());
            liar.write(0, Long.MAX_VALUE);
            ledger.listen(liar, 20);
            liar.kill();
            assertThat(ledger.listen(liar)).isNull();
        }
        try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
            Found found = child.open(directory.path()).expectFound();

            assertThatThrownBy(() -> ledger.judge(found))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("was found where there had to be");
        }
    }
}
