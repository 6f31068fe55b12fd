package org.hraft.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hraft.raft.Notation.A;
import static org.hraft.raft.Notation.B;
import static org.hraft.raft.Notation.C;
import static org.hraft.raft.Notation.STRANGER;
import static org.hraft.raft.Notation.command;
import static org.hraft.raft.Notation.entry;
import static org.hraft.raft.Notation.learner;
import static org.hraft.raft.Notation.voter;
import static org.hraft.raft.Notation.voters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Configurations and the other values of the core. */
class ConfigurationTest {

    @Test
    void membersAreSorted() {
        assertThat(voters(C, A, B)).isEqualTo(voters(A, B, C));
        assertThat(voters(C, A, B).voters()).containsExactly(A, B, C);
    }

    @Test
    void learnersAreMembersAndNoVoters() {
        Configuration configuration = voters(A, B).with(learner(C));

        assertThat(configuration.voters()).containsExactly(A, B);
        assertThat(configuration.member(C)).isEqualTo(learner(C));
        assertThat(configuration.isVoter(A)).isTrue();
        assertThat(configuration.isVoter(C)).isFalse();
        assertThat(configuration.isVoter(STRANGER)).isFalse();
    }

    /** Hazard 27: an incarnation is somebody, a name is only a name. */
    @Test
    void aMemberIsOneIncarnation() {
        ServerId reborn = new ServerId("b", "2");

        assertThat(voters(A, B).member(reborn)).isNull();
        assertThat(voters(A, B).named("b")).isEqualTo(voter(B));
        assertThat(voters(A, B).named("x")).isNull();
        assertThat(voters(A, B).with(voter(reborn))).isEqualTo(voters(A, reborn));
    }

    @Test
    void aNameIsTakenOnce() {
        List<Member> twice = List.of(voter(B), learner(new ServerId("b", "2")));

        assertThatThrownBy(() -> new Configuration(twice)).isInstanceOf(Invariant.Violated.class);
    }

    @Test
    void serversAreOrderedByNameAndIncarnation() {
        assertThat(A).isLessThan(B).isLessThan(new ServerId("a", "2"));
        assertThat(A).isEqualByComparingTo(new ServerId("a", "1"));
        assertThat(A).hasToString("a");
    }

    // ---- the configurations of a log

    /** 4.1: the latest is in force; hazard 23: what is truncated gives way to the one before. */
    @Test
    void theLatestIsInForce() {
        Configurations log = new Configurations(SnapshotMetadata.NONE);
        assertThat(log.latest()).isEqualTo(Configuration.NONE);
        assertThat(log.latestIndex()).isZero();

        log.appended(new Entry(1, 1, voters(A)));
        log.appended(entry(2, 1));
        log.appended(new Entry(3, 1, voters(A, B)));
        assertThat(log.latest()).isEqualTo(voters(A, B));
        assertThat(log.latestIndex()).isEqualTo(3);

        log.truncatedFrom(4);
        assertThat(log.latestIndex()).isEqualTo(3);
        log.truncatedFrom(3);
        assertThat(log.latest()).isEqualTo(voters(A));
        log.truncatedFrom(1);
        assertThat(log.latest()).isEqualTo(Configuration.NONE);
    }

    @Test
    void configurationsGoForward() {
        Configurations log = new Configurations(SnapshotMetadata.NONE);
        log.appended(new Entry(3, 1, voters(A)));

        assertThatThrownBy(() -> log.appended(new Entry(3, 2, voters(B))))
                .isInstanceOf(Invariant.Violated.class);
    }

    // ---- values

    @Test
    void anEntryWeighsItsContentAndSomething() {
        long empty = new Entry(1, 1, new Entry.Noop()).weight();

        assertThat(empty).isPositive();
        assertThat(new Entry(1, 1, command("four")).weight()).isEqualTo(empty + 4);
        assertThat(new Entry(1, 1, voters(A)).weight()).isPositive();
    }

    @Test
    void aServerIsWhereBothItsAddressesAre() {
        Member a = new Member(A, "a:1", "a:2", Suffrage.VOTER);

        assertThat(a.hasAddressesOf(new Member(B, "a:1", "a:2", Suffrage.STAGING)))
                .isTrue();
        assertThat(a.hasAddressesOf(new Member(A, "a:9", "a:2", Suffrage.VOTER)))
                .isFalse();
        assertThat(a.hasAddressesOf(new Member(A, "a:1", "a:9", Suffrage.VOTER)))
                .isFalse();
    }

    /** 5.6: broadcast time is far below the election timeout, which is drawn from a range. */
    @Test
    void timesThatCannotWorkAreRefused() {
        assertThat(times(10, 20, 21)).isNotNull();
        assertThatThrownBy(() -> times(0, 20, 40)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> times(11, 20, 40)).isInstanceOf(Invariant.Violated.class);
        assertThatThrownBy(() -> times(10, 20, 20)).isInstanceOf(Invariant.Violated.class);
    }

    private static RaftOptions times(long heartbeat, long min, long max) {
        return new RaftOptions(heartbeat, min, max, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }
}
