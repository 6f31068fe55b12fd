package org.hraft.torture;

import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a boot found in a data directory, as one line of text between processes. That each entry is
 * what it must be by its index and its term has been checked by whoever read it. Immutable.
 *
 * @param first index of the log
 * @param runs where in the log a term begins, the first entry included
 * @param end of the log
 * @param applied the rows contain everything up to here
 * @param rows a checksum of the map
 * @param staged the snapshot that is being received and how far; empty: none
 * @param promised beyond {@code end}: the server is regressed
 */
record Found(
        HardState hardState,
        long first,
        NavigableMap<Long, Long> runs,
        LogPosition end,
        long applied,
        long rows,
        String staged,
        LogPosition promised) {

    private static final String SEPARATOR = "\t";

    boolean isRegressed() {
        return promised.compareTo(end) > 0;
    }

    /** The same of a server that has what it had promised. */
    Found withoutDoubts() {
        return new Found(hardState, first, runs, end, applied, rows, staged, end);
    }

    String toLine() {
        ServerId vote = hardState.votedFor();
        StringBuilder terms = new StringBuilder();
        runs.forEach(
                (index, term) -> terms.append(index).append(':').append(term).append(' '));
        return String.join(
                SEPARATOR,
                Long.toString(hardState.currentTerm()),
                vote == null ? "" : vote.name(),
                vote == null ? "" : vote.incarnation(),
                Long.toString(first),
                terms,
                toText(end),
                Long.toString(applied),
                Long.toString(rows),
                staged,
                toText(promised));
    }

    static Found ofLine(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        TreeMap<Long, Long> runs = new TreeMap<>();
        for (String run : fields[4].isBlank() ? new String[0] : fields[4].trim().split(" ", -1)) {
            LogPosition start = position(run);
            runs.put(start.term(), start.index()); // which is index and term here
        }
        return new Found(
                new HardState(Long.parseLong(fields[0]), vote(fields[1], fields[2])),
                Long.parseLong(fields[3]),
                runs,
                position(fields[5]),
                Long.parseLong(fields[6]),
                Long.parseLong(fields[7]),
                fields[8],
                position(fields[9]));
    }

    private static @Nullable ServerId vote(String name, String incarnation) {
        return name.isEmpty() ? null : new ServerId(name, incarnation);
    }

    private static String toText(LogPosition position) {
        return position.term() + ":" + position.index();
    }

    private static LogPosition position(String text) {
        String[] parts = text.split(":", -1);
        return new LogPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
}
