package org.hraft.node;

import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers since when calls to peers fail. For people: no decision of Raft depends on it. */
final class PeerHealth {

    private final Map<ServerId, Long> failingSinceNanos = new TreeMap<>();
    private long version;

    void ended(ServerId peer, Transport.Outcome outcome, long nowNanos) {
        if (outcome instanceof Transport.Answered) {
            heardFrom(peer);
        } else if (failingSinceNanos.putIfAbsent(peer, nowNanos) == null) {
            version++;
        }
    }

    /** A request of the peer came in: it lives. */
    void heardFrom(ServerId peer) {
        if (failingSinceNanos.remove(peer) != null) {
            version++;
        }
    }

    /** Null if it is not known to be out of reach. */
    @Nullable
    Long failingSinceNanos(ServerId peer) {
        return failingSinceNanos.get(peer);
    }

    /** Changes whenever an answer of {@link #failingSinceNanos} does. */
    long version() {
        return version;
    }

    /** A sentence about the members that do not answer; says so if all do. */
    String describe(Configuration configuration, ServerId self, long nowNanos) {
        List<String> unreachable = new ArrayList<>();
        for (Member member : configuration.members()) {
            Long since = failingSinceNanos(member.id());
            if (since != null && !member.id().equals(self)) {
                unreachable.add(describe(member, (nowNanos - since) / 1_000_000_000));
            }
        }
        int voters = configuration.voters().size();
        return (unreachable.isEmpty()
                        ? "no member is known to be unreachable"
                        : String.join(", ", unreachable))
                + "; "
                + (voters / 2 + 1)
                + " of "
                + voters
                + " voters are needed";
    }

    private static String describe(Member member, long seconds) {
        return member.id() + " (" + member.raftAddress() + ") unreachable for " + seconds + " s";
    }
}
