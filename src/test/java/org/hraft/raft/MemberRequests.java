package org.hraft.raft;

import static org.hraft.raft.Given.given;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;

/** What an operator asks of a leader, and who answers it meanwhile. */
final class MemberRequests {

    static ChangeMember.Response asks(Core leader, String name, ChangeMember.Change change) {
        ChangeMember.Response response =
                leader.raft.changeMember(new ChangeMember.Request(name, change, 0, false));
        leader.settle();
        return response;
    }

    /** As long as nobody counts as live any more who did not answer in between. */
    static void onlyLive(Core leader, ServerId... live) {
        leader.passes(Core.TIMEOUT_MAX - 1);
        for (ServerId peer : live) {
            leader.acknowledged(peer);
        }
        leader.passes(1);
    }

    static Core leaderOfThreeWithDead(ServerId dead) {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        onlyLive(a, dead.equals(B) ? C : B);
        return a;
    }

    private MemberRequests() {}
}
