package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.storage.RaftStoreContract.THREE;
import static org.hraft.storage.RaftStoreContract.command;

import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** Which entries share a row of the log. */
class LogRowTest {

    /** With its length it takes a quarter of what a run may have. */
    private static final String QUARTER = "v".repeat(3 * 1024 / 4 - Integer.BYTES);

    @Test
    void commandsOfOneTermAreARun() {
        List<Entry> entries = List.of(command(1, 1, "a"), command(2, 1, ""), command(3, 1, "c"));

        assertThat(rowsOf(entries)).containsExactly(entries);
    }

    @Test
    void anotherTermBeginsAnotherRow() {
        assertThat(rowsOf(List.of(command(1, 1, "a"), command(2, 2, "b"), command(3, 2, "c"))))
                .containsExactly(
                        List.of(command(1, 1, "a")),
                        List.of(command(2, 2, "b"), command(3, 2, "c")));
    }

    @Test
    void whatIsNoCommandHasARowOfItsOwn() {
        Entry noop = new Entry(1, 1, new Entry.Noop());
        Entry configuration = new Entry(3, 1, THREE);

        assertThat(rowsOf(List.of(noop, command(2, 1, "a"), configuration, command(4, 1, "b"))))
                .containsExactly(
                        List.of(noop),
                        List.of(command(2, 1, "a")),
                        List.of(configuration),
                        List.of(command(4, 1, "b")));
    }

    @Test
    void aRunEndsBeforeItOutgrowsAPage() {
        List<Entry> five = IntStream.rangeClosed(1, 5)
                .mapToObj(index -> command(index, 1, QUARTER))
                .toList();

        assertThat(rowsOf(five)).containsExactly(five.subList(0, 4), five.subList(4, 5));
    }

    @Test
    void aCommandThatIsLargerThanAPageHasARowOfItsOwn() {
        List<Entry> entries =
                List.of(command(1, 1, "a"), command(2, 1, "v".repeat(5_000)), command(3, 1, "c"));

        assertThat(rowsOf(entries))
                .containsExactly(
                        entries.subList(0, 1), entries.subList(1, 2), entries.subList(2, 3));
    }

    @Test
    void aRowCanBeReadFromAnyOfItsEntriesOn() {
        List<Entry> entries = List.of(command(1, 1, "a"), command(2, 1, "b"), command(3, 1, "c"));
        LogRow row = LogRow.of(start(), entries).get(0);

        LogChain behindTheFirst = start();
        behindTheFirst.append(entries.get(0));

        assertThat(row.behind(behindTheFirst)).isEqualTo(entries.subList(1, 3));
    }

    @Test
    void aRowThatFollowsSomethingElseIsDamaged() {
        LogRow row = LogRow.of(start(), List.of(command(1, 1, "a"), command(2, 1, "b")))
                .get(0);

        assertThatThrownBy(() -> row.behind(new LogChain(0, ChainHash.START + 1)))
                .hasMessage("Entry 2 of the log is damaged, its hash is wrong");
    }

    @Test
    void aGapBeforeARowIsFound() {
        LogChain third = new LogChain(3, ChainHash.START);
        LogRow row = LogRow.of(third, List.of(command(4, 1, "a"), command(5, 1, "b")))
                .get(0);

        assertThatThrownBy(() -> row.behind(new LogChain(2, ChainHash.START)))
                .hasMessage("Entry 3 of the log is damaged, it is missing");
    }

    private static LogChain start() {
        return new LogChain(0, ChainHash.START);
    }

    /** The entries of each row, read back. */
    private static List<List<Entry>> rowsOf(List<Entry> entries) {
        LogChain chain = start();
        return LogRow.of(start(), entries).stream()
                .map(row -> {
                    List<Entry> found = row.behind(chain);
                    found.forEach(chain::append);
                    return found;
                })
                .toList();
    }
}
