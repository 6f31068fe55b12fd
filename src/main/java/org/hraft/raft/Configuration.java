package org.hraft.raft;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The members of a cluster, as one value that is replicated in the log.
 *
 * <p>Successive configurations differ by at most one voter, so every majority of the one shares a
 * server with every majority of the other (section 4.1 of the dissertation).
 *
 * @param members sorted by id, no two with the same name
 */
public record Configuration(List<Member> members) implements Entry.Payload {

    /** A server that has not joined anything knows of nobody, not even of itself. */
    public static final Configuration NONE = new Configuration(List.of());

    public Configuration {
        members = members.stream().sorted(Comparator.comparing(Member::id)).toList();
        for (int i = 1; i < members.size(); i++) {
            Invariant.check(
                    !members.get(i).id().name().equals(members.get(i - 1).id().name()),
                    "two members share a name");
        }
    }

    /** The ids of those that count in quorums, sorted. */
    public List<ServerId> voters() {
        return members.stream().filter(Member::voter).map(Member::id).toList();
    }

    /** The member that is exactly this server, or null. */
    public @Nullable Member member(ServerId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** The member of this name, whatever its incarnation, or null. */
    public @Nullable Member named(String name) {
        return members.stream()
                .filter(m -> m.id().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    boolean isVoter(ServerId id) {
        Member member = member(id);
        return member != null && member.voter();
    }

    /** This configuration with {@code member} in the place of whoever had its name. */
    Configuration with(Member member) {
        List<Member> next = new ArrayList<>(members);
        next.removeIf(m -> m.id().name().equals(member.id().name()));
        next.add(member);
        return new Configuration(next);
    }

    Configuration without(Member member) {
        return new Configuration(members.stream().filter(m -> !m.equals(member)).toList());
    }
}
