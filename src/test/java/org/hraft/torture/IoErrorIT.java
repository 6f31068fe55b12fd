package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.torture.Child.Answer;
import org.hraft.torture.Writer.Honesty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A call of the system that writes or forces fails, whichever it is: the server acknowledges nothing
 * any more if the file is one of the store's, and what it acknowledged before is there at the next
 * start. {@link Trace} says which files do not count.
 */
@Order(Integer.MAX_VALUE) // when it is known what time is left
class IoErrorIT {

    private static final int ERRORS = Torture.rounds(20, 200);

    /** Not every process comes to the call that was to fail. */
    private static final int MOST_ROUNDS = 4 * ERRORS;

    private static final int STEPS = 80;

    private final Folder directory = Torture.folder();
    private final Path trace = directory.path().resolve("trace");
    private Path data = directory.path().resolve("data");
    private boolean saysDamaged;

    @AfterEach
    void remove() {
        directory.close();
    }

    @Test
    void noErrorTakesAnAcknowledgedStep() throws IOException, InterruptedException {
        Torture torture = Torture.begin("I/O error");
        skipWithoutStrace();
        Table table = new Table();
        Ledger ledger = begin(torture, 0);
        int errors = 0;
        int damaged = 0;
        long steps = 0;
        boolean hasTime = true;
        for (int round = 0; round < MOST_ROUNDS && errors < ERRORS && hasTime; round++) {
            Ledger present = ledger;
            errors += torture.in(round, random -> fail(present, random, table));
            hasTime = torture.hasTime(errors, ERRORS);
            if (saysDamaged && !isUsable(present)) {
                damaged++;
                steps += present.steps();
                ledger = begin(torture, damaged);
            }
        }
        damaged += isUsable(ledger) ? 0 : 1;
        torture.end(
                "%d errors, %,d steps acknowledged, none lost without a word, %d databases damaged%n%s",
                errors, steps + ledger.steps(), damaged, table);
        assertThat(hasTime ? errors : ERRORS).isEqualTo(ERRORS);
        assertThat(damaged)
                .as("databases that did not survive an error")
                .isLessThanOrEqualTo(ERRORS / 100);
    }

    private Ledger begin(Torture torture, int database) throws IOException {
        saysDamaged = false;
        data = directory.path().resolve("data-" + database);
        Ledger ledger = new Ledger(torture.seed());
        makeDatabase(ledger);
        return ledger;
    }

