package org.hraft.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.RaftStore.Update;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Saved;
import org.hraft.storage.SmallSegments;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TreeMap;

/**
 * The process that is tortured. It connects to the port that it is given on its command line, obeys
 * lines that come from there, and answers with lines:
 *
 * <pre>
 * open DIRECTORY    found ... | refused REASON | damaged REASON
 * write FROM TO     ack STEP, for each; then done | failed REASON
 * close             closed | failed REASON
 * spoil DIRECTORY   spoiled: each value of the map is another one now
 * </pre>
 *
 * <p>A line that says broken instead is a failure that is not the store's own. Once it has failed it
 * takes only close.
 */
final class Writer {

    /** How it keeps its word. */
    enum Honesty {
        HONEST,
        /** Acknowledges a step before it saves the one before. */
        EARLY,
        /** Acknowledges what the store could not save. */
        DEAF
    }

    static final String SEED = "torture.seed";
    static final String HONESTY = "torture.honesty";

    /** The database does not force anything to the disk. */
    static final String FORGETFUL = "torture.forgetful";

    /** So that tables of the log are emptied often. */
    private static final long SEGMENT_BYTES = 16 << 10;

    private static final long BATCH_BYTES = 64 << 10;
    private static final String DURABILITY = "derby.system.durability";

    private final long seed = Long.getLong(SEED, 0);
    private final Honesty honesty = Honesty.valueOf(System.getProperty(HONESTY, "HONEST"));
    private final SocketChannel parent;

    private KvStateMachine machine = new KvStateMachine();
    private @Nullable RaftStore store;
    private @Nullable Saved saved;
    private @Nullable Found found;

    private Writer(SocketChannel parent) {
        this.parent = parent;
    }

    public static void main(String[] arguments) throws IOException {
        SocketChannel parent = SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
        parent.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Writer writer = new Writer(parent);
        BufferedReader commands = new BufferedReader(Channels.newReader(parent, UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            writer.obey(line.split(" ", -1));
        }
        Runtime.getRuntime().halt(0); // nothing that the database wants to do at its end
    }

    private void obey(String[] command) throws IOException {
        boolean opens = command[0].equals("open");
        try {
            switch (command[0]) {
                case "open" -> open(command[1]);
                case "write" -> write(Long.parseLong(command[1]), Long.parseLong(command[2]));
                case "close" -> close();
                case "spoil" -> spoil(command[1]);
                default -> throw new IllegalArgumentException(command[0]);
            }
        } catch (DamagedStoreException e) {
            say((opens ? "damaged " : "failed ") + e.getMessage());
        } catch (StorageException e) {
            say((opens ? "refused " : "failed ") + e.getMessage());
        } catch (RuntimeException | SQLException | Error e) {
            e.printStackTrace();
            say("broken " + e);
        }
    }

    /** With writev, which nobody else here uses: calls of write can be made to fail then. */
    private void say(String line) throws IOException {
        byte[] bytes = (line.replace('\n', ' ') + "\n").getBytes(UTF_8);
        parent.write(new ByteBuffer[] {ByteBuffer.wrap(bytes), ByteBuffer.allocate(0)});
    }

    // ---- open: everything that is there is read

    private void open(String directory) throws SQLException, IOException {
        if (Boolean.getBoolean(FORGETFUL)) {
            bootWithoutForce(directory);
            ControlFile.forget(Path.of(directory));
        }
        machine = new KvStateMachine();
        store = SmallSegments.open(Path.of(directory), "node0", machine, SEGMENT_BYTES);
        try {
            saved = store.recover().saved();
            found = look(store, saved);
            say("found " + found.toLine());
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    /** Whoever is first to open a database decides; the store meets one that is open. */
    private static void bootWithoutForce(String directory) throws SQLException {
        System.setProperty("derby.stream.error.file", directory + "/derby.log");
        System.setProperty(DURABILITY, "test");
        System.setProperty(
                "derby.subSubProtocol.failstop", "org.hraft.storage.FailStopStorageFactory");
        DriverManager.getConnection("jdbc:derby:failstop:" + directory + "/derby")
                .close();
        System.clearProperty(DURABILITY);
    }

    private void spoil(String directory) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:derby:directory:" + directory + "/derby");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE kv_0 SET v = CAST(X'00' AS BLOB)");
            statement.executeUpdate("UPDATE kv_1 SET v = CAST(X'00' AS BLOB)");
        }
        say("spoiled");
    }

    private Found look(RaftStore opened, Saved boot) {
        TreeMap<Long, Long> runs = new TreeMap<>();
        long term = boot.log().base().term();
        long index = opened.firstIndex();
        while (index <= boot.log().lastIndex()) {
            for (Entry entry : opened.read(index, boot.log().lastIndex(), BATCH_BYTES)) {
                if (runs.isEmpty() || entry.term() != term) {
                    runs.put(entry.index(), entry.term());
                }
                term = entry.term();
                check(entry);
                index = entry.index() + 1;
            }
        }
        return new Found(
                boot.hardState(),
                opened.firstIndex(),
                runs,
                new LogPosition(term, boot.log().lastIndex()),
                boot.lastApplied(),
                Model.checksum(machine.state()),
                Model.toText(boot.staged()),
                boot.promised());
    }

    private void check(Entry entry) {
        if (!entry.equals(new Contents(seed).entry(entry.index(), entry.term()))) {
            throw new IllegalStateException(
                    "a wrong read: entry " + entry.index() + " of term " + entry.term());
        }
    }

    private void closeAfter(RuntimeException failure) {
        try {
            shut();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    // ---- write

    /** All steps behind {@code from}, up to {@code to}. */
    private void write(long from, long to) throws IOException {
        RaftStore opened = opened(store);
        Model model = new Model(seed, from, opened(saved), opened(found), machine);
        long early = from;
        while (model.steps() < to) {
            Update update = Workload.next(model);
            model.apply(update);
            while (honesty == Honesty.EARLY && early < model.steps() + 2) {
                say("ack " + ++early);
            }
            save(opened, update);
            model.saved(update);
            if (honesty != Honesty.EARLY) {
                say("ack " + model.steps());
            }
        }
        say("done");
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("nothing is open");
        }
        return part;
    }

    private void save(RaftStore opened, Update update) {
        try {
            opened.persist(update);
        } catch (StorageException e) {
            if (honesty != Honesty.DEAF) {
                throw e;
            }
        }
    }

    private void close() throws IOException {
        shut();
        say("closed");
    }

    private void shut() {
        RaftStore opened = opened(store);
        store = null;
        opened.close();
    }
}
