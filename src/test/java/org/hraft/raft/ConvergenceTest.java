package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.append;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Whatever a follower has, it gets its leader's log, and soon: section 5.3, hazard 14. */
class ConvergenceTest {

    /** The log of the leader of term 8. */
    private static final long[] LEADER = {1, 1, 1, 4, 4, 5, 5, 6, 6, 6};

    /** The logs of Figure 7: some are short, some have too much, some both. */
    static Stream<Arguments> figure7() {
        return Stream.of(
                Arguments.of("a", new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6}),
                Arguments.of("b", new long[] {1, 1, 1, 4}),
                Arguments.of("c", new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6}),
                Arguments.of("d", new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7}),
                Arguments.of("e", new long[] {1, 1, 1, 4, 4, 4, 4}),
                Arguments.of("f", new long[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3}),
                Arguments.of("empty", new long[] {}));
    }

    /** Figure 7: each of them ends as the leader's, and everything is committed. */
    @ParameterizedTest(name = "({0})")
    @MethodSource("figure7")
    void aFollowerOfFigure7GetsTheLeadersLog(String name, long[] terms) {
        Core leader = given(A).voters(A, B, C).log(LEADER).term(7).starts();
        Core follower = given(B).voters(A, B, C).log(terms).term(7).starts();

        assertConverges(leader, follower, 3);
    }

    /**
     * Any two logs that can come about converge; each rejection skips a whole term, so the number
     * of requests is bounded by the number of terms and not by that of entries.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyTwoLogsConverge(long seed) {
        Random dice = new Random(seed);
        for (int i = 0; i < 100; i++) {
            List<List<Entry>> logs = history(dice);
            List<Entry> some = logs.get(dice.nextInt(logs.size()));
            List<Entry> other = logs.get(dice.nextInt(logs.size()));
            Core leader = starts(A, some);
            Core follower = starts(B, other);

            assertConverges(leader, follower, 1 + distinctTerms(some, other));
        }
    }

    private static Core starts(ServerId self, List<Entry> log) {
        Given given = given(self).voters(A, B, C).log(1).term(100);
        log.forEach(entry -> given.entry(entry.term(), entry.payload()));
        return given.starts();
    }

    private static long distinctTerms(List<Entry> some, List<Entry> other) {
        return Stream.concat(some.stream(), other.stream())
                .mapToLong(Entry::term)
                .distinct()
                .count();
    }

    /** Logs as leaders make them that die early: each took an old log over, or a part of it. */
    private static List<List<Entry>> history(Random dice) {
        List<List<Entry>> logs = new ArrayList<>();
        logs.add(List.of());
        for (long term = 2; term < 12; term++) {
            List<Entry> from = logs.get(dice.nextInt(logs.size()));
            List<Entry> log = new ArrayList<>(from.subList(0, dice.nextInt(from.size() + 1)));
            int more = dice.nextInt(5);
            for (int i = 0; i < more; i++) {
                log.add(Notation.entry(log.size() + 2, term));
            }
            logs.add(log);
        }
        return logs;
    }

    /** Makes {@code leader} lead with the vote of C, and passes its requests to the follower. */
    private static void assertConverges(Core leader, Core follower, long maxRejections) {
        leader.passes(Core.TIMEOUT_MAX);
        leader.getsVotes();
        leader.getsVotes();
        assertThat(leader.raft.isLeader()).isTrue();

        long rejections = 0;
        List<AppendEntries.Request> requests = leader.takesAppends(B);
        while (!requests.isEmpty()) {
            for (AppendEntries.Request request : requests) {
                AppendEntries.Response response = follower.appends(request);
                rejections += response.success() ? 0 : 1;
                leader.answers(B, request, response);
            }
            requests = leader.takesAppends(B);
        }

        assertThat(follower.disk.log()).isEqualTo(leader.disk.log());
        assertThat(leader.raft.commitIndex()).isEqualTo(leader.raft.lastIndex());
        assertThat(rejections).as("rejections").isLessThanOrEqualTo(maxRejections);
        var heartbeat = append(
                leader.raft.currentTerm(),
                A,
                leader.raft.lastIndex(),
                leader.raft.currentTerm(),
                leader.raft.commitIndex(),
                List.of());
        follower.appends(heartbeat);
        assertThat(follower.applied).isEqualTo(leader.applied);
    }
}
