package org.hraft.node;

import java.util.List;

/**
 * The cluster as its leader sees it.
 *
 * @param index of the log entry that holds these members; it changes whenever they do
 * @param commitIndex of the leader when it answered
 */
public record ClusterMembers(List<MemberStatus> members, long index, long commitIndex) {

    /**
     * @param leader true for exactly one member
     * @param reachable it answered the leader within the last election timeout
     * @param matchIndex highest log index that is known to be on its disk
     * @param lag entries between the leader's last one and matchIndex
     * @param lastContactMillis since its last answer to the leader, -1 if there was none
     */
    public record MemberStatus(
            String id,
            String raftAddress,
            String httpAddress,
            boolean voter,
            boolean leader,
            boolean reachable,
            long matchIndex,
            long lag,
            long lastContactMillis) {}
}
