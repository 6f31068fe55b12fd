package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a server remembers of its state after each entry. */
class StateHashesTest {

    private final StateHashes states = new StateHashes();

    private static long hashAt(long index) {
        return -3 * index;
    }

    private void applied(long from, long to) {
        for (long index = from; index <= to; index++) {
            states.applied(index, hashAt(index));
        }
    }

    private boolean agreesAt(long index) {
        return states.holds(index) && states.agreeWith(new StateHash(index, hashAt(index)));
    }

    @Test
    void aNewServerHasNothingToCompare() {
        assertThat(states.newest()).isEqualTo(StateHash.NONE);
        assertThat(states.holds(0)).isFalse();
        assertThat(states.holds(1)).isFalse();
    }

    @Test
    void theStateAfterEachEntryIsRemembered() {
        applied(1, 3);

        assertThat(states.newest()).isEqualTo(new StateHash(3, hashAt(3)));
        assertThat(agreesAt(1) && agreesAt(2) && agreesAt(3)).isTrue();
        assertThat(states.holds(4)).isFalse();
        assertThat(states.agreeWith(new StateHash(2, hashAt(3)))).isFalse();
    }

    /** At a start, or after a snapshot. */
    @Test
    void aStateThatComesAsAWholeBeginsAnew() {
        applied(1, 3);
        applied(9, 10);

        assertThat(agreesAt(9) && agreesAt(10)).isTrue();
        assertThat(states.holds(3)).isFalse();
        assertThat(states.holds(8)).isFalse();
    }

    @Test
    void onlyTheNewestAreKept() {
        applied(5, 5 + 2 * StateHashes.KEPT);

        long oldest = 6 + StateHashes.KEPT;
        assertThat(states.holds(oldest - 1)).isFalse();
        for (long index = oldest; index <= states.newest().index(); index++) {
            assertThat(agreesAt(index)).as("entry %d", index).isTrue();
        }
    }
}
