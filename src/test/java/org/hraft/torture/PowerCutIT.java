package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.torture.Child.Answer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The power goes while a server writes, again and again on the same disk. */
class PowerCutIT {

    private static final int CUTS = Torture.rounds(10, 200);
    private static final int MOST_STEPS = 80;
    private static final int CONTROL_STEPS = 100;

    @Test
    void noPowerCutTakesAnAcknowledgedStep() throws IOException, InterruptedException {
        Torture torture = Torture.begin("power cut");
        Ledger ledger = new Ledger(torture.seed());
        try (Disk disk = Disk.makeOrSkip("power cut")) {
            for (int round = 0; round < CUTS; round++) {
                torture.in(round, random -> cut(disk, ledger, random));
            }
            try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
                ledger.judge(child.open(disk.directory()).expectFound());
            }
        }
        torture.end("%d cuts, %,d steps acknowledged, none lost", CUTS, ledger.steps());
    }

    private static boolean cut(Disk disk, Ledger ledger, Random random)
            throws IOException, InterruptedException {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            // Whole also means: not regressed. The witness must not say more than the database has.
            ledger.judge(child.open(disk.directory()).expectFound());
            child.write(ledger.steps(), Long.MAX_VALUE);
            ledger.listen(child, random.nextInt(MOST_STEPS));
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000)); // some moment, which is drawn
            disk.cut();
            Answer last = ledger.listen(child);
            assertThat(last).as("what a writer without a disk says last").isNotNull();
            assertThat(last.word()).isEqualTo("failed");
        }
        disk.replug();
        return true;
    }

    /** The negative control: a database that forces nothing. */
    @Test
    void aDatabaseThatForcesNothingIsFoundOut() throws IOException {
        Torture torture = Torture.begin("power cut, control");
        Ledger ledger = new Ledger(torture.seed());
        Child.Start honest = Child.Start.honest(torture.seed());
        try (Disk disk = Disk.makeOrSkip("power cut, control")) {
            try (Child child = Child.start(honest)) {
                ledger.judge(child.open(disk.directory()).expectFound());
                child.tell("close").expect("closed");
            }
            try (Child child = Child.start(honest.with("-D" + Writer.FORGETFUL + "=true"))) {
                ledger.judge(child.open(disk.directory()).expectFound());
                disk.force(); // so that the database can start, with less than it had
                ledger.listen(child.write(0, Long.MAX_VALUE), CONTROL_STEPS);
                disk.cut();
                ledger.listen(child);
            }
            disk.replug();
            ControlFile.forget(disk.directory());
            String noticed = noticed(honest, disk);
            Files.delete(disk.directory().resolve("witness"));
            String missed = missed(honest, disk, ledger);
            torture.end(
                    "%d steps acknowledged; to the server it is %s, without its witness %s",
                    ledger.steps(), noticed, missed);
            assertThat(noticed).isIn("regressed", "damaged");
            assertThat(missed).isIn("missed by the ledger", "damaged");
        }
    }

    private static String noticed(Child.Start honest, Disk disk) {
        try (Child child = Child.start(honest)) {
            Answer answer = Objects.requireNonNull(child.open(disk.directory()).answer());
            if (!answer.is("found")) {
                return answer.word();
            }
            return Found.ofLine(answer.rest()).isRegressed() ? "regressed" : "sound";
        }
    }

    /** Now nobody but the ledger knows. */
    private static String missed(Child.Start honest, Disk disk, Ledger ledger) {
        try (Child child = Child.start(honest)) {
            Answer answer = Objects.requireNonNull(child.open(disk.directory()).answer());
            if (!answer.is("found")) {
                return answer.word();
            }
            ledger.judge(Found.ofLine(answer.rest()));
            return "sound";
        } catch (AssertionError e) {
            return "missed by the ledger";
        }
    }

    @Test
    void theStoreRefusesSuchADatabase() {
        Torture torture = Torture.begin("power cut, refusal");
        try (Folder folder = Torture.folder()) {
            for (String value : new String[] {"test", "TEST"}) {
                try (Child child = Child.start(Child.Start.honest(torture.seed())
                        .with("-Dderby.system.durability=" + value))) {
                    assertThat(child.open(folder.path()).expect("refused").rest())
                            .contains("derby.system.durability");
                }
            }
        }
    }
}
