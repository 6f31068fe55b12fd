package org.hraft.storage;

import org.hraft.kv.KvState;
import org.hraft.kv.KvStateMachine;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.RaftStore;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Promises;
import org.hraft.raft.Saved;
import org.hraft.raft.ServerId;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The log, the vote and the rows of the map in one Derby database, {@code derby} in the data
 * directory, changed by one transaction for each {@link #persist}, and a {@link Witness} beside it.
 * One thread calls; after a failure, one that Derby hides included, every call but {@link #close}
 * fails.
 */
public final class DerbyRaftStore implements RaftStore {

    /** Of entries in each of the two tables of the log; the log that is kept has one to two times it. */
    private static final long SEGMENT_BYTES = 32 << 20;

    private final DerbyDatabase database;
    private final Witness witness;
    private final RosterFile roster;
    private final FreeSpace space;
    private final Connection connection;
    private final KvStateMachine machine;
    private final MetaTable meta;
    private final SegmentedLog log;
    private final StagedTable staging;
    private final KvTable[] kv;
    private final Scrub scrub;

    private Promises promises =
            new Promises(Promises.Testimony.NONE, HardState.INITIAL, LogPosition.START);
    private int kvTable;
    private long savedApplied;
    private boolean failed;
    private boolean closed;

    private DerbyRaftStore(
            DerbyDatabase database,
            Witness witness,
            RosterFile roster,
            FreeSpace space,
            KvStateMachine machine,
            long segmentBytes) {
        this.database = database;
        this.witness = witness;
        this.roster = roster;
        this.space = space;
        this.connection = database.connection();
        this.machine = machine;
        this.meta = new MetaTable(connection);
        this.log = new SegmentedLog(connection, segmentBytes);
        this.staging = new StagedTable(connection);
        this.kv = new KvTable[] {new KvTable(connection, 0), new KvTable(connection, 1)};
        this.scrub = new Scrub(meta, log, machine);
    }

    /**
     * Opens a data directory; at the first time makes it, and mints the server's identity. The
     * server is a new one to its peers whenever that happens.
     *
     * @param directory belongs to this server alone until {@link #close}
     * @param nodeName 1 to 64 characters, or empty for the stored name, or a new one
     * @param machine whose rows are saved here; {@link #recover} fills it
     * @throws StorageException in one sentence: what is wrong and what to do about it
     */
    public static DerbyRaftStore open(Path directory, String nodeName, KvStateMachine machine) {
        return open(directory, nodeName, machine, SEGMENT_BYTES);
    }

    /**
     * @param segmentBytes a table of the log is full with so many bytes of {@link Entry#weight}
     */
    static DerbyRaftStore open(
            Path directory, String nodeName, KvStateMachine machine, long segmentBytes) {
        DerbyDatabase database = DerbyDatabase.open(directory);
        Witness witness = null;
        try {
            witness = Witness.open(directory);
            Connection connection = database.connection();
            if (!DerbySchema.exists(connection)) {
                witness.checkNew();
                DerbySchema.create(connection);
                MetaTable.mint(connection, nodeName);
            }
            DerbySchema.adopt(connection);
            DerbyRaftStore store = new DerbyRaftStore(
                    database,
                    witness,
                    new RosterFile(directory),
                    new FreeSpace(directory),
                    machine,
                    segmentBytes);
            store.checkName(directory, nodeName);
            connection.commit();
            database.refuseFailedDisk();
            return store;
        } catch (SQLException e) {
            closeAfter(e, database, witness);
            throw DerbyFailure.atBoot(
                    "The tables in " + directory + " cannot be used: " + e.getMessage(),
                    "; look into derby.log and at the disk.",
                    e);
        } catch (RuntimeException e) {
            closeAfter(e, database, witness);
            throw e;
        }
    }

    /** Reads what the map does not contain of the log, checks it, and fills the state machine. */
    @Override
    public Recovered recover() {
        return understand("read at boot", this::recovered);
    }

    @Override
    public void scrub() {
        understand("read", () -> {
            scrub.next(savedApplied, kvTable, kv[kvTable]);
            return kvTable;
        });
    }

    /** Only reads: what cannot be read is damaged, unless the system has refused something. */
    private <T> T understand(String what, Work<T> reading) {
        try {
            return run(what, reading);
        } catch (StorageException e) {
            throw e instanceof DamagedStoreException
                            || !(e.getCause() instanceof SQLException cause)
                    ? e
                    : DerbyFailure.atBoot(
                            "The tables cannot be " + what + ": " + cause.getMessage(),
                            "; look into derby.log and at the disk.",
                            cause);
        } catch (RuntimeException e) { // rows that nobody would have written
            throw new DamagedStoreException("The tables cannot be understood: " + e, e);
        }
    }

    private Recovered recovered() throws SQLException {
        MetaTable.Meta found = meta.read();
        savedApplied = found.lastApplied();
        kvTable = found.kvTable();
        StoredLog outline = log.recover(found.logTable(), found.logBytes(), savedApplied);
        recoverPromises(found.self());
        staging.load();
        if (staging.staged() == null) {
            spare().clear(); // a crash may have come before the end of an installation
        }
        restoreMachine();
        Recovered recovered = new Recovered(
                found.self(),
                found.clusterId(),
                new Saved(
                        promises.hardState(),
                        outline,
                        savedApplied,
                        staging.staged(),
                        promises.testimony(log.end()).promised()));
        roster.recovered(recovered);
        return recovered;
    }

    /** The witness of a new directory begins to speak, and so does one that was lost. */
    private void recoverPromises(ServerId self) throws SQLException {
        promises = new Promises(witness.recover(self.incarnation()), meta.readState(), log.end());
        witness.write(promises.testimony(log.end()));
    }

    private KvTable spare() {
        return kv[1 - kvTable];
    }

    private void restoreMachine() throws SQLException {
        machine.restore(KvState.of(savedApplied, kv[kvTable].read()));
    }

    /**
     * After the transaction, what is needed no more is given back to the file system, by
     * transactions of their own: a crash before them loses only space, and only for a while.
     */
    @Override
    public void persist(Update update) {
        if (!isEmpty(update)) {
            run("written", () -> {
                save(update);
                witness.write(promises.beforeCommit(update.hardState(), log.end()));
                return update;
            });
            promise();
            remember(() -> roster.saved(update));
        }
        if (installs(update) && staging.staged() == null) {
            run("written", () -> {
                spare().clear();
                return update;
            });
        }
        if (log.isRotationDue(Math.min(update.compactTo(), savedApplied))) {
            run("written", () -> {
                log.rotate();
                meta.saveTables(kvTable, log.currentTable());
                meta.saveProgress(savedApplied, log.bytes());
                return update;
            });
        }
    }

    private static boolean installs(Update update) {
        return update.chunks().stream().anyMatch(request -> request.chunk().last());
    }

    @Override
    public void adoptCluster(String clusterId) {
        run("written", () -> {
            String stored = meta.read().clusterId();
            if (stored != null && !stored.equals(clusterId)) {
                throw new StorageException("The data directory belongs to cluster " + stored
                        + " and not to cluster " + clusterId + "; use another directory.");
            }
            meta.saveClusterId(clusterId);
            return clusterId;
        });
        remember(() -> roster.adopted(clusterId));
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        return run("read", () -> log.read(fromIndex, toIndex, maxBytes));
    }

    @Override
    public long hash(long index) {
        return run("read", () -> log.hashAt(index));
    }

    @Override
    public long firstIndex() {
        return log.firstIndex();
    }

    @Override
    public boolean isLowOnSpace() {
        return space.isLow();
    }

    /** Gives the data directory back. What was not saved is lost, as in a crash. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (database) { // in this order: the lock of the directory is Derby's
            witness.close();
        } catch (StorageException e) {
            if (!failed) {
                throw e;
            }
        }
    }

    private boolean isEmpty(Update update) {
        return !failed
                && !closed
                && update.chunks().isEmpty()
                && update.truncateFrom() == 0
                && update.entries().isEmpty()
                && update.hardState() == null
                && update.lastApplied() == savedApplied;
    }

    private void save(Update update) throws SQLException {
        for (InstallSnapshot.Request request : update.chunks()) {
            staging.add(request, spare());
            if (request.chunk().last()) {
                install(request.snapshot());
            }
        }
        if (update.truncateFrom() != 0) {
            log.truncateFrom(update.truncateFrom());
        }
        log.append(update.entries());
        HardState state = update.hardState();
        if (state != null) {
            meta.save(state);
        }
        if (update.lastApplied() != savedApplied) {
            kv[kvTable].save(machine.takeUnsaved());
            savedApplied = update.lastApplied();
            meta.saveProgress(savedApplied, log.bytes());
        }
    }

    /** What was committed may leave the server only when the witness knows of it, too. */
    private void promise() {
        remember(() -> witness.write(promises.afterCommit(log.end())));
    }

    /** Beside the database; if that fails, so has the store. */
    private void remember(Runnable writing) {
        failed = true;
        writing.run();
        failed = false;
    }

    /** The staged rows take the place of the map, and the snapshot that of the log. */
    private void install(SnapshotMetadata snapshot) throws SQLException {
        staging.clear();
        kvTable = 1 - kvTable;
        savedApplied = snapshot.index();
        log.replaceBy(snapshot);
        meta.saveTables(kvTable, log.currentTable());
        meta.saveProgress(savedApplied, log.bytes());
        restoreMachine();
    }

    /** Something to do inside a transaction. */
    private interface Work<T> {
        T run() throws SQLException;
    }

    /** One transaction. If it fails, memory and disk may differ: the store is not used again. */
    private <T> T run(String what, Work<T> work) {
        if (failed || closed) {
            throw new StorageException("The store is closed or has failed; restart the server.");
        }
        boolean done = false;
        try {
            T result = work.run();
            connection.commit();
            database.refuseFailedDisk();
            done = true;
            return result;
        } catch (SQLException e) {
            database.refuseFailedDisk();
            throw DerbyFailure.later(
                    "The database cannot be " + what + ": " + e.getMessage() + " ("
                            + e.getSQLState() + ")",
                    "; look into derby.log and at the disk.",
                    e);
        } finally {
            failed = !done;
        }
    }

    private void checkName(Path dataDirectory, String nodeName) throws SQLException {
        ServerId self = meta.read().self();
        if (!nodeName.isEmpty() && !nodeName.equals(self.name())) {
            throw new StorageException("The data directory " + dataDirectory + " belongs to node "
                    + self.name() + " and not to " + nodeName
                    + "; use that id or another directory.");
        }
    }

    private static void closeAfter(
            Exception failure, DerbyDatabase database, @Nullable Witness witness) {
        try (database) {
            if (witness != null) {
                witness.close();
            }
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }
}
