package org.hraft.raft;

import java.util.List;

/** Commands that clients gave to a server that is not the leader, sent on by it in one batch. */
public final class Propose {

    public record Request(List<Entry.Command> commands) implements Rpc.Request {
        public Request {
            commands = List.copyOf(commands);
        }
    }

    /**
     * Says where the commands were appended, not that they are committed: the sender learns that
     * from its own log. If another term's entry is committed at an index, the command that was put
     * there is certainly lost and may be proposed again.
     *
     * @param term currentTerm of the answering server, and the term of the new entries
     * @param firstIndex of the first accepted command, the others follow it
     * @param accepted how many of the commands were appended, from the first; 0 if the server does
     *     not lead, fewer than all when its limit of uncommitted entries is reached
     */
    public record Response(long term, long firstIndex, int accepted) implements Rpc.Response {}

    private Propose() {}
}
