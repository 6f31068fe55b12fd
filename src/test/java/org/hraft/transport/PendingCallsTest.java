package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.hraft.node.Envelope;
import org.hraft.node.Transport.Answered;
import org.hraft.node.Transport.NotDelivered;
import org.hraft.node.Transport.Outcome;
import org.hraft.node.Transport.Unanswered;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A call ends once, and as what it is: nobody may take "perhaps" for "certainly not". */
class PendingCallsTest {

    private static final Envelope CALL = new Envelope(
            "c", new ServerId("n1", "i1"), new ServerId("n2", "i2"), new ReadIndex.Request(true));
    private static final Outcome ANSWER = new Answered(new ReadIndex.Response(1, true, 2));
    private static final long START = 1_000;
    private static final long TOO_LATE = START + PendingCalls.PATIENCE_NANOS + 1;

    private final PendingCalls calls = new PendingCalls(START);
    private final List<Outcome> outcomes = new ArrayList<>();

    @Test
    void anAnswerEndsItsCall() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        long id = write();

        // when
        calls.answered(id, START + 1, ANSWER);

        // then
        assertThat(outcomes).containsExactly(ANSWER);
    }

    @Test
    void aSecondAnswerIsIgnored() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        long id = write();
        calls.answered(id, START + 1, ANSWER);

        // when
        calls.answered(id, START + 2, ANSWER);

        // then
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void anAnswerBeforeTheCallIsIgnored() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);

        // when
        calls.answered(1, START, new NotDelivered("a guess"));

        // then
        assertThat(write()).isEqualTo(1);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void atTheEndWhatWasWrittenIsUnanswered() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        write();

        // when
        calls.end("broken");

        // then
        assertThat(outcomes).containsExactly(new Unanswered("broken"));
    }

    @Test
    void atTheEndWhatWasNotWrittenIsNotDelivered() {
        // given
        calls.start(CALL, START, outcomes::add);

        // when
        calls.end("broken");

        // then
        assertThat(outcomes).containsExactly(new NotDelivered("broken"));
    }

    @Test
    void whatWasGivenUpIsNotWritten() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);

        // when
        calls.expire(TOO_LATE);

        // then
        assertThat(outcomes).hasOnlyElementsOfType(NotDelivered.class).hasSize(1);
        assertThat(calls.next(0)).isNull();
    }

    @Test
    void aCallWithoutAnAnswerIsGivenUpAlone() throws InterruptedException {
        // given
        List<Outcome> others = new ArrayList<>();
        calls.start(CALL, START, outcomes::add);
        calls.start(CALL, START + 10, others::add);
        write();
        write();

        // when
        calls.expire(TOO_LATE);

        // then
        assertThat(outcomes).hasOnlyElementsOfType(Unanswered.class).hasSize(1);
        assertThat(others).isEmpty();
    }

    @Test
    void patienceIsNotOverBeforeItsTime() {
        // given
        calls.start(CALL, START, outcomes::add);

        // when
        calls.expire(START + PendingCalls.PATIENCE_NANOS);

        // then
        assertThat(outcomes).isEmpty();
    }

    @Test
    void aConnectionThatAnswersOtherCallsIsTrustedOn() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        write();
        calls.start(CALL, START + 1, outcomes::add);
        calls.answered(write(), START + 2, ANSWER);

        // when
        boolean trusted = calls.expire(TOO_LATE);

        // then
        assertThat(trusted).isTrue();
    }

    @Test
    void aConnectionThatAnswersNothingIsNotTrusted() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        calls.answered(write(), START + 1, ANSWER);
        calls.start(CALL, START + 2, outcomes::add);

        // when
        boolean trusted = calls.expire(TOO_LATE + 2);

        // then
        assertThat(trusted).isFalse();
    }

    @Test
    void nothingIsStartedAfterTheEnd() {
        // given
        calls.end("broken");

        // when
        boolean started = calls.start(CALL, START, outcomes::add);

        // then
        assertThat(started).isFalse();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void aConnectionThatNobodyUsesEnds() {
        // when
        boolean over = calls.endIfIdle(START + PendingCalls.IDLE_NANOS + 1);

        // then
        assertThat(over).isTrue();
        assertThat(calls.start(CALL, START, outcomes::add)).isFalse();
    }

    @Test
    void aConnectionWithACallUnderWayIsNotIdle() {
        // given
        calls.start(CALL, START, outcomes::add);

        // when
        boolean over = calls.endIfIdle(START + PendingCalls.IDLE_NANOS + 1);

        // then
        assertThat(over).isFalse();
    }

    @Test
    void eachCallIsWrittenOnce() throws InterruptedException {
        // given
        calls.start(CALL, START, outcomes::add);
        calls.start(CALL, START, outcomes::add);

        // when
        long first = write();
        long second = write();

        // then
        assertThat(second).isNotEqualTo(first);
        assertThat(calls.next(0)).isNull();
    }

    /** Takes the next call as the thread that writes does, and says its number. */
    private long write() throws InterruptedException {
        return requireNonNull(calls.next(0)).frame(false).callId();
    }
}
