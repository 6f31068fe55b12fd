package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.Member;
import org.hraft.raft.Raft;
import org.hraft.raft.RaftOptions;
import org.hraft.raft.ServerId;
import org.hraft.raft.StateHash;
import org.hraft.raft.Suffrage;
import org.hraft.raft.TransferLeadership;
import org.hraft.raft.TransferLeadership.Status;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Who asks for another leader hears of it when that one leads, on a server that neither leads. */
class PendingTransfersTest {

    private static final long TERM = 3;
    private static final ServerId SELF = new ServerId("n1", "i");
    private static final ServerId OLD = new ServerId("n2", "i");
    private static final ServerId TARGET = new ServerId("n3", "i");
    private static final ServerId OTHER = new ServerId("n4", "i");

    private final PendingTransfers transfers =
            new PendingTransfers(NodeOptions.DEFAULT, new Completions(Runnable::run));
    private final CompletableFuture<Leadership> future = new CompletableFuture<>();
    private long nowNanos;

    /** A server that has heard that {@code leader} leads. */
    private static Raft following(ServerId leader, long term) {
        var members = new Configuration(Stream.of(SELF, OLD, TARGET, OTHER)
                .map(id -> new Member(id, "", "http-of-" + id, Suffrage.VOTER))
                .toList());
        var store = new SimulatedStore(new SimulatedDisk(SELF), new KvStateMachine(), 0);
        store.persist(new RaftStore.Update(
                List.of(), 0, List.of(new Entry(1, 1, members)), new HardState(term, null), 0, 0));
        Raft raft = new Raft(
                RaftOptions.DEFAULT,
                SELF,
                store.recover().saved(),
                store,
                () -> new KvStateMachine().snapshot().forRaft(),
                new Random(1));
        raft.receive(1, leader, heartbeat(term, leader));
        return raft;
    }

    private static AppendEntries.Request heartbeat(long term, ServerId leader) {
        long hash = ChainHash.START;
        return new AppendEntries.Request(
                term, leader, 0, 0, hash, List.of(), hash, 0, 0, new StateHash(0, 0), 0);
    }

    private TransferLeadership.Request wants(String target) {
        transfers.add(new Input.TransferLeadership(target, future), nowNanos);
        forwards();
        return new TransferLeadership.Request(target);
    }

    private void forwards() {
        nowNanos += NodeOptions.DEFAULT.retryNanos();
        transfers.due(nowNanos).forEach(transfers::sent);
    }

    private void hears(TransferLeadership.Request request, Status status, String target) {
        transfers.ended(
                request,
                new Transport.Answered(
                        new TransferLeadership.Response(TERM, status, target, "because")),
                nowNanos);
    }

    private Reason refusal() {
        assertThat(future).isCompletedExceptionally();
        Throwable error = catchThrowable(future::join).getCause();
        assertThat(error).isInstanceOf(NotAppliedException.class);
        return ((NotAppliedException) error).reason();
    }

    @Test
    void aTransferIsDoneWhenTheTargetLeadsInALaterTerm() {
        // given
        hears(wants("n3"), Status.BEGUN, "n3");
        transfers.settle(following(OLD, TERM));
        assertThat(future).isNotDone();

        // when
        transfers.settle(following(TARGET, TERM + 1));

        // then
        assertThat(future).isCompletedWithValue(new Leadership("n3", "http-of-n3", TERM + 1));
    }

    @Test
    void aTransferIsGivenUpWhenSomebodyElseIsElected() {
        // given
        hears(wants("n3"), Status.BEGUN, "n3");

        // when
        transfers.settle(following(OTHER, TERM + 1));

        // then
        assertThat(refusal()).isEqualTo(Reason.TRANSFER_GIVEN_UP);
        assertThat(catchThrowable(future::join)).hasMessageContaining("n4 was elected");
    }

    @Test
    void whoLeadsAlreadyIsDone() {
        // given
        hears(wants("n2"), Status.LEADS, "n2");

        // when
        transfers.settle(following(OLD, TERM));

        // then
        assertThat(future).isCompletedWithValue(new Leadership("n2", "http-of-n2", TERM));
    }

    @Test
    void aRefusalIsToldAtOnce() {
        hears(wants("n3"), Status.REFUSED, "");

        assertThat(refusal()).isEqualTo(Reason.TRANSFER_REFUSED);
    }

    @Test
    void aNamedTargetIsAskedForAgainWhenTheAnswerWasLost() {
        // given
        TransferLeadership.Request request = wants("n3");

        // when
        transfers.ended(request, new Transport.Unanswered("it is gone"), nowNanos);

        // then
        assertThat(transfers.due(nowNanos + NodeOptions.DEFAULT.retryNanos())).hasSize(1);
    }

    @Test
    void leadershipIsNotSentRoundWhenTheAnswerWasLost() {
        // given
        TransferLeadership.Request request = wants("");

        // when
        transfers.ended(request, new Transport.Unanswered("it is gone"), nowNanos);

        // then
        assertThat(transfers.due(nowNanos + NodeOptions.DEFAULT.retryNanos())).isEmpty();
        transfers.expire(NodeOptions.DEFAULT.requestTimeoutNanos(), () -> "n2 leads");
        assertThat(catchThrowable(future::join)).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aTransferThatTakesTooLongIsGivenUpAndSaysWhoLeads() {
        // given
        hears(wants("n3"), Status.BEGUN, "n3");

        // when
        transfers.expire(NodeOptions.DEFAULT.requestTimeoutNanos(), () -> "the leader is n2");

        // then
        assertThat(catchThrowable(future::join))
                .hasCauseInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("n3 has not taken leadership over")
                .hasMessageContaining("the leader is n2");
    }
}
