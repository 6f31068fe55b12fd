package org.hraft.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.torture.Child.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One bit of one file of a server that has been stopped, or killed, is another one. It starts with all
 * that it had, or says what it lacks, or does not start: never does it read anything wrong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BitFlipIT {

    private static final int FLIPS = Torture.rounds(50, 2_000);
    private static final int STEPS = 300;
    private static final Pattern NOBODY_READS = Pattern.compile("README|derby\\.log|lock|\\.lck");
    private static final int READER_ROUNDS = 50;
    private static final String TABLES = "derby/seg0/*.dat";

    /** Steps afterwards: what is only read when it is changed comes to light then. */
    private static final int MORE_STEPS = 30;

    private final Torture torture = Torture.begin("bit flip");
    private final Chronicle chronicle = new Chronicle(torture.seed(), STEPS);
    private final Folder stopped = Torture.folder();
    private final Folder killed = Torture.folder();
    private @Nullable Child reader;

    BitFlipIT() {
        for (Folder folder : List.of(stopped, killed)) {
            try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
                child.open(folder.path()).expectFound();
                new Ledger(torture.seed()).listen(child.write(0, STEPS), STEPS);
                child.expect("done");
                if (folder.equals(stopped)) {
                    child.tell("close").expect("closed");
                }
            }
        }
    }

    @AfterAll
    void remove() {
        stopReader();
        stopped.close();
        killed.close();
    }

    @Test
    void aFlippedBitIsHarmlessOrIsSaid() throws IOException, InterruptedException {
        Table table = new Table();
        for (int round = 0; round < FLIPS; round++) {
            if (round % READER_ROUNDS == 0) {
                stopReader(); // a process that lives long is taken for one that hangs
            }
            torture.in(round, random -> flipOne(random, table));
        }
        torture.end("%d flips%n%s", FLIPS, table);
        assertThat(table.count("damaged")).as("damage that was noticed").isPositive();
        assertThat(table.count("died")).isZero();
    }

    private Path flipOne(Random random, Table table) throws IOException {
        Folder origin = random.nextBoolean() ? stopped : killed;
        try (Folder damaged = Torture.folder()) {
            origin.copyTo(damaged.path());
            Path file = choose(damaged.files(), random);
            String where = flip(damaged.path().resolve(file), random);
            try {
                table.add(kind(file), outcome(damaged.path()));
            } catch (AssertionError e) {
                throw new AssertionError(
                        (origin.equals(killed) ? "killed" : "stopped") + ", " + file + ", " + where
                                + ": " + e.getMessage(),
                        e);
            }
            return file;
        }
    }

    /** Of each kind equally often; most files are tables, and are of one kind. */
    private static Path choose(List<Path> files, Random random) {
        TreeMap<String, List<Path>> kinds = new TreeMap<>();
        files.forEach(file ->
                kinds.computeIfAbsent(kind(file), absent -> new ArrayList<>()).add(file));
        kinds.put("more tables", kinds.get(TABLES));
        kinds.put("even more tables", kinds.get(TABLES));
        List<List<Path>> all = new ArrayList<>(kinds.values());
        List<Path> some = all.get(random.nextInt(all.size()));
        return some.get(random.nextInt(some.size()));
    }

    /** Tables and logs are numbered. */
    private static String kind(Path file) {
        String name = file.toString();
        return NOBODY_READS.matcher(name).find()
                ? "what nobody reads"
                : name.replaceFirst("seg0/[cd][0-9a-f]+\\.dat", "seg0/*.dat")
                        .replaceFirst("log[0-9]+\\.dat", "log*.dat");
    }

    private static String flip(Path file, Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            if (bytes.length() == 0) {
                return "nothing to flip";
            }
            long at = place(bytes, random);
            int bit = random.nextInt(8);
            bytes.seek(at);
            int before = bytes.read();
            bytes.seek(at);
            bytes.write(before ^ 1 << bit);
            return "byte " + at + ", bit " + bit;
        }
    }

    /** Much of the files is empty, and there one flip is like another. */
    private static long place(RandomAccessFile bytes, Random random) throws IOException {
        long at = 0;
        int wanted = random.nextBoolean() ? 100 : 1;
        for (int i = 0; i < wanted; i++) {
            at = (long) (random.nextDouble() * bytes.length());
            bytes.seek(at);
            if (bytes.read() != 0) {
                return at;
            }
        }
        return at;
    }

    /** What a server that starts there comes to. */
    private String outcome(Path directory) {
        Child child = reader();
        Answer answer = child.open(directory).answer();
        if (answer == null) {
            stopReader();
            return "died";
        }
        if (!answer.is("found")) {
            assertThat(answer.word()).as(answer.rest()).isIn("damaged", "refused");
            return answer.word();
        }
        Found found = Found.ofLine(answer.rest());
        String verdict = chronicle.judge(found);
        String end = verdict.equals("whole") ? goOn(child, directory) : verdict;
        child.tell("close").answer();
        return end;
    }

    private String goOn(Child child, Path directory) {
        Ledger ledger = new Ledger(torture.seed());
        for (int i = 0; i < STEPS; i++) {
            ledger.advance();
        }
        Answer answer = ledger.listen(child.write(STEPS, STEPS + MORE_STEPS));
        if (answer == null || !answer.is("done")) {
            return "whole, later " + (answer == null ? "died" : answer.word());
        }
        child.tell("close").expect("closed");
        ledger.judge(child.open(directory).expectFound());
        return "whole";
    }

    /** One for many directories: to start it takes longer than to read one. */
    private Child reader() {
        if (reader == null) {
            reader = Child.start(Child.Start.honest(torture.seed()));
        }
        return reader;
    }

    private void stopReader() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** The negative control: values that are wrong, with the right checksums. */
    @Test
    void aWrongValueIsFoundOut() {
        try (Folder folder = Torture.folder()) {
            stopped.copyTo(folder.path());
            try (Child child = Child.start(Child.Start.honest(torture.seed()))) {
                child.tell("spoil " + folder.path()).expect("spoiled");
            }

            Found found = reader().open(folder.path()).expectFound();
            reader().tell("close").expect("closed");

            assertThatThrownBy(() -> chronicle.judge(found)).isInstanceOf(AssertionError.class);
        }
    }
}
