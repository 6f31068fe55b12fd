package org.hraft.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One of three servers, of which only the core is real: the disk takes no time, and the state machine
 * has come to the number of entries that it has seen.
 */
final class Player implements LogReader {

    static final ServerId A = new ServerId("a", "1");
    static final ServerId B = new ServerId("b", "1");
    private static final ServerId C = new ServerId("c", "1");

    /** Where the log of each of the three begins. */
    private static final SnapshotMetadata BASE = new SnapshotMetadata(
            1, 1, ChainHash.START, 1, new Configuration(List.of(voter(A), voter(B), voter(C))));

    final Raft raft;

    Player(ServerId self) {
        Saved saved = new Saved(
                new HardState(1, null),
                StoredLog.behind(BASE),
                BASE.index(),
                null,
                LogPosition.START);
        raft = new Raft(
                RaftOptions.DEFAULT,
                self,
                saved,
                this,
                () -> {
                    throw new AssertionError("nobody is so far behind that he needs a snapshot");
                },
                new SplittableRandom(1));
    }

    private static Member voter(ServerId id) {
        return new Member(id, id.name() + ":9000", id.name() + ":8080", Suffrage.VOTER);
    }

    /** Does all that the core wants; returns what it has sent. */
    List<Ready.Message> work() {
        List<Ready.Message> sent = new ArrayList<>();
        while (raft.hasReady()) {
            Ready ready = raft.ready();
            sent.addAll(ready.beforePersist());
            sent.addAll(ready.afterPersist());
            for (Entry entry : ready.committed()) {
                raft.states().applied(entry.index(), entry.index());
            }
            raft.advance(ready);
        }
        return sent;
    }

    /** The other one gives its vote, or has saved everything and has the same state. */
    void isAnswered(Ready.Message message) {
        Rpc.Request request = message.request();
        Rpc.Response response = request instanceof AppendEntries.Request append
                ? new AppendEntries.Response(
                        append.term(), true, 0, 0, false, append.state().index(), 0)
                : new RequestVote.Response(raft.currentTerm(), true);
        raft.onAnswer(message.to(), request, response);
    }

    @Override
    public List<Entry> read(long fromIndex, long toIndex, long maxBytes) {
        throw new AssertionError("everything that is asked for is in memory");
    }

    @Override
    public long hash(long index) {
        throw new AssertionError("everything that is asked for is in memory");
    }

    @Override
    public long firstIndex() {
        return BASE.index() + 1;
    }
}
