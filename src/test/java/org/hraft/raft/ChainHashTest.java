package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** What the hash of an entry depends on: on all that is in the log up to there. */
class ChainHashTest {

    private static final Entry ENTRY = new Entry(7, 3, command("x"));

    /** Computed by another program from the description: servers of all releases must agree. */
    @Test
    void aLogHasTheSameHashesEverywhere() {
        long first = ChainHash.of(ChainHash.START, new Entry(1, 1, voters(A)));
        long second = ChainHash.of(first, new Entry(2, 1, new Entry.Noop()));
        long third = ChainHash.of(second, new Entry(3, 2, command("knödel")));

        assertThat(List.of(first, second, third))
                .containsExactly(2_377_799_687L, 1_364_974_479L, 1_863_754_645L);
    }

    static Stream<Entry> others() {
        return Stream.of(
                new Entry(8, 3, command("x")),
                new Entry(7, 4, command("x")),
                new Entry(7, 3, command("y")),
                new Entry(7, 3, command("xx")),
                new Entry(7, 3, command("")),
                new Entry(7, 3, new Entry.Noop()),
                new Entry(7, 3, Configuration.NONE));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anotherEntryHasAnotherHash(Entry other) {
        assertThat(ChainHash.of(5, other)).isNotEqualTo(ChainHash.of(5, ENTRY));
    }

    /** Empty entries of three kinds are three entries. */
    @Test
    void theKindOfAnEntryCounts() {
        Stream<Entry.Payload> empty = Stream.of(new Entry.Noop(), command(""), Configuration.NONE);

        assertThat(empty.map(payload -> ChainHash.of(5, new Entry(7, 3, payload))))
                .doesNotHaveDuplicates();
    }

    static Stream<Configuration> otherMembers() {
        Member a = Notation.voter(A);
        return Stream.of(
                        new Member(new ServerId("b", "1"), "a:9090", "a:8080", Suffrage.VOTER),
                        new Member(new ServerId("a", "2"), "a:9090", "a:8080", Suffrage.VOTER),
                        new Member(A, "a:9091", "a:8080", Suffrage.VOTER),
                        new Member(A, "a:9090", "a:8081", Suffrage.VOTER),
                        new Member(A, "a:9090a", ":8080", Suffrage.VOTER),
                        new Member(A, "a:9090", "a:\u0138080", Suffrage.VOTER),
                        a.demoted())
                .map(member -> new Configuration(List.of(member)));
    }

    @ParameterizedTest
    @MethodSource("otherMembers")
    void otherMembersHaveAnotherHash(Configuration other) {
        assertThat(ChainHash.of(5, new Entry(7, 3, other)))
                .isNotEqualTo(ChainHash.of(5, new Entry(7, 3, voters(A))));
        assertThat(ChainHash.of(5, new Entry(7, 3, voters(A, B))))
                .isNotEqualTo(ChainHash.of(5, new Entry(7, 3, voters(A))));
    }

    @Test
    void whateverWasBeforeIsCovered() {
        List<Entry> tail = Notation.entries(2, 1, 1, 2);

        assertThat(ChainHash.of(1, tail)).isNotEqualTo(ChainHash.of(2, tail));
    }

    @Test
    void aHashFitsIntoFourBytes() {
        assertThat(Stream.iterate(0L, hash -> ChainHash.of(hash, ENTRY)).limit(100))
                .allMatch(hash -> hash >= 0 && hash < 1L << 32);
    }

    @Test
    void noEntriesChangeNothing() {
        assertThat(ChainHash.of(9, List.of())).isEqualTo(9);
    }
}
