package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.A;

import org.junit.jupiter.api.Test;

/** Which round confirms which read: section 6.4, hazard 31. */
class ReadRoundsTest {

    private static final ReadRounds.Waiting FIRST = new ReadRounds.Waiting(A, 0, 1);
    private static final ReadRounds.Waiting SECOND = new ReadRounds.Waiting(A, 0, 2);

    private final ReadRounds rounds = new ReadRounds();

    @Test
    void aRoundConfirmsTheReadsThatCameBeforeIt() {
        rounds.add(FIRST);
        rounds.open(7);
        rounds.add(SECOND);

        assertThat(rounds.confirmed(1)).containsExactly(new ReadRounds.Confirmed(FIRST, 7));
        assertThat(rounds.confirmed(1)).as("a second time").isEmpty();
        assertThat(rounds.shouldOpen()).as("for the second").isTrue();
    }

    /** Leadership is gone: each read is told so once. */
    @Test
    void whatIsDroppedWaitsNoLonger() {
        rounds.add(FIRST);
        rounds.open(7);
        rounds.add(SECOND);

        assertThat(rounds.drop()).containsExactly(FIRST, SECOND);

        assertThat(rounds.hasWaiting()).isFalse();
        assertThat(rounds.drop()).isEmpty();
    }

    /** The first entry of a log has index 1, yet nothing at all is an answer, too. */
    @Test
    void aReadOfAnEmptyLogIsGranted() {
        assertThat(new Ready.ReadState(1, 0).granted()).isTrue();
        assertThat(new Ready.ReadState(1, -1).granted()).isFalse();
    }
}
