package org.hraft.storage;

import org.hraft.kv.Command;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.RaftStore;
import org.hraft.raft.Entry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Entries on their way to the disk: appended, committed and forced, with what a node remembers beside
 * Derby. The store is used as a node uses it, so that its log is bounded as it is there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class DerbyBenchmark {

    /** Rows are saved now and then only; what they contain may be taken off the log. */
    private static final int BATCHES_PER_SAVE = 500;

    /** Entries in one transaction. */
    @Param({"1", "18"})
    public int batch;

    private final KvStateMachine machine = new KvStateMachine();
    private final Entry.Command command =
            new Entry.Command(new Command.Put("sixteen-bytes-16", new byte[64]).encode());
    private Path directory;
    private RaftStore store;
    private long lastIndex;
    private long savedApplied;
    private int batches;

    /** In the folder for temporary files, which the profile has put on the disk of the build. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("derby");
        store = DerbyRaftStore.open(directory, "node0", machine);
        store.recover();
    }

    @Benchmark
    public long append() {
        if (++batches % BATCHES_PER_SAVE == 0) {
            savedApplied = lastIndex;
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            entries.add(new Entry(++lastIndex, 1, command));
        }
        store.persist(
                new RaftStore.Update(List.of(), 0, entries, null, savedApplied, savedApplied));
        return lastIndex;
    }

    @TearDown
    public void delete() throws IOException {
        store.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
