package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the outside has to do now, in the order of the components: send, save, send and answer,
 * apply. Then {@link Raft#advance} is called, and only then may the core count what was saved.
 *
 * @param beforePersist a leader's requests, which may travel while its own disk works (section
 *     10.2.1 of the dissertation)
 * @param chunks of snapshots to put aside, in order; with the last one of a snapshot that takes the
 *     place of the state and of the whole log, before anything of the following is saved
 * @param truncateFrom remove saved entries from this index on, 0: none
 * @param entries to save
 * @param hardState to save, null if it has not changed
 * @param afterPersist requests that promise something which has to be on disk first
 * @param replies to requests that were received; they promise, too
 * @param committed to apply, in order
 * @param reads local reads that may be served once {@code readIndex} is applied
 */
public record Ready(
        List<Message> beforePersist,
        List<InstallSnapshot.Request> chunks,
        long truncateFrom,
        List<Entry> entries,
        @Nullable HardState hardState,
        List<Message> afterPersist,
        List<Reply> replies,
        List<Entry> committed,
        List<ReadState> reads) {

    /** A request to a peer. */
    public record Message(ServerId to, Rpc.Request request) {}

    /** The answer to the call that was given to {@link Raft#receive} under this number. */
    public record Reply(long callId, Rpc.Response response) {}

    /**
     * What became of a read.
     *
     * @param token given to {@link Raft#readIndex}
     * @param readIndex -1 if leadership was lost before it was confirmed: ask again
     */
    public record ReadState(long token, long readIndex) {
        public boolean granted() {
            return readIndex >= 0;
        }
    }

    /** Index of the snapshot that is complete with this and takes the place of the state, 0: none. */
    public long installedIndex() {
        long index = 0;
        for (InstallSnapshot.Request request : chunks) {
            if (request.chunk().last()) {
                index = request.snapshot().index();
            }
        }
        return index;
    }

    /** The newest entry that is in the state because of this, 0: nothing is new in it. */
    long lastInState() {
        return committed.isEmpty()
                ? installedIndex()
                : committed.get(committed.size() - 1).index();
    }

    /** True if something has to be on disk before this is answered. */
    public boolean mustSave() {
        return !chunks.isEmpty() || truncateFrom > 0 || !entries.isEmpty() || hardState != null;
    }
}
