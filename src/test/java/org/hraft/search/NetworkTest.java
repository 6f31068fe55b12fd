package org.hraft.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Packet 12 is the second on link 1. */
class NetworkTest {

    private static final Network ANY_ORDER = new Network(false, Cluster.ANY_NUMBER);
    private static final Network ORDERED = new Network(true, Cluster.ANY_NUMBER);

    private static int link(int packet) {
        return packet / 10;
    }

    @Test
    void withoutAnOrderAnyPacketIsNext() {
        int[] packets = ANY_ORDER.with(new int[] {12}, new int[] {11}, NetworkTest::link);

        assertThat(packets).containsExactly(11, 12);
        assertThat(ANY_ORDER.turn(packets, 0, NetworkTest::link)).isEqualTo(Network.Place.FIRST);
        assertThat(ANY_ORDER.turn(packets, 1, NetworkTest::link)).isEqualTo(Network.Place.FIRST);
    }

    @Test
    void withAnOrderTheFirstOnEachWayIsNext() {
        int[] packets = ORDERED.with(new int[] {12, 21}, new int[] {11, 22}, NetworkTest::link);

        assertThat(packets).containsExactly(12, 11, 21, 22);
        assertThat(ORDERED.turn(packets, 0, NetworkTest::link)).isEqualTo(Network.Place.FIRST);
        assertThat(ORDERED.turn(packets, 1, NetworkTest::link)).isEqualTo(Network.Place.LATER);
        assertThat(ORDERED.turn(packets, 2, NetworkTest::link)).isEqualTo(Network.Place.FIRST);
    }

    @Test
    void ofTwoThatAreEqualOneIsLookedAt() {
        assertThat(ANY_ORDER.turn(new int[] {11, 11}, 1, NetworkTest::link))
                .isEqualTo(Network.Place.SAME);
    }

    @Test
    void withoutAnOrderOnlyTheContentsMakeTheFingerprint() {
        assertThat(ANY_ORDER.fingerprint(new int[] {1, 2}, packet -> packet))
                .isEqualTo(ANY_ORDER.fingerprint(new int[] {2, 1}, packet -> packet))
                .isNotEqualTo(ANY_ORDER.fingerprint(new int[] {1, 1}, packet -> packet));
    }

    @Test
    void withAnOrderItCounts() {
        assertThat(ORDERED.fingerprint(new int[] {11, 12}, packet -> packet))
                .isNotEqualTo(ORDERED.fingerprint(new int[] {12, 11}, packet -> packet));
    }
}
