package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.append;
import static org.hraft.raft.Notation.entry;

import org.junit.jupiter.api.Test;

import java.util.List;

/** How much may be under way to one peer: hazard 43. */
class WindowTest {

    private static final RaftOptions OPTIONS = RaftOptions.DEFAULT;
    private static final long EMPTY = new Entry(1, 1, new Entry.Noop()).weight();
    private static final long LATE = OPTIONS.electionTimeoutMinNanos() / 2 + 1;

    private final Window window = new Window(OPTIONS);
    private long lastIndex;

    /** A peer that was not tried yet may be slow. */
    @Test
    void itBeginsSmall() {
        assertThat(fill()).isEqualTo(OPTIONS.minInFlightBytes());
    }

    /** The limit is crossed by one request and not by another. */
    @Test
    void itIsFullWhenTheLimitIsReached() {
        fill();

        assertThat(window.hasRoom()).isFalse();
    }

    @Test
    void anAnswerMakesRoom() {
        AppendEntries.Request first = send();
        fill();

        window.answered(first);

        assertThat(window.hasRoom()).isTrue();
    }

    /** Slow start: each round of answers that come in time allows half as much again, or more. */
    @Test
    void itGrowsByAFactorWhileAnswersComeInTime() {
        long before = answerAll();

        assertThat(fill()).isGreaterThanOrEqualTo(before + before / 2);
    }

    @Test
    void itNeverGrowsBeyondTheMaximum() {
        grow();

        assertThat(fill()).isEqualTo(OPTIONS.maxInFlightBytes());
    }

    /** A few small requests say nothing about how much the peer could take (RFC 7661). */
    @Test
    void itDoesNotGrowUnlessItWasUsed() {
        for (int round = 0; round < 1_000; round++) {
            window.answered(send());
        }

        assertThat(fill()).isEqualTo(OPTIONS.minInFlightBytes());
    }

    /** Many small requests are too many calls for the transport. */
    @Test
    void theNumberOfRequestsIsLimited() {
        for (int i = 0; i < OPTIONS.maxInFlightRequests(); i++) {
            assertThat(window.hasRoom()).isTrue();
            send();
        }

        assertThat(window.hasRoom()).isFalse();
    }

    /** What was under way together was too much together, and is punished once. */
    @Test
    void failuresOfOneRoundHalveItOnce() {
        grow();
        List<AppendEntries.Request> round = List.of(send(), send(), send());

        round.forEach(window::failed);

        assertThat(fill()).isEqualTo(OPTIONS.maxInFlightBytes() / 2);
    }

    /** Whatever is queued before the peer would make heartbeats late, too. */
    @Test
    void anAnswerThatIsLateHalvesIt() {
        grow();
        AppendEntries.Request request = send();

        window.tick(LATE);
        window.answered(request);

        assertThat(fill()).isEqualTo(OPTIONS.maxInFlightBytes() / 2);
    }

    /** Late is what takes longer than half of the shortest election timeout. */
    @Test
    void anAnswerThatIsJustInTimeHalvesNothing() {
        grow();
        AppendEntries.Request request = send();

        window.tick(LATE - 1);
        window.answered(request);

        assertThat(fill()).isEqualTo(OPTIONS.maxInFlightBytes());
    }

    /** It is how long an answer takes that counts, not when it comes. */
    @Test
    void anAnswerIsNotLateBecauseALotHappenedBefore() {
        grow();
        window.tick(LATE);

        window.answered(send());

        assertThat(fill()).isEqualTo(OPTIONS.maxInFlightBytes());
    }

    /** Half of it is enough to show that it is used. */
    @Test
    void itGrowsIfHalfOfItWasUsed() {
        AppendEntries.Request half = send(OPTIONS.minInFlightBytes() / 2);

        window.answered(half);

        assertThat(fill()).isGreaterThan(OPTIONS.minInFlightBytes());
    }

    @Test
    void itNeverShrinksBelowTheMinimum() {
        for (int round = 0; round < 20; round++) {
            window.failed(send());
            window.tick(LATE);
        }

        assertThat(fill()).isEqualTo(OPTIONS.minInFlightBytes());
    }

    /** An answer that comes twice makes room once. */
    @Test
    void anAnswerCountsOnce() {
        AppendEntries.Request request = send();

        assertThat(window.answered(request)).isTrue();
        assertThat(window.answered(request)).isFalse();
        assertThat(window.failed(request)).isFalse();
    }

    private AppendEntries.Request send() {
        return send(1);
    }

    /** One entry of so many bytes, or as few as an entry can have. */
    private AppendEntries.Request send(long bytes) {
        byte[] command = new byte[(int) Math.max(0, bytes - EMPTY)];
        Entry entry = new Entry(lastIndex + 1, 1, new Entry.Command(command));
        var request = append(1, A, lastIndex++, 1, 0, List.of(entry));
        window.sent(request);
        return request;
    }

    /** Sends requests of the size that the window suggests until it has no room; how many bytes. */
    private long fill() {
        long bytes = 0;
        while (window.hasRoom()) {
            bytes += window.requestBytes();
            send(window.requestBytes());
        }
        return bytes;
    }

    /** A round: how many bytes. */
    private long answerAll() {
        long first = lastIndex;
        long bytes = fill();
        for (long index = first; index < lastIndex; index++) {
            window.answered(append(1, A, index, 1, 0, List.of(entry(index + 1, 1))));
        }
        return bytes;
    }

    /** To the maximum, with nothing under way. */
    private void grow() {
        for (int round = 0; round < 20; round++) {
            answerAll();
        }
    }
}
