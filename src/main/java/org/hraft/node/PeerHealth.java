package org.hraft.node;

import org.hraft.raft.Configuration;
import org.hraft.raft.Member;
import org.hraft.raft.ServerId;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remembers since when calls to peers fail. For people: no decision of Raft depends on it. */
final class PeerHealth {

    private final Map<ServerId, Long> failingSinceNanos = new TreeMap<>();

    void ended(ServerId peer, Transport.Outcome outcome, long nowNanos) {
        if (outcome instanceof Transport.Answered) {
            failingSinceNanos.remove(peer);
        } else {
            failingSinceNanos.putIfAbsent(peer, nowNanos);
        }
    }

    /** A request of the peer came in: it lives. */
    void heardFrom(ServerId peer) {
        failingSinceNanos.remove(peer);
    }

    boolean allReachable() {
        return failingSinceNanos.isEmpty();
    }

    long unreachableMillis(ServerId peer, long nowNanos) {
        Long since = failingSinceNanos.get(peer);
        return since == null ? 0 : Math.max(1, (nowNanos - since) / 1_000_000);
    }

    /** A sentence about the members that do not answer; says so if all do. */
    String describe(Configuration configuration, ServerId self, long nowNanos) {
        String unreachable = configuration.members().stream()
                .filter(member -> !member.id().equals(self))
                .filter(member -> failingSinceNanos.containsKey(member.id()))
                .map(member -> describe(member, nowNanos))
                .collect(Collectors.joining(", "));
        int voters = configuration.voters().size();
        return (unreachable.isEmpty() ? "no member is known to be unreachable" : unreachable)
                + "; "
                + (voters / 2 + 1)
                + " of "
                + voters
                + " voters are needed";
    }

    private String describe(Member member, long nowNanos) {
        return member.id()
                + " ("
                + member.raftAddress()
                + ") unreachable for "
                + unreachableMillis(member.id(), nowNanos) / 1_000
                + " s";
    }
}
