package org.hraft.storage;

import org.hraft.kv.KvStateMachine;
import org.hraft.kv.Value;
import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.Entry;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads everything that is saved, a piece a call, and begins again: the small tables, the log, the
 * map. A pass ends with the entry and the key that were the last ones when it began, so that none is
 * put off by what is written meanwhile. Between two pieces anything may be saved: each goes on with
 * what there is by then. Commits nothing itself.
 *
 * <p>The log is checked by its hashes, and the rows of the map against those in memory. A row that
 * memory does not know is not looked for.
 */
final class Scrub {

    /** Rows of a piece, at most; a millisecond or less. */
    static final int PIECE_ROWS = 64;

    /** A piece ends behind the row with which it has so many. */
    static final long PIECE_BYTES = 64 << 10;

    private enum Part {
        TABLES,
        LOG,
        MAP
    }

    private final MetaTable meta;
    private final SegmentedLog log;
    private final KvStateMachine machine;

    private Part part = Part.TABLES;
    private long nextIndex;
    private long lastIndex;
    private String key = "";
    private String lastKey = "";

    /** What the pieces so far have read too much. */
    private long owedBytes;

    Scrub(MetaTable meta, SegmentedLog log, KvStateMachine machine) {
        this.meta = meta;
        this.log = log;
        this.machine = machine;
    }

    /**
     * Reads the next piece; after a large one nothing, until the rate is again what it has to be.
     *
     * @param lastApplied as it was saved
     * @param kvTable number of the table that holds the map
     * @param map that table
     * @throws DamagedStoreException if it is not what was written
     */
    void next(long lastApplied, int kvTable, KvTable map) throws SQLException {
        if (owedBytes >= PIECE_BYTES) {
            owedBytes -= PIECE_BYTES;
            return;
        }
        try {
            read(lastApplied, kvTable, map);
        } catch (DamagedStoreException e) {
            throw e;
        } catch (StorageException e) {
            // It may say that another release wrote it; but this one has read it before.
            throw new DamagedStoreException(
                    "The tables hold what nobody wrote (" + e.getMessage() + ")", e);
        }
    }

    private void read(long lastApplied, int kvTable, KvTable map) throws SQLException {
        switch (part) {
            case TABLES -> {
                meta.check(lastApplied, kvTable, log.currentTable());
                log.checkEnds();
                begin();
            }
            case LOG -> readLog();
            case MAP -> readMap(map);
        }
    }

    private void begin() {
        nextIndex = 0;
        lastIndex = log.end().index();
        key = "";
        lastKey = machine.state().rows().isEmpty() ? "" : machine.state().rows().lastKey();
        part = Part.LOG;
    }

    private void readLog() throws SQLException {
        long from = Math.max(nextIndex, log.firstIndex());
        long end = Math.min(lastIndex, log.end().index());
        if (from > end) {
            part = Part.MAP;
            return;
        }
        List<Entry> entries = log.check(from, Math.min(end, from + PIECE_ROWS - 1), PIECE_BYTES);
        nextIndex = from + entries.size();
        owe(entries.stream().mapToLong(Entry::weight).sum());
    }

    private void readMap(KvTable map) throws SQLException {
        Iterator<Map.Entry<String, Value>> rows =
                machine.state().behind(key).entrySet().iterator();
        long bytes = 0;
        for (int left = PIECE_ROWS; left > 0 && bytes < PIECE_BYTES && rows.hasNext(); left--) {
            Map.Entry<String, Value> row = rows.next();
            key = row.getKey();
            bytes += key.length() + row.getValue().bytes().length;
            check(map, row.getValue());
        }
        owe(bytes);
        if (!rows.hasNext() || key.compareTo(lastKey) >= 0) {
            part = Part.TABLES;
        }
    }

    /** The disk does not have what was not saved yet. */
    private void check(KvTable map, Value expected) throws SQLException {
        if (machine.isUnsaved(key)) {
            return;
        }
        Value found = map.get(key);
        if (!expected.equals(found)) {
            throw new DamagedStoreException("The row of key \"" + key + "\" is damaged, "
                    + (found == null ? "it is missing" : "it holds what nobody wrote"));
        }
    }

    private void owe(long bytes) {
        owedBytes = Math.max(0, owedBytes + bytes - PIECE_BYTES);
    }
}
