package org.hraft.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * One run of one kind: its seed, its rounds and its time. {@code -Dtorture.seed=N} repeats what was
 * drawn, though not the moments of the processor; {@code -Dtorture=long} makes all rounds,
 * {@code -Dtorture=N} N times as many as a build, also a part of them; {@code -Dtorture.until=N}, in
 * seconds of the system's clock, ends the long ones when a build has no time left, and says so.
 */
final class Torture {

    private static final String TIMES = "torture";

    /** After so many rounds it says how far it is. */
    private static final int TOLD = 100;

    private static final long UNTIL = Long.getLong("torture.until", Long.MAX_VALUE);

    /** What happens in one round. */
    interface Round<T> {
        T run(Random random) throws IOException, InterruptedException;
    }

    private final String name;
    private final long seed = Long.getLong(Writer.SEED, System.nanoTime());
    private final long began = System.nanoTime();

    private Torture(String name) {
        this.name = name;
    }

    /** How many rounds: few in a build, many when that is asked for. */
    static int rounds(int few, int many) {
        String times = System.getProperty(TIMES, "1");
        return times.equals("long")
                ? many
                : (int) Math.max(1, Math.round(few * Double.parseDouble(times)));
    }

    static Torture begin(String name) {
        Torture torture = new Torture(name);
        torture.say("-D%s=%d", Writer.SEED, torture.seed);
        return torture;
    }

    /** Whether to go on after so many rounds of all; a tenth of them is always made. */
    boolean hasTime(int done, int rounds) {
        if (done > 0 && done % TOLD == 0) {
            say("%,d of %,d", done, rounds);
        }
        boolean has = done * 10 < rounds || Instant.now().getEpochSecond() < UNTIL;
        if (!has && done < rounds) {
            say("SKIPPED the last %d of %d, there is no time left for them", rounds - done, rounds);
        }
        return has;
    }

    long seed() {
        return seed;
    }

    /** Its dice are its own, whatever the rounds before have used. A failure says which one it is. */
    <T> T in(int round, Round<T> work) throws IOException, InterruptedException {
        try {
            return work.run(new Contents(seed).random(9, round, 0));
        } catch (AssertionError e) {
            throw new AssertionError(
                    name + ", round " + round + " of seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /**
     * A new directory in memory where the system has such, for tests that end no system: a process
     * that is killed leaves there what it would leave on a disk, and forcing costs nothing.
     */
    static Folder folder() {
        Path memory = Path.of("/dev/shm");
        return folderIn(Files.isWritable(memory) ? memory : Jvm.FOLDER);
    }

    static Folder onDisk() {
        return folderIn(Jvm.FOLDER);
    }

    private static Folder folderIn(Path parent) {
        try {
            Files.createDirectories(parent);
            return new Folder(Files.createTempDirectory(parent, "torture"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To whoever watches the build. */
    void say(String format, Object... values) {
        System.out.println("  " + name + ": " + String.format(Locale.ROOT, format, values));
    }

    void end(String format, Object... values) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        say("%s; %.1f s", String.format(Locale.ROOT, format, values), took.toMillis() / 1e3);
    }
}
