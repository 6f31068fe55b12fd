package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.ChangeMember.Status;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.hraft.raft.Suffrage;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A change of the members is asked for until its outcome is known, and is never called what it is not. */
class PendingChangesTest {

    private static final long TERM = 3;
    private static final long INDEX = 7;
    private static final Configuration AFTER = new Configuration(
            List.of(new Member(new ServerId("n1", "i1"), "h:9000", "h:8080", Suffrage.VOTER)));
    private static final Transport.Outcome LOST = new Transport.Unanswered("it is gone");

    private final PendingChanges changes =
            new PendingChanges(NodeOptions.DEFAULT, new Completions(Runnable::run));
    private final CompletableFuture<MembersOutlook> future = new CompletableFuture<>();
    private long nowNanos;

    private ChangeMember.Request wants(boolean dryRun) {
        var request = new ChangeMember.Request("n2", ChangeMember.Change.REMOVE, 0, dryRun);
        changes.add(new Input.ChangeMember(request, future), nowNanos);
        return request;
    }

    private void forwards() {
        nowNanos += NodeOptions.DEFAULT.retryNanos();
        changes.due(nowNanos).forEach(changes::sent);
    }

    private static Transport.Outcome says(Status status, String reason) {
        boolean appended = status == Status.APPENDED;
        return new Transport.Answered(new ChangeMember.Response(
                TERM,
                status,
                appended ? INDEX : 0,
                reason,
                new ChangeMember.Outlook(appended ? AFTER.members() : List.of(), List.of())));
    }

    private void applies(long index, long term) {
        changes.applied(new Entry(index, term, AFTER), nowNanos);
    }

    private Reason refusal() {
        assertThat(future).isCompletedExceptionally();
        Throwable error = catchThrowable(future::join).getCause();
        assertThat(error).isInstanceOf(NotAppliedException.class);
        return ((NotAppliedException) error).reason();
    }

    private void assertUnknown() {
        assertThat(catchThrowable(future::join)).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aChangeIsDoneWhenItsEntryIsApplied() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        changes.ended(request, says(Status.APPENDED, ""), INDEX - 1, nowNanos);
        assertThat(future).isNotDone();

        // when
        applies(INDEX, TERM);

        // then
        assertThat(future.join().voters()).containsExactly("n1");
        assertThat(future.join().index()).isEqualTo(INDEX);
    }

    @Test
    void anEntryThatWasAppliedBeforeTheAnswerCameIsDone() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        applies(INDEX, TERM);

        // when
        changes.ended(request, says(Status.APPENDED, ""), INDEX, nowNanos);

        // then
        assertThat(future).isCompleted();
    }

    @Test
    void aChangeThatAnotherTermOverwroteIsAskedForAgain() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        changes.ended(request, says(Status.APPENDED, ""), INDEX - 1, nowNanos);

        // when
        applies(INDEX, TERM + 1);

        // then
        assertThat(future).isNotDone();
        assertThat(changes.due(nowNanos + NodeOptions.DEFAULT.retryNanos())).hasSize(1);
    }

    @Test
    void aRefusalThatWaitingCannotChangeIsToldAtOnce() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();

        // when
        changes.ended(request, says(Status.UNKNOWN_MEMBER, "n2 is not a member"), 0, nowNanos);

        // then
        assertThat(refusal()).isEqualTo(Reason.UNKNOWN_MEMBER);
    }

    @Test
    void aRefusalAfterALostAnswerMayBeItsConsequence() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        changes.ended(request, LOST, 0, nowNanos);
        forwards();

        // when
        changes.ended(request, says(Status.UNKNOWN_MEMBER, "n2 is not a member"), 0, nowNanos);

        // then
        assertUnknown();
    }

    @Test
    void whoeverIsToldToWaitHearsWhyInTheEnd() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        changes.ended(request, says(Status.BUSY, "another change"), 0, nowNanos);
        assertThat(future).isNotDone();

        // when
        changes.expire(NodeOptions.DEFAULT.requestTimeoutNanos(), () -> "all is well");

        // then
        assertThat(refusal()).isEqualTo(Reason.CHANGE_REFUSED);
        assertThat(catchThrowable(future::join)).hasMessageContaining("another change");
    }

    @Test
    void aDryRunDoesNotWaitForALearnerToCatchUp() {
        // given
        ChangeMember.Request request = wants(true);
        forwards();

        // when
        changes.ended(request, says(Status.BEHIND, "n2 lacks 5"), 0, nowNanos);

        // then
        assertThat(refusal()).isEqualTo(Reason.CHANGE_REFUSED);
    }

    @Test
    void aChangeThatWasNotConfirmedInTimeIsUnknown() {
        // given
        ChangeMember.Request request = wants(false);
        forwards();
        changes.ended(request, says(Status.APPENDED, ""), INDEX - 1, nowNanos);

        // when
        changes.expire(NodeOptions.DEFAULT.requestTimeoutNanos(), () -> "n3 is away");

        // then
        assertUnknown();
    }

    @Test
    void aChangeThatNoLeaderWasAskedForIsNotMade() {
        // given
        wants(false);

        // when
        changes.expire(NodeOptions.DEFAULT.requestTimeoutNanos(), () -> "n3 is away");

        // then
        assertThat(refusal()).isEqualTo(Reason.NO_LEADER);
    }
}
