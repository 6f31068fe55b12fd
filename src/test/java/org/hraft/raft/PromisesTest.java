package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.B;

import org.hraft.raft.Promises.Testimony;
import org.junit.jupiter.api.Test;

/** What a start makes of what the disk has and what the witness says. */
class PromisesTest {

    private static final HardState TERM_3 = new HardState(3, B);

    /** Of a server that has saved term 3 with a vote, and a log that ends with entry 7 of term 2. */
    private static final Testimony SAID = new Testimony(TERM_3, at(2, 7));

    private static LogPosition at(long term, long index) {
        return new LogPosition(term, index);
    }

    @Test
    void aServerWithAllThatItPromisedIsNotRegressed() {
        Promises promises = new Promises(SAID, TERM_3, at(2, 7));

        assertThat(promises.isRegressed()).isFalse();
        assertThat(promises.testimony(at(2, 7))).isEqualTo(SAID);
    }

    @Test
    void aLogThatHasLostItsEndOwesIt() {
        Promises promises = new Promises(SAID, TERM_3, at(2, 5));

        assertThat(promises.isRegressed()).isTrue();
        assertThat(promises.testimony(at(2, 5))).isEqualTo(SAID);
    }

    @Test
    void aTermOrAVoteThatTheDiskHasLostIsRemembered() {
        HardState noVote = new HardState(3, null);
        HardState earlier = new HardState(2, Notation.C);

        assertThat(new Promises(SAID, noVote, at(2, 7)).hardState()).isEqualTo(TERM_3);
        assertThat(new Promises(SAID, earlier, at(2, 7)).hardState()).isEqualTo(TERM_3);
    }

    /** Likewise after a power cut: the vote may have been told to nobody, or to everybody. */
    @Test
    void aVoteThatOnlyTheDiskHasIsKept() {
        Testimony withoutVote = new Testimony(new HardState(3, null), at(2, 7));

        assertThat(new Promises(withoutVote, TERM_3, at(2, 7)).hardState()).isEqualTo(TERM_3);
    }

    /** After a power cut between the commit and the witness. */
    @Test
    void whatTheDiskHasMoreIsBelieved() {
        HardState later = new HardState(4, null);

        Promises promises = new Promises(SAID, later, at(4, 8));

        assertThat(promises.testimony(at(4, 8))).isEqualTo(new Testimony(later, at(4, 8)));
    }

    @Test
    void whatIsOwedStaysOwedUntilTheLogHasIt() {
        Promises promises = new Promises(SAID, TERM_3, at(2, 5));

        promises.beforeCommit(null, at(2, 6));
        assertThat(promises.afterCommit(at(2, 6))).isEqualTo(SAID);

        promises.beforeCommit(null, at(2, 8));
        assertThat(promises.afterCommit(at(2, 8))).isEqualTo(new Testimony(TERM_3, at(2, 8)));
    }

    /** The witness would otherwise accuse a server that stops before its disk has the entries. */
    @Test
    void nothingIsSaidBeforeItIsCommitted() {
        Promises promises = new Promises(SAID, TERM_3, at(2, 7));

        assertThat(promises.beforeCommit(new HardState(4, null), at(4, 8))).isEqualTo(SAID);
        assertThat(promises.afterCommit(at(4, 8)))
                .isEqualTo(new Testimony(new HardState(4, null), at(4, 8)));
    }

    /** A leader may replace the end of a log by a shorter one: to stop in between is no loss. */
    @Test
    void thatTheLogIsGoingToEndEarlierIsSaidBeforehand() {
        Promises promises = new Promises(SAID, TERM_3, at(2, 7));

        Testimony before = promises.beforeCommit(new HardState(4, null), at(1, 4));

        assertThat(before).isEqualTo(new Testimony(TERM_3, at(1, 4)));
        assertThat(new Promises(before, TERM_3, at(2, 7)).isRegressed()).isFalse();
        assertThat(new Promises(before, TERM_3, at(1, 4)).isRegressed()).isFalse();
    }

    @Test
    void aServerWithoutAWitnessOwesNothing() {
        Promises promises = new Promises(Testimony.NONE, TERM_3, at(2, 7));

        assertThat(promises.isRegressed()).isFalse();
        assertThat(promises.testimony(at(2, 7))).isEqualTo(SAID);
    }
}
