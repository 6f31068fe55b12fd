package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.ChangeMember.Change.DEMOTE;
import static org.hraft.raft.ChangeMember.Change.PROMOTE;
import static org.hraft.raft.ChangeMember.Change.REMOVE;
import static org.hraft.raft.ChangeMember.Status.APPENDED;
import static org.hraft.raft.ChangeMember.Status.BUSY;
import static org.hraft.raft.ChangeMember.Status.NOT_LEADER;
import static org.hraft.raft.ChangeMember.Status.OUTDATED;
import static org.hraft.raft.ChangeMember.Status.POSSIBLE;
import static org.hraft.raft.ChangeMember.Status.REFUSED;
import static org.hraft.raft.ChangeMember.Status.UNCHANGED;
import static org.hraft.raft.ChangeMember.Status.UNKNOWN_MEMBER;
import static org.hraft.raft.Given.given;
import static org.hraft.raft.MemberRequests.asks;
import static org.hraft.raft.MemberRequests.leaderOfThreeWithDead;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;

/** What an operator may not do to the members, and what is only asked. */
class ChangeRefusalTest {

    // ---- refused

    /** Without a voter nothing could ever be committed, not even a voter. */
    @ParameterizedTest
    @EnumSource(names = {"REMOVE", "DEMOTE"})
    void theLastVoterStays(ChangeMember.Change change) {
        Core a = given(A).members(voters(A).with(learner(B).demoted())).log(1).leads();

        ChangeMember.Response response = asks(a, "a", change);

        assertThat(response.status()).isEqualTo(REFUSED);
        assertThat(response.reason()).contains("the only voter");
        assertThat(a.raft.lastIndex()).isEqualTo(2);
    }

    /** Of A, B and the dead C, none but C can be spared. */
    @ParameterizedTest
    @EnumSource(names = {"REMOVE", "DEMOTE"})
    void aVoterThatIsNeededForAMajorityStays(ChangeMember.Change change) {
        Core a = leaderOfThreeWithDead(C);

        ChangeMember.Response response = asks(a, "b", change);

        assertThat(response.status()).isEqualTo(REFUSED);
        assertThat(response.reason())
                .contains("1 of the 2 voters afterwards would not answer: c; a majority is 2");
        assertThat(a.raft.configuration()).isEqualTo(voters(A, B, C));
    }

    /** A leader that goes is not there to be counted. */
    @Test
    void aLeaderStaysIfTheOthersCouldNotGoOn() {
        Core a = leaderOfThreeWithDead(C);

        assertThat(asks(a, "a", REMOVE).status()).isEqualTo(REFUSED);
    }

    @Test
    void aStrangerCannotBeChanged() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();

        ChangeMember.Response response = asks(a, "z", REMOVE);

