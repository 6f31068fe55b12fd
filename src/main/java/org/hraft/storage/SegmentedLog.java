package org.hraft.storage;

import org.hraft.node.DamagedStoreException;
import org.hraft.node.StorageException;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.raft.LogPosition;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StoredLog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The log, in two tables that are used in turn: entries go to the current one until it is full; then
 * the older one is emptied, if nobody needs it any more, and becomes the current one. Emptying costs
 * one short statement and gives all the space back. A DELETE of so many rows takes Derby seconds, and
 * most of the index would stay for ever.
 *
 * <p>Contiguous, terms never going down, every entry checked against the {@link ChainHash} of the one before
 * whenever it is read. The older table ends where the current one begins. Commits nothing itself.
 */
final class SegmentedLog {

    private final LogSegment[] segments;
    private final OutlineTable outline;
    private final long segmentBytes;

    private LogSegment current;
    private LogChain end = new LogChain(0, ChainHash.START);
    private long lastTerm;
    private long bytes;

    /**
     * @param segmentBytes of entries, by {@link Entry#weight}, with which a table is full
     */
    SegmentedLog(Connection connection, long segmentBytes) {
        this.segments =
                new LogSegment[] {new LogSegment(connection, 0), new LogSegment(connection, 1)};
        this.current = segments[0];
        this.outline = new OutlineTable(connection);
        this.segmentBytes = segmentBytes;
    }

    /** Its last entry, or what it begins behind. */
    LogPosition end() {
        return new LogPosition(lastTerm, end.index());
    }

    /** Number of the table that takes the next entry. */
    int currentTable() {
        return current.number();
    }

    /** What the entries of that table weigh; roughly, after a crash or a truncation. */
    long bytes() {
        return bytes;
    }

    /** The lowest index that can be read; one past the end if there is none. */
    long firstIndex() {
        return older().baseIndex() + 1;
    }

    private LogSegment older() {
        return segments[1 - current.number()];
    }

    /**
     * Reads and checks what the map does not contain yet: the rest is only read, and checked, when
     * somebody wants it.
     *
     * @throws StorageException at the first entry that is not as it was written
     */
    StoredLog recover(int currentTable, long savedBytes, long lastApplied) throws SQLException {
        current = segments[currentTable];
        bytes = savedBytes;
        for (LogSegment segment : segments) {
            segment.load();
        }
        if (lastApplied < older().baseIndex()) {
            throw LogChain.missing(lastApplied + 1);
        }
        LogOutline found = outline.read();
        end = chainBehindApplied(lastApplied);
        walk(end, Long.MAX_VALUE, entry -> {
            found.check(entry);
            return true;
        });
        found.checkEnd(end.index());
        lastTerm = found.lastTerm();
        return found.of(older().baseIndex(), older().baseHash(), end.index());
    }

    private LogChain chainBehindApplied(long lastApplied) throws SQLException {
        Long hash = segmentOf(lastApplied).hashAt(lastApplied);
        if (hash != null) {
            return new LogChain(lastApplied, hash);
        }
        long lastIndex = current.lastIndex();
        if (lastApplied <= lastIndex) {
            throw LogChain.missing(lastApplied);
        }
        throw new DamagedStoreException(
                "The map contains entry " + lastApplied + " and the log ends at " + lastIndex);
    }

    List<Entry> read(long fromIndex, long toIndex, long maxBytes) throws SQLException {
        if (fromIndex < firstIndex() || fromIndex > toIndex || toIndex > end.index()) {
            throw new StorageException("Entries " + fromIndex + " to " + toIndex
                    + " were asked for and the log holds " + firstIndex() + " to " + end.index()
                    + ".");
        }
        List<Entry> entries = new ArrayList<>();
        long[] weight = {0};
        LogChain chain = new LogChain(fromIndex - 1, hashAt(fromIndex - 1));
        boolean all = walk(chain, toIndex, entry -> {
            entries.add(entry);
            weight[0] += entry.weight();
            return weight[0] <= maxBytes;
        });
        if (all && chain.index() < toIndex) {
            throw LogChain.missing(chain.index() + 1);
        }
        return entries;
    }

