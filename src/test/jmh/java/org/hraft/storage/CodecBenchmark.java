package org.hraft.storage;

import org.hraft.kv.Command;
import org.hraft.kv.MalformedCommandException;
import org.hraft.raft.Entry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** A put of a key of 16 bytes with a value of 64: into what the log keeps, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {

    private final byte[] value = new byte[64];
    // What is final may be taken for a constant by the compiler.
    private String key = "sixteen-bytes-16";
    private short kind = EntryCodec.COMMAND;
    private byte[] row = encode();

    /** From the key and the value of a request; its limits are checked, too. */
    @Benchmark
    public byte[] encode() {
        return EntryCodec.encode(new Entry.Command(new Command.Put(key, value).encode()));
    }

    /** To the key and the value that the map takes. */
    @Benchmark
    public Command decode() throws MalformedCommandException {
        Entry.Payload payload = EntryCodec.decode(kind, row);
        return Command.decode(((Entry.Command) payload).bytes());
    }
}