        assertThat(response.status()).isEqualTo(UNKNOWN_MEMBER);
        assertThat(response.reason()).contains("The members are a, b, c");
    }

    @Test
    void whatIsAsItShouldBeNeedsNoEntry() {
        Core a =
                given(A).members(voters(A, B).with(learner(C).demoted())).log(1).leadsEverybody();

        assertThat(asks(a, "b", PROMOTE).status()).isEqualTo(UNCHANGED);
        assertThat(asks(a, "c", DEMOTE).status()).isEqualTo(UNCHANGED);
        assertThat(a.raft.lastIndex()).isEqualTo(2);
    }

    /** 4.1: one change at a time. */
    @Test
    void aSecondChangeIsRefusedBeforeTheFirstIsCommitted() {
        Core a = given(A).voters(A, B, C, D).log(1).leadsEverybody();
        asks(a, "d", REMOVE);

        ChangeMember.Response second = asks(a, "c", REMOVE);

        assertThat(second.status()).as("before the commit").isEqualTo(BUSY);
        assertThat(second.reason()).contains("not committed yet");
        a.acknowledged(B);
        a.acknowledged(C);
        assertThat(asks(a, "c", REMOVE).status()).as("after it").isEqualTo(APPENDED);
    }

    /** Hazard 22: no change before an entry of the term is committed. */
    @Test
    void noChangeBeforeTheFirstCommitOfTheTerm() {
        Core a = given(A).voters(A, B, C).log(1).applied(1).leads();

        assertThat(asks(a, "c", REMOVE).status()).as("before").isEqualTo(BUSY);
        a.acknowledged(B);
        assertThat(asks(a, "c", REMOVE).status()).as("after").isEqualTo(APPENDED);
    }

    /** 3.10, step 1: nothing is appended while leadership is handed over. */
    @Test
    void noChangeWhileLeadershipIsHandedOver() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        a.raft.transferLeadership("b");

        ChangeMember.Response response = asks(a, "b", REMOVE);

        assertThat(response.status()).isEqualTo(BUSY);
        assertThat(response.reason()).contains("handed over to b");
    }

    @Test
    void onlyALeaderChangesMembers() {
        Core b = given(B).voters(A, B, C).log(1).follows(A);

        assertThat(asks(b, "c", REMOVE).status()).isEqualTo(NOT_LEADER);
    }

    // ---- an optimistic lock

    /** Two operators, each of whom removes a server of four: the second has not seen the first. */
    @Test
    void aChangeThatIsBasedOnOlderMembersIsRefused() {
        Core a = given(A).voters(A, B, C, D).log(1).leadsEverybody();
        long seen = a.raft.describeMembers().configurationIndex();
        asks(a, "d", REMOVE);
        a.acknowledged(B);
        a.acknowledged(C);

        ChangeMember.Response second =
                a.raft.changeMember(new ChangeMember.Request("c", REMOVE, seen, false));

        assertThat(second.status()).isEqualTo(OUTDATED);
        assertThat(second.reason()).contains("since index 1").contains("of index 3");
        assertThat(a.raft.lastIndex()).isEqualTo(3);
    }

    @Test
    void aChangeThatIsBasedOnTheLatestMembersIsMade() {
        Core a = given(A).voters(A, B, C).log(1).leadsEverybody();
        long seen = a.raft.describeMembers().configurationIndex();

        assertThat(a.raft.changeMember(new ChangeMember.Request("c", REMOVE, seen, false))
                        .status())
                .isEqualTo(APPENDED);
    }

    // ---- a dry run

    /** It says what would be, and nothing is. */
    @Test
    void aDryRunChangesNothing() {
        Core a = leaderOfThreeWithDead(C);

        ChangeMember.Response response =
                a.raft.changeMember(new ChangeMember.Request("c", REMOVE, 0, true));

        assertThat(response)
                .isEqualTo(new ChangeMember.Response(
                        2,
                        POSSIBLE,
                        0,
                        "",
                        new ChangeMember.Outlook(voters(A, B).members(), List.of(A, B))));
        assertThat(a.raft.lastIndex()).isEqualTo(2);
    }

    /** It is refused as the change itself would be. */
    @Test
    void aDryRunOfWhatIsRefusedIsRefused() {
        Core a = leaderOfThreeWithDead(C);

        assertThat(a.raft.changeMember(new ChangeMember.Request("b", REMOVE, 0, true))
                        .status())
                .isEqualTo(REFUSED);
    }

    // ---- the arithmetic, alone

    /** Each configuration differs from the one before by one voter at most (4.1). */
    @ParameterizedTest
    @EnumSource
    void noChangeTouchesMoreThanOneVoter(ChangeMember.Change change) {
        Configuration before = voters(A, B).with(learner(C)).with(learner(D).demoted());
        for (Member member : before.members()) {
            var request = new ChangeMember.Request(member.id().name(), change, 0, false);

            Configuration next = new MemberChange(before, request, id -> true, id -> 0)
                    .decide(1)
                    .next();

            if (next != null) {
                assertThat(Arrays.asList(
                                before.voters().size() - 1,
                                before.voters().size(),
                                before.voters().size() + 1))
                        .contains(next.voters().size());
                assertThat(common(before, next))
                        .isEqualTo(
                                Math.min(before.voters().size(), next.voters().size()));
            }
        }
    }

    private static int common(Configuration one, Configuration other) {
        return (int) one.voters().stream().filter(other.voters()::contains).count();
    }
}
