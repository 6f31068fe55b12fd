package org.hraft.storage;

import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table raft_log: contiguous from 1, terms never going down, every row checked against the
 * checksum of the row before whenever it is read. Commits nothing itself.
 */
final class LogTable {

    /**
     * Without the hint, a plan made for the empty table would scan the full one for ever. Derby
     * takes a hint in a SELECT only.
     */
    private static final String BY_INDEX = "raft_log --DERBY-PROPERTIES constraint=raft_log_pk\n";

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement truncate;
    private final PreparedStatement selectCrc;
    private final PreparedStatement selectRange;

    private long lastIndex;
    private long lastCrc = EntryCodec.FIRST_CRC;

    LogTable(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement(
                "INSERT INTO raft_log (idx, term, kind, data, crc) VALUES (?, ?, ?, ?, ?)");
        truncate = connection.prepareStatement("DELETE FROM raft_log WHERE idx >= ?");
        selectCrc = connection.prepareStatement("SELECT crc FROM " + BY_INDEX + " WHERE idx = ?");
        selectRange = connection.prepareStatement("SELECT idx, term, kind, data, crc FROM "
                + BY_INDEX + " WHERE idx >= ? AND idx <= ? ORDER BY idx");
    }

    long lastIndex() {
        return lastIndex;
    }

    /**
     * Reads the whole log once and checks it.
     *
     * @throws StorageException at the first row that is not as it was written
     */
    StoredLog scan() throws SQLException {
        List<StoredLog.TermStart> terms = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        long lastTerm = 0;
        try (PreparedStatement all = connection.prepareStatement(
                        "SELECT idx, term, kind, data, crc FROM " + BY_INDEX + " ORDER BY idx");
                ResultSet rows = all.executeQuery()) {
            while (rows.next()) {
                Entry entry = next(rows, lastIndex + 1, lastCrc);
                if (entry.term() < lastTerm) {
                    throw damaged(entry.index(), "its term is lower than the one before");
                }
                if (entry.term() > lastTerm) {
                    terms.add(new StoredLog.TermStart(entry.index(), entry.term()));
                }
                if (entry.payload() instanceof Configuration) {
                    configurations.add(entry);
                }
                lastTerm = entry.term();
                lastIndex = entry.index();
                lastCrc = rows.getLong(5);
            }
        }
        return new StoredLog(SnapshotMetadata.NONE, lastIndex, terms, configurations);
    }

    List<Entry> read(long fromIndex, long toIndex, long maxBytes) throws SQLException {
        if (fromIndex < 1 || fromIndex > toIndex || toIndex > lastIndex) {
            throw new StorageException("Entries " + fromIndex + " to " + toIndex
                    + " were asked for and the log holds 1 to " + lastIndex + ".");
        }
        List<Entry> entries = new ArrayList<>();
        long crc = crcAt(fromIndex - 1);
        long weight = 0;
        selectRange.setLong(1, fromIndex);
        selectRange.setLong(2, toIndex);
        try (ResultSet rows = selectRange.executeQuery()) {
            while (weight <= maxBytes && rows.next()) {
                Entry entry = next(rows, fromIndex + entries.size(), crc);
                crc = rows.getLong(5);
                weight += entry.weight();
                entries.add(entry);
            }
        }
        if (entries.isEmpty()) {
            throw damaged(fromIndex, "it is missing");
        }
        return entries;
    }

    /** Removes all entries from {@code index} on. */
    void truncateFrom(long index) throws SQLException {
        if (index <= lastIndex) {
            truncate.setLong(1, index);
            truncate.executeUpdate();
            lastCrc = crcAt(index - 1);
            lastIndex = index - 1;
        }
    }

    /** Adds entries behind the last one. */
    void append(List<Entry> entries) throws SQLException {
        for (Entry entry : entries) {
            if (entry.index() != lastIndex + 1) {
                throw new StorageException("Entry " + entry.index() + " cannot follow entry "
                        + lastIndex + " in the log.");
            }
            short kind = EntryCodec.kind(entry.payload());
            byte[] data = EntryCodec.encode(entry.payload());
            lastCrc = EntryCodec.crc(lastCrc, entry.index(), entry.term(), kind, data);
            lastIndex = entry.index();
            insert.setLong(1, entry.index());
            insert.setLong(2, entry.term());
            insert.setShort(3, kind);
            insert.setBytes(4, data);
            insert.setLong(5, lastCrc);
            insert.addBatch();
        }
        if (!entries.isEmpty()) {
            insert.executeBatch();
        }
    }

    private long crcAt(long index) throws SQLException {
        if (index == 0) {
            return EntryCodec.FIRST_CRC;
        }
        if (index == lastIndex) {
            return lastCrc;
        }
        selectCrc.setLong(1, index);
        try (ResultSet row = selectCrc.executeQuery()) {
            if (!row.next()) {
                throw damaged(index, "it is missing");
            }
            return row.getLong(1);
        }
    }

    private static Entry next(ResultSet row, long expectedIndex, long crcBefore)
            throws SQLException {
        long index = row.getLong(1);
        if (index != expectedIndex) {
            throw damaged(expectedIndex, "it is missing");
        }
        long term = row.getLong(2);
        short kind = row.getShort(3);
        byte[] data = row.getBytes(4);
        if (EntryCodec.crc(crcBefore, index, term, kind, data) != row.getLong(5)) {
            throw damaged(index, "its checksum is wrong");
        }
        return new Entry(index, term, EntryCodec.decode(kind, data));
    }

    private static StorageException damaged(long index, String what) {
        return new StorageException("Entry " + index + " of the log is damaged, " + what
                + "; move the data directory away and let the server join again as a new one.");
    }
}
