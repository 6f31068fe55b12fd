package org.hraft.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.kv.KvStateMachine;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Propose;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.Snapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StateHash;
import org.hraft.simulation.SimulatedDisk;
import org.hraft.simulation.SimulatedStore;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** When a disk counts as nearly full, and what is refused then. */
class SpaceReserveTest {

    private static final ServerId SELF = new ServerId("n1", "i1");
    private static final ServerId PEER = new ServerId("n2", "i2");
    private static final long SECOND = 1_000_000_000;
    private static final long BEGIN = -7 * SECOND; // clocks may be negative

    private final Store store = new Store();
    private final SpaceReserve space =
            new SpaceReserve(store, new Completions(Runnable::run), BEGIN);

    private static final class Store extends SimulatedStore {
        boolean low;

        Store() {
            super(new SimulatedDisk(SELF), new KvStateMachine(), 0);
        }

        @Override
        public boolean isLowOnSpace() {
            return low;
        }
    }

    private void becomesLow() {
        store.low = true;
        space.look(BEGIN);
        assertThat(space.isLow()).isTrue();
    }

    private boolean refuses(Rpc.Request request) {
        var answer = new CompletableFuture<Rpc.Response>();
        boolean refused =
                space.refuses(new Input.Received(new Envelope("c", PEER, SELF, request), answer));
        assertThat(answer.isCompletedExceptionally()).isEqualTo(refused);
        return refused;
    }

    private static Rpc.Request append(Entry.Payload... payloads) {
        List<Entry> entries = IntStream.range(0, payloads.length)
                .mapToObj(i -> new Entry(i + 1, 1, payloads[i]))
                .toList();
        return new AppendEntries.Request(
                1, PEER, 0, 0, 0, entries, ChainHash.of(0, entries), 0, 1, new StateHash(0, 0), 0);
    }

    private static Entry.Command command() {
        return new Entry.Command(new byte[] {1});
    }

    @Test
    void theDiskIsAskedOnceASecond() {
        space.look(BEGIN);
        store.low = true;

        space.look(BEGIN + SECOND - 1);
        assertThat(space.isLow()).isFalse();

        space.look(BEGIN + SECOND);
        assertThat(space.isLow()).isTrue();
    }

    @Test
    void thereIsRoomAgainWhenTheDiskSaysSo() {
        becomesLow();
        store.low = false;

        space.look(BEGIN + SECOND);

        assertThat(space.isLow()).isFalse();
        assertThat(refuses(append(command()))).isFalse();
    }

    @Test
    void withRoomNothingIsRefused() {
        space.look(BEGIN);
        var future = new CompletableFuture<Applied>();

        assertThat(space.refuses(new Input.Proposal(new byte[1], future))).isFalse();
        assertThat(refuses(append(command()))).isFalse();
        assertThat(future).isNotDone();
        assertThat(space.isResignationDue(BEGIN)).isFalse();
    }

    @Test
    void aClientIsToldThatThereIsNoSpaceAndNothingWasWritten() {
        becomesLow();
        var future = new CompletableFuture<Applied>();

        assertThat(space.refuses(new Input.Proposal(new byte[1], future))).isTrue();

        assertThatThrownBy(future::join)
                .cause()
                .isInstanceOfSatisfying(NotAppliedException.class, e -> assertThat(e.reason())
                        .isEqualTo(NotAppliedException.Reason.NO_SPACE))
                .hasMessageContaining("nearly full");
    }

    @Test
    void whatTakesSpaceIsRefusedToPeers() {
        becomesLow();

        assertThat(refuses(new Propose.Request(List.of(command())))).isTrue();
        assertThat(refuses(append(new Entry.Noop(), command()))).isTrue();
        assertThat(refuses(new InstallSnapshot.Request(
                        1,
                        PEER,
                        SnapshotMetadata.NONE,
                        "",
                        new Snapshot.Chunk(new byte[1], "", true))))
                .isTrue();
    }

    @Test
    void votesHeartbeatsAndTheEntriesOfALeaderItselfAreNotRefused() {
        becomesLow();

        assertThat(refuses(new RequestVote.Request(1, PEER, 0, 0, false, false)))
                .isFalse();
        assertThat(refuses(append())).isFalse();
        assertThat(refuses(append(new Entry.Noop()))).isFalse();
        assertThat(space.refuses(new Input.Tick())).isFalse();
    }

    @Test
    void aLeaderWithoutSpaceResignsAtOnceAndEveryHalfMinute() {
        becomesLow();

        assertThat(space.isResignationDue(BEGIN)).isTrue();
        assertThat(space.isResignationDue(BEGIN)).isFalse();
        assertThat(space.isResignationDue(BEGIN + 30 * SECOND - 1)).isFalse();
        assertThat(space.isResignationDue(BEGIN + 30 * SECOND)).isTrue();
    }

    @Test
    void whoeverRunsOutOfSpaceAgainResignsAtOnce() {
        becomesLow();
        assertThat(space.isResignationDue(BEGIN)).isTrue();
        store.low = false;
        space.look(BEGIN + SECOND);
        store.low = true;

        space.look(BEGIN + 2 * SECOND);

        assertThat(space.isResignationDue(BEGIN + 2 * SECOND)).isTrue();
    }
}
