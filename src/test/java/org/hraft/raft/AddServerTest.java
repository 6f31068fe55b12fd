package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hraft.raft.AddServer.Status.APPENDED;
import static org.hraft.raft.AddServer.Status.CONFLICT;
import static org.hraft.raft.AddServer.Status.UNCHANGED;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.D;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

/** What a request to add a server means: {@link Membership}, hazards 27 and 28. */
class AddServerTest {

    private static final Configuration ABC = voters(A, B, C);

    private static Membership.Decision whileAllLive(Configuration current, Member asked) {
        return Membership.add(current, asked, id -> true);
    }

    private static Membership.Decision whileNobodyLives(Configuration current, Member asked) {
        return Membership.add(current, asked, id -> false);
    }

    private static Member member(String name, String incarnation, String raft, String http) {
        return new Member(new ServerId(name, incarnation), raft, http, Suffrage.STAGING);
    }

    private static Membership.Decision appended(Configuration next) {
        return new Membership.Decision(APPENDED, next, "");
    }

    @Test
    void anUnknownServerBecomesALearner() {
        assertThat(whileAllLive(ABC, learner(D).promoted()))
                .isEqualTo(appended(ABC.with(learner(D))));
    }

    @Test
    void anAddressBelongsToOneMember() {
        Membership.Decision decision = whileNobodyLives(ABC, member("d", "1", "b:9090", "d:8080"));

        assertThat(decision.status()).isEqualTo(CONFLICT);
        assertThat(decision.next()).isNull();
        assertThat(decision.reason()).contains("b:9090", "belongs to the member b");
    }

    @Test
    void aMemberCannotMoveToTheAddressOfAnother() {
        Membership.Decision decision = whileAllLive(ABC, member("c", "1", "b:9090", "c:8080"));

        assertThat(decision.status()).isEqualTo(CONFLICT);
    }

    @Test
    void aMemberThatComesAgainChangesNothing() {
        assertThat(whileAllLive(ABC, learner(C)))
                .isEqualTo(new Membership.Decision(UNCHANGED, null, ""));
    }

    @Test
    void aMemberKeepsItsVoteWhenItMoves() {
        assertThat(whileAllLive(ABC, member("c", "1", "new:1", "new:2")))
                .isEqualTo(appended(ABC.with(member("c", "1", "new:1", "new:2").promoted())));
    }

    @Test
    void aMemberKeepsItsClientAddressWhenItDoesNotSay() {
        assertThat(whileAllLive(ABC, member("c", "1", "new:1", "")))
                .isEqualTo(appended(ABC.with(member("c", "1", "new:1", "c:8080").promoted())));
    }

    @Test
    void anAnnouncementOfAMemberAtItsAddressChangesNothing() {
        assertThat(whileAllLive(ABC, member("c", "", "c:9090", "")).status()).isEqualTo(UNCHANGED);
    }

    @Test
    void anAnnouncementMayBringAClientAddress() {
        assertThat(whileAllLive(ABC, member("c", "", "c:9090", "new:2")))
                .isEqualTo(appended(ABC.with(member("c", "1", "c:9090", "new:2").promoted())));
    }

    @Test
    void aNameOfALiveMemberIsNotGivenAway() {
        Membership.Decision decision = whileAllLive(ABC, member("c", "2", "c:9090", "c:8080"));

        assertThat(decision.status()).isEqualTo(CONFLICT);
        assertThat(decision.reason()).contains("a live member c is at c:9090");
    }

    @Test
    void aLiveMemberIsNotMovedByAnAnnouncement() {
        assertThat(whileAllLive(ABC, member("c", "", "new:1", "")).status()).isEqualTo(CONFLICT);
    }

    @Test
    void aNewIncarnationTakesThePlaceOfADeadOneAsALearner() {
        Member reborn = member("c", "2", "c:9090", "c:8080");

        assertThat(whileNobodyLives(ABC, reborn.promoted()))
                .isEqualTo(appended(voters(A, B).with(reborn)));
    }

    @Test
    void aLearnerThatAnOperatorMadeStaysOneWithANewDisk() {
        Configuration demoted = ABC.with(learner(C).demoted());
        Member reborn = member("c", "2", "c:9090", "c:8080");

        assertThat(whileNobodyLives(demoted, reborn))
                .isEqualTo(appended(voters(A, B).with(reborn.demoted())));
    }

    @Test
    void anAnnouncedServerTakesItsPlaceWhenItSpeaks() {
        Configuration announced = ABC.with(member("d", "", "d:9090", ""));
        Member itself = member("d", "7", "d:9090", "d:8080");

        assertThat(whileAllLive(announced, itself)).isEqualTo(appended(ABC.with(itself)));
    }

    @Test
    void anAnnouncedServerThatSpeaksFromElsewhereMustWaitForItsDeath() {
        Configuration announced = ABC.with(member("d", "", "d:9090", ""));
        Member elsewhere = member("d", "7", "new:1", "");

        assertThat(whileAllLive(announced, elsewhere).status()).isEqualTo(CONFLICT);
        assertThat(whileNobodyLives(announced, elsewhere)).isEqualTo(appended(ABC.with(elsewhere)));
    }
}
