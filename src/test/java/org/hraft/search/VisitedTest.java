package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisitedTest {

    private final Visited visited = new Visited();

    @Test
    void aFingerprintIsNewOnce() {
        assertThat(visited.add(5, 1)).isTrue();
        assertThat(visited.add(5, 2)).isFalse();
    }

    @Test
    void whereAStateWasFirstReachedFromIsRemembered() {
        visited.add(5, 1);
        visited.add(5, 2);

        assertThat(visited.from(5)).isEqualTo(1);
    }

    @Test
    void zeroIsAFingerprintLikeAnyOther() {
        assertThat(visited.add(0, 7)).isTrue();
        assertThat(visited.add(0, 7)).isFalse();
        assertThat(visited.from(0)).isEqualTo(7);
    }

    @Test
    void nothingIsForgottenWhileItGrows() {
        for (long i = 0; i < 100_000; i++) {
            visited.add(ObjectGraph.mix(1, i), i);
        }

        assertThat(visited.size()).isEqualTo(100_000);
        for (long i = 0; i < 100_000; i++) {
            assertThat(visited.from(ObjectGraph.mix(1, i))).isEqualTo(i);
        }
    }
}