    /**
     * Derby does not always recover from a write that failed, and says so; then the server is made
     * anew from the others, which this store does not have.
     */
    private boolean isUsable(Ledger ledger) {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            Answer answer = child.open(data).answer();
            if (answer != null && answer.is("damaged")) {
                System.out.println("  I/O error: damaged: " + answer.rest());
                return false;
            }
            assertThat(answer).as("what it finds without any error").isNotNull();
            assertThat(answer.word()).as(answer.toString()).isEqualTo("found");
            ledger.judge(Found.ofLine(answer.rest()));
            return true;
        }
    }

    /** For making it takes more calls than using it: most errors would come before any step. */
    private void makeDatabase(Ledger ledger) throws IOException {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            assertThat(write(child, ledger)).isEqualTo("closed");
        }
    }

    /** 1 if it came to the call that was to fail. What it did is judged at the next start. */
    private int fail(Ledger ledger, Random random, Table table) throws IOException {
        Injection injection = Injection.draw(random);
        String last;
        try (Child child =
                Child.start(Child.Start.honest(ledger.seed()).under(injection.command(trace)))) {
            last = write(child, ledger);
        }
        Trace traced = Trace.read(trace, data);
        if (traced.errors() > 0) {
            table.add(injection.call() + " " + traced.file(), last + traced.afterwards());
            assertThat(traced.untrue())
                    .as("acknowledgements after " + injection + " of " + traced.file())
                    .isZero();
        }
        return traced.errors() > 0 ? 1 : 0;
    }

    /** The last thing that it said. */
    private String write(Child child, Ledger ledger) {
        Answer opened = child.open(data).answer();
        if (opened != null && opened.is("damaged")) {
            saysDamaged = true;
            System.out.println("  I/O error: taken for damage: " + opened.rest());
        }
        if (opened == null || !opened.is("found")) {
            return opened == null ? "died" : opened.word();
        }
        ledger.judge(Found.ofLine(opened.rest()));
        Answer written = ledger.listen(child.write(ledger.steps(), ledger.steps() + STEPS));
        if (written == null || !written.is("done")) {
            return written == null ? "died" : written.word();
        }
        Answer closed = child.tell("close").answer();
        return closed == null ? "died" : closed.word();
    }

    private static void skipWithoutStrace() {
        try {
            Command.run("strace", "-f", "-o", "/dev/null", "true");
        } catch (IOException e) {
            System.out.println("  I/O error: SKIPPED, nothing can be traced: " + e.getMessage());
            Assumptions.abort("nothing can be traced: " + e.getMessage());
        }
    }

    /** The negative control. */
    @Test
    void aWriterThatDoesNotListenToTheStoreIsFoundOut() throws IOException {
        Torture torture = Torture.begin("I/O error, control");
        skipWithoutStrace();
        Ledger ledger = new Ledger(torture.seed());
        makeDatabase(ledger);
        try (Child deaf = Child.start(Child.Start.honest(torture.seed())
                .as(Honesty.DEAF)
                .under(new Injection("write", "EIO", "when=" + STEPS + "+").command(trace)))) {
            write(deaf, ledger);
        }
        assertThat(Files.readString(trace)).contains("(INJECTED)");
        try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
            Found found = child.open(data).expectFound();

            assertThatThrownBy(() -> ledger.judge(found)).isInstanceOf(AssertionError.class);
        }
    }

    /** The next one would not know of an error that the one before has said nothing of. */
    @Test
    void aTraceTellsWhatFailedAndWhatWasSaidAfterwards() throws IOException {
        Trace traced = traced(
                "7 writev(9<TCP:[1]>, [{iov_base=\"ack 1\\n\"..., iov_len=6}], 2) = 6",
                "7 write(5</a/derby/log/log3.dat>, \"\"..., 9 <unfinished ...>",
                "8 fsync(6</a/derby/seg0/c10.dat>) = 0",
                "7 <... write resumed>) = -1 EIO (Input/output error) (INJECTED)",
                "7 writev(9<TCP:[1]>, [{iov_base=\"ack 2\\n\"..., iov_len=6}], 2) = 6");

        assertThat(traced).isEqualTo(new Trace(1, "log*.dat", 1, 1));
    }

    @Test
    void whatWasUnderWayWhenAnotherThreadFailedIsTrue() throws IOException {
        Trace traced = traced(
                "8 fsync(6</a/derby/seg0/c10.dat>) = -1 EIO (Input/output error) (INJECTED)",
                "7 writev(9<TCP:[1]>, [{iov_base=\"ack 2\\n\"..., iov_len=6}], 2) = 6",
                "7 writev(9<TCP:[1]>, [{iov_base=\"ack 3\\n\"..., iov_len=6}], 2) = 6");

        assertThat(traced).isEqualTo(new Trace(1, "*.dat", 2, 1));
    }

    @Test
    void anErrorOfAFileThatNobodyNeedsIsNone() throws IOException {
        Trace traced = traced(
                "7 write(4</a/derby.log>, \"\"..., 9) = -1 EIO (Input/output error) (INJECTED)",
                "7 writev(9<TCP:[1]>, [{iov_base=\"ack 2\\n\"..., iov_len=6}], 2) = 6");

        assertThat(traced).isEqualTo(new Trace(1, "derby.log", 1, 0));
    }

    private Trace traced(String... lines) throws IOException {
        Files.write(trace, List.of(lines));
        return Trace.read(trace, Path.of("/a"));
    }
}
