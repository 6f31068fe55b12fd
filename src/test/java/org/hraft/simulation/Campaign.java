package org.hraft.simulation;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.LongStream;

/**
 * Plays many seeds, on all cores. With a file it goes on where the last piece ended, so that hours
 * can be added up over many sittings.
 */
final class Campaign {

    /** Seeds between two looks at the clock; at the end of a block cores wait for the last one. */
    private static final int BLOCK = 500;

    private static final double SECONDS_BETWEEN_WORDS = 60;

    private final long schedules;
    private final Duration limit;
    private final @Nullable Path file;

    /**
     * @param schedules to play in all pieces together
     * @param limit of this piece
     * @param file to go on from and to write to after each block, null: a piece of its own
     */
    Campaign(long schedules, Duration limit, @Nullable Path file) {
        this.schedules = schedules;
        this.limit = limit;
        this.file = file;
    }

    /**
     * Plays until all schedules are played or the time is up.
     *
     * @throws AssertionError that says how to replay the first seed that broke a rule; the file then
     *     ends before that seed's block
     */
    Totals run() throws IOException {
        Totals totals = load();
        long started = System.nanoTime();
        long last = started;
        double said = 0;
        while (totals.schedules() < schedules && System.nanoTime() - started < limit.toNanos()) {
            long size = Math.min(BLOCK, schedules - totals.schedules());
            for (Simulation.Result result : play(totals.nextSeed(), size)) {
                totals = totals.plus(result);
            }
            long now = System.nanoTime();
            totals = totals.after((now - last) / 1e9);
            last = now;
            save(totals);
            if (totals.wallSeconds() - said >= SECONDS_BETWEEN_WORDS) {
                said = totals.wallSeconds();
                System.out.println(totals.inWords());
            }
        }
        return totals;
    }

    /** One task for each: a stream would be cut into a few pieces, of which one takes longest. */
    private static List<Simulation.Result> play(long firstSeed, long count) {
        List<ForkJoinTask<Simulation.Result>> tasks = LongStream.range(firstSeed, firstSeed + count)
                .mapToObj(seed -> ForkJoinTask.adapt(() -> play(seed)))
                .toList();
        return ForkJoinTask.invokeAll(tasks).stream().map(ForkJoinTask::join).toList();
    }

    /** One seed; whatever it throws says how to see it again. */
    static Simulation.Result play(long seed) {
        try {
            return Simulation.run(seed);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    String.format(
                            "seed %d: %s%nTo replay it: mvn test -Dtest=SimulationTest#replay"
                                    + " -Dsimulation.seed=%d",
                            seed, e.getMessage(), seed),
                    e);
        }
    }

    // ---- the file

    private Totals load() throws IOException {
        if (file == null || !Files.exists(file)) {
            return Totals.none(1);
        }
        Properties saved = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            saved.load(in);
        }
        return Totals.of(saved);
    }

    private void save(Totals totals) throws IOException {
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (Writer out = Files.newBufferedWriter(next)) {
            totals.toProperties().store(out, totals.inWords());
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
