package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.torture.Child.Answer;
import org.hraft.torture.Writer.Honesty;
import org.junit.jupiter.api.AfterEach;
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
    private int traces;
    private final Path data = directory.path().resolve("data");

    @AfterEach
    void remove() {
        directory.close();
    }

    @Test
    void noErrorTakesAnAcknowledgedStep() throws IOException, InterruptedException {
        Torture torture = Torture.begin("I/O error");
        Strace.skipWithout();
        Table table = new Table();
        Ledger ledger = new Ledger(torture.seed());
        makeDatabase(ledger);
        int errors = 0;
        boolean hasTime = true;
        Traced next = torture.in(0, random -> start(torture, random));
        for (int round = 1; round <= MOST_ROUNDS && errors < ERRORS && hasTime; round++) {
            try (Traced traced = next) {
                // The next process takes its time to start, and this one knows nothing of it.
                next = torture.in(round, random -> start(torture, random));
                errors += torture.in(round - 1, random -> fail(traced, ledger, table));
            }
            hasTime = torture.hasTime(errors, ERRORS);
        }
        next.close();
        try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
            ledger.judge(child.open(data).expectFound());
        }
        torture.end(
                "%d errors, %,d steps acknowledged, none lost%n%s", errors, ledger.steps(), table);
        assertThat(hasTime ? errors : ERRORS).isEqualTo(ERRORS);
    }

    /** For making it takes more calls than using it: most errors would come before any step. */
    private void makeDatabase(Ledger ledger) throws IOException {
        try (Child child = Child.start(Child.Start.honest(ledger.seed()))) {
            assertThat(write(child, ledger)).isEqualTo("closed");
        }
    }

    /** A process of which one call will fail, or more. */
    private record Traced(Child child, Injection injection, Path trace) implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    private Traced start(Torture torture, Random random) {
        Injection injection = Injection.draw(random);
        Path file = directory.path().resolve("trace-" + traces++ % 2);
        List<String> command = injection.command(file);
        return new Traced(
                Child.start(Child.Start.honest(torture.seed()).under(command)), injection, file);
    }

    /** 1 if it came to the call that was to fail. What it did is judged at the next start. */
    private int fail(Traced process, Ledger ledger, Table table) throws IOException {
        String last = write(process.child(), ledger);
        process.child().kill();
        Trace traced = Trace.read(process.trace(), data);
        if (traced.errors() > 0) {
            table.add(process.injection().call() + " " + traced.file(), last + traced.afterwards());
            assertThat(traced.untrue())
                    .as("acknowledgements after " + process.injection() + " of " + traced.file())
                    .isZero();
        }
        return traced.errors() > 0 ? 1 : 0;
    }

    /** The last thing that it said. */
    private String write(Child child, Ledger ledger) {
        Answer opened = child.open(data).answer();
        if (opened != null) {
            assertThat(opened.word()).as(opened.toString()).isNotEqualTo("damaged");
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

    /** The negative control. */
    @Test
    void aWriterThatDoesNotListenToTheStoreIsFoundOut() throws IOException {
        Torture torture = Torture.begin("I/O error, control");
        Strace.skipWithout();
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
