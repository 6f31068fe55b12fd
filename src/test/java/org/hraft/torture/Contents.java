package org.hraft.torture;

import org.hraft.kv.Command;
import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Snapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.Suffrage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What is in entries and snapshots follows from a seed and their place alone, so whoever reads one
 * knows what it must be. Small values mostly, some larger than a page of the database. Immutable.
 *
 * @param seed of all
 */
record Contents(long seed) {

    private static final int KEYS = 40;
    private static final int SERVERS = 3;

    /** The same for equal arguments, and unlike for any others. */
    Random random(long kind, long one, long other) {
        long mixed = seed;
        for (long part : new long[] {kind, one, other}) {
            mixed = (mixed ^ part) * 0x9E37_79B9_7F4A_7C15L;
            mixed ^= mixed >>> 32;
        }
        return new Random(mixed);
    }

    Entry entry(long index, long term) {
        return new Entry(index, term, payload(random(1, index, term)));
    }

    private static Entry.Payload payload(Random random) {
        int kind = random.nextInt(32);
        if (kind == 0) {
            return new Entry.Noop();
        }
        return kind == 1
                ? configuration(random)
                : new Entry.Command(command(kind, random).encode());
    }

    private static Command command(int kind, Random random) {
        if (kind < 5) {
            return new Command.Delete(key(random));
        }
        if (kind < 7) {
            TreeMap<String, byte[]> rows = new TreeMap<>();
            for (int i = 0; i < 3; i++) {
                rows.put(key(random), value(random));
            }
            return new Command.PutAll(rows);
        }
        return new Command.Put(key(random), value(random));
    }

    /** Some end with a space, which Derby thinks nothing of. */
    private static String key(Random random) {
        int number = random.nextInt(KEYS);
        return "key-" + number / 2 + " ".repeat(number % 2);
    }

    private static byte[] value(Random random) {
        int kind = random.nextInt(100);
        byte[] value = new byte[random.nextInt(kind == 0 ? 30_000 : kind < 6 ? 6_000 : 300)];
        random.nextBytes(value);
        return value;
    }

    static ServerId server(Random random) {
        int number = random.nextInt(SERVERS);
        return new ServerId("node" + number, "incarnation" + number);
    }

    private static Configuration configuration(Random random) {
        List<Member> members = new ArrayList<>();
        for (int i = random.nextInt(SERVERS); i >= 0; i--) {
            members.add(new Member(
                    new ServerId("node" + i, "incarnation" + i),
                    "127.0.0.1:" + random.nextInt(65_536),
                    "",
                    random.nextBoolean() ? Suffrage.VOTER : Suffrage.LEARNER));
        }
        return new Configuration(members);
    }

    SnapshotMetadata snapshotAt(long index, long term) {
        return new SnapshotMetadata(
                index, term, index * term, index - 1, configuration(random(2, index, term)));
    }

    /** The map that a snapshot holds. */
    KvState stateOf(SnapshotMetadata snapshot) {
        Random random = random(3, snapshot.index(), snapshot.term());
        Map<String, Value> rows = new TreeMap<>();
        for (int i = 20 + random.nextInt(40); i > 0; i--) {
            rows.put(key(random), new Value(value(random), snapshot.index() - i));
        }
        return KvState.of(snapshot.index(), rows.entrySet());
    }

    Snapshot.Chunk chunk(SnapshotMetadata snapshot, String position) {
        KvStateMachine machine = new KvStateMachine();
        machine.restore(stateOf(snapshot));
        return machine.snapshot().forRaft().chunk(position, 2_000);
    }
}
