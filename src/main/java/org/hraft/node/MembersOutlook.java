package org.hraft.node;

import java.util.List;

/**
 * The cluster after a change of one member, or as it would be.
 *
 * @param changes false if the member is as it should be already
 * @param index of the log entry that holds these members, 0 if there is none because nothing was
 *     to be changed
 * @param members sorted by id
 * @param live how many of the voters answered the leader within the last election timeout
 */
public record MembersOutlook(boolean changes, long index, List<Server> members, int live) {

    public MembersOutlook {
        members = List.copyOf(members);
    }

    /**
     * @param raftAddress where its peers reach it
     * @param httpAddress where clients reach it, empty if unknown
     */
    public record Server(String id, String raftAddress, String httpAddress, boolean voter) {}

    public List<String> voters() {
        return members.stream().filter(Server::voter).map(Server::id).toList();
    }

    /** How many voters have to agree. */
    public int quorum() {
        return voters().size() / 2 + 1;
    }
}
