package org.hraft.node;

import org.hraft.node.NotAppliedException.Reason;
import org.hraft.raft.AddServer;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Member;
import org.hraft.raft.Rpc;
import org.jspecify.annotations.Nullable;

/**
 * What a leader's answer to a request for a change of the members means for whoever waits for it,
 * be it {@link AddServer} or {@link ChangeMember}.
 *
 * @param response the answer itself
 * @param index of the configuration that was appended, if one was
 * @param term of that entry
 * @param refusal null unless the verdict is REFUSED, and sometimes if it is AGAIN
 */
record Decision(
        Verdict verdict,
        Rpc.Response response,
        long index,
        long term,
        @Nullable NotAppliedException refusal) {

    enum Verdict {
        /** Done when the configuration is committed. */
        APPENDED,
        /** Done. */
        NOTHING_TO_DO,
        /** Waiting will not help. */
        REFUSED,
        /** Waiting may help: ask again. */
        AGAIN
    }

    static Decision of(Rpc.Response response) {
        if (response instanceof AddServer.Response add) {
            return switch (add.status()) {
                case APPENDED -> appended(add, add.index());
                case UNCHANGED -> nothingToDo(add);
                case CONFLICT -> refused(add, Reason.MEMBER_CONFLICT, add.reason());
                case NOT_LEADER, BUSY -> again(add, null);
            };
        }
        return response instanceof ChangeMember.Response change
                ? of(change)
                : again(response, null);
    }

    private static Decision of(ChangeMember.Response change) {
        String reason = change.reason();
        return switch (change.status()) {
            case APPENDED -> appended(change, change.index());
            case UNCHANGED, POSSIBLE -> nothingToDo(change);
            case UNKNOWN_MEMBER -> refused(change, Reason.UNKNOWN_MEMBER, reason);
            case OUTDATED -> refused(change, Reason.MEMBERS_CHANGED, reason);
            case REFUSED -> refused(change, Reason.CHANGE_REFUSED, reason);
            case BEHIND -> again(change, reason);
            case BUSY -> again(change, "The members cannot be changed now: " + reason + ".");
            case NOT_LEADER -> again(change, null);
        };
    }

    private static Decision appended(Rpc.Response response, long index) {
        return new Decision(Verdict.APPENDED, response, index, response.term(), null);
    }

    private static Decision nothingToDo(Rpc.Response response) {
        return new Decision(Verdict.NOTHING_TO_DO, response, 0, 0, null);
    }

    private static Decision refused(Rpc.Response response, Reason kind, String reason) {
        var refusal = new NotAppliedException(kind, reason);
        return new Decision(Verdict.REFUSED, response, 0, 0, refusal);
    }

    /** @param reason to give when there is no time left to ask again, null: none in particular */
    private static Decision again(Rpc.Response response, @Nullable String reason) {
        var refusal =
                reason == null ? null : new NotAppliedException(Reason.CHANGE_REFUSED, reason);
        return new Decision(Verdict.AGAIN, response, 0, 0, refusal);
    }

    // ---- for those who waited

    static boolean hasChanged(Rpc.Response response) {
        return response instanceof AddServer.Response add
                && add.status() == AddServer.Status.APPENDED;
    }

    static MembersOutlook outlook(ChangeMember.Response response) {
        return new MembersOutlook(
                response.status() != ChangeMember.Status.UNCHANGED,
                response.index(),
                response.outlook().members().stream().map(Decision::server).toList(),
                response.outlook().live().size());
    }

    private static MembersOutlook.Server server(Member member) {
        return new MembersOutlook.Server(
                member.id().name(), member.raftAddress(), member.httpAddress(), member.voter());
    }
}