    /**
     * As {@link #read}, and checks as well what the tables beside those of the entries say of them.
     *
     * @throws StorageException at the first entry that is not as it was written
     */
    List<Entry> check(long fromIndex, long toIndex, long maxBytes) throws SQLException {
        LogOutline found = outline.read();
        List<Entry> entries = read(fromIndex, toIndex, maxBytes);
        entries.forEach(found::check);
        return entries;
    }

    /** Throws if the tables beside those of the entries do not know where the log begins and ends. */
    void checkEnds() throws SQLException {
        for (LogSegment segment : segments) {
            segment.check();
        }
        LogOutline found = outline.read();
        found.checkEnd(end.index());
        found.of(older().baseIndex(), older().baseHash(), end.index());
        if (found.lastTerm() != lastTerm) {
            throw MetaTable.damaged("raft_term");
        }
    }

    /** Through both tables. */
    private boolean walk(LogChain chain, long toIndex, Predicate<Entry> more) throws SQLException {
        long border = current.baseIndex();
        if (chain.index() < border) {
            if (!older().read(chain, Math.min(toIndex, border), more)) {
                return false;
            }
            if (chain.index() < Math.min(toIndex, border)) {
                throw LogChain.missing(chain.index() + 1);
            }
        }
        return chain.index() >= toIndex || current.read(chain, toIndex, more);
    }

    /** Removes all entries from {@code index} on. */
    void truncateFrom(long index) throws SQLException {
        if (index > end.index()) {
            return;
        }
        if (index < firstIndex()) {
            throw new StorageException("Entry " + index + " cannot be removed, the log begins only"
                    + " at " + firstIndex() + ".");
        }
        end = new LogChain(index - 1, hashAt(index - 1));
        current.removeFrom(index);
        if (end.index() < current.baseIndex()) {
            older().removeFrom(index);
            current.begin(end.index(), end.hash());
            bytes = 0;
        }
        outline.truncateFrom(index);
        lastTerm = outline.read().lastTerm();
    }

    /** Adds entries behind the last one. */
    void append(List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        current.append(end, entries);
        outline.append(lastTerm, entries);
        lastTerm = entries.get(entries.size() - 1).term();
        bytes += entries.stream().mapToLong(Entry::weight).sum();
    }

    /**
     * True when the current table is full and the older one may go. If that may not go yet the
     * current one grows on.
     *
     * @param mayGo nobody needs an entry up to here
     */
    boolean isRotationDue(long mayGo) {
        return bytes >= segmentBytes && current.baseIndex() <= mayGo;
    }

    /** Empties the older table and goes on in it. Derby wants that to be committed at once. */
    void rotate() throws SQLException {
        LogSegment next = older();
        next.clear();
        next.begin(end.index(), end.hash());
        outline.compactTo(current.baseIndex());
        current = next;
        bytes = 0;
    }

    /** A snapshot takes the place of all entries. */
    void replaceBy(SnapshotMetadata snapshot) throws SQLException {
        end = new LogChain(snapshot.index(), snapshot.hash());
        lastTerm = snapshot.term();
        bytes = 0;
        outline.replaceBy(snapshot);
        for (LogSegment segment : segments) {
            segment.clear();
            segment.begin(end.index(), end.hash());
        }
    }

    /** The {@link ChainHash} at an entry, from the one before firstIndex to the last. */
    long hashAt(long index) throws SQLException {
        Long hash = segmentOf(index).hashAt(index);
        if (hash == null) {
            throw LogChain.missing(index);
        }
        return hash;
    }

    /** That which holds the entry, or begins behind it. */
    private LogSegment segmentOf(long index) {
        return index < current.baseIndex() ? older() : current;
    }
}
