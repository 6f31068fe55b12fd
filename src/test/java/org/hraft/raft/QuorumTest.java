package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.servers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Arithmetic of majorities: sections 5.2 and 5.3. */
class QuorumTest {

    @ParameterizedTest(name = "{1} of {0}")
    @CsvSource({
        "1, 0, false", "1, 1, true",
        "2, 1, false", "2, 2, true",
        "3, 1, false", "3, 2, true",
        "4, 2, false", "4, 3, true",
        "5, 2, false", "5, 3, true",
    })
    void aMajorityIsMoreThanHalf(int size, int agreeing, boolean majority) {
        List<ServerId> voters = List.of(servers(size));
        List<ServerId> agree = voters.subList(size - agreeing, size);

        assertThat(Quorum.majority(voters, agree::contains)).isEqualTo(majority);
    }

    @Test
    void nobodyIsNoMajority() {
        assertThat(Quorum.majority(List.of(), id -> true)).isFalse();
        assertThat(Quorum.reachedByMajority(List.of(), id -> 9)).isZero();
    }

    /** The definition, literally: the highest value that more than half have reached. */
    @Test
    void whatAMajorityHasReachedIsTheHighestSuchValue() {
        long seed = 1;
        Random dice = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<ServerId> voters = List.of(servers(1 + dice.nextInt(5)));
            TreeMap<ServerId, Long> reached = new TreeMap<>();
            voters.forEach(id -> reached.put(id, (long) dice.nextInt(6)));

            long highest = 0;
            for (long value = 0; value <= 6; value++) {
                long candidate = value;
                if (Quorum.majority(voters, id -> reached.getOrDefault(id, 0L) >= candidate)) {
                    highest = value;
                }
            }

            assertThat(Quorum.reachedByMajority(voters, id -> reached.getOrDefault(id, 0L)))
                    .as("seed %s: %s", seed, reached)
                    .isEqualTo(highest);
        }
    }
}
