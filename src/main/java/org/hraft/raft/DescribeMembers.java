package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the leader knows of the members; asked for by whoever shows the cluster to people. */
public final class DescribeMembers {

    public record Request() implements Rpc.Request {}

    /**
     * @param term currentTerm of the answering server
     * @param leaderId null if the answering server does not lead; then the rest is empty
     * @param commitIndex of the leader
     * @param configurationIndex of the entry that holds the members
     * @param members in the order of the configuration
     */
    public record Response(
            long term,
            @Nullable ServerId leaderId,
            long commitIndex,
            long configurationIndex,
            List<Described> members)
            implements Rpc.Response {
        public Response {
            members = List.copyOf(members);
        }
    }

    /**
     * One member as its leader sees it.
     *
     * @param matchIndex highest entry known to be on its disk
     * @param lastContactMillis since its last answer, 0 for the leader, -1 if it never answered
     *     this leader
     * @param reachable it answered within the last election timeout
     */
    public record Described(
            Member member, long matchIndex, long lastContactMillis, boolean reachable) {}

    private DescribeMembers() {}
}
