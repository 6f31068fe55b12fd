package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.node.Envelope;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChainHash;
import org.hraft.raft.Entry;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.ServerId;
import org.hraft.raft.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** The compact form is a contract with other versions, as the JSON is. */
class RaftBinaryTest {

    private static final ServerId N1 = new ServerId("n1", "i1");
    private static final ServerId N2 = new ServerId("n2", "i2");
    private static final List<Entry> ENTRIES = List.of(
            new Entry(5, 7, new Entry.Command(new byte[] {0, -1, 7})),
            new Entry(6, 8, new Entry.Command(new byte[0])));
    private static final Envelope APPEND = append(ENTRIES);
    private static final AppendEntries.Response ANSWER =
            new AppendEntries.Response(8, true, 0, 5, false, 3, -2);

    @Test
    void aRequestIsReadAsItWasWritten() throws IOException {
        assertThat(RaftBinary.readEnvelope(RaftBinary.write(APPEND))).isEqualTo(APPEND);
    }

    @Test
    void aHeartbeatIsReadAsItWasWritten() throws IOException {
        Envelope heartbeat = append(List.of());

        assertThat(RaftBinary.readEnvelope(RaftBinary.write(heartbeat))).isEqualTo(heartbeat);
    }

    @Test
    void anAnswerIsReadAsItWasWritten() throws IOException {
        assertThat(RaftBinary.readResponse(RaftBinary.write(ANSWER))).isEqualTo(ANSWER);
    }

    @Test
    void theFirstFormOfARequestDoesNotChange() {
        assertThat(hex(RaftBinary.write(append(ENTRIES.subList(0, 1)))))
                .isEqualTo("01" + "000163" + "00026e31" + "00026931" + "00026e32" + "00026932"
                        + "00026e31" + "00026931"
                        + number(8) + number(4) + number(6) + number(12)
                        + "00000001" + number(7) + "00000003" + "00ff07"
                        + number(ChainHash.of(12, ENTRIES.get(0)))
                        + number(3) + number(9) + number(3) + number(-13) + number(2));
    }

    @Test
    void theFirstFormOfAnAnswerDoesNotChange() {
        assertThat(hex(RaftBinary.write(ANSWER)))
                .isEqualTo("01" + number(8) + "01" + number(0) + number(5) + "00" + number(3)
                        + number(-2));
    }

    @Test
    void whatIsNoCommandHasNoForm() {
        Envelope noop = append(List.of(new Entry(5, 7, new Entry.Noop())));

        assertThat(RaftBinary.has(APPEND.request())).isTrue();
        assertThat(RaftBinary.has(noop.request())).isFalse();
        assertThat(RaftBinary.has(new ReadIndex.Request(true))).isFalse();
    }

    @Test
    void aMessageThatEndsEarlyIsRefused() {
        byte[] whole = RaftBinary.write(APPEND);

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RaftBinary.readEnvelope(part))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        byte[] longer = Arrays.copyOf(RaftBinary.write(ANSWER), 100);

        assertThatThrownBy(() -> RaftBinary.readResponse(longer)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 2, 31})
    void anotherFormIsRefused(byte form) {
        byte[] message = RaftBinary.write(APPEND);
        message[0] = form;

        assertThatThrownBy(() -> RaftBinary.readEnvelope(message)).isInstanceOf(IOException.class);
    }

    /** Also a count or a length of billions, for which no memory may be taken. */
    @Test
    void aDamagedMessageIsReadOrRefusedAndNothingElse() {
        SplittableRandom dice = new SplittableRandom(1);
        byte[] whole = RaftBinary.write(APPEND);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            damaged[1 + dice.nextInt(whole.length - 1)] = (byte) dice.nextInt();
            try {
                RaftBinary.readEnvelope(damaged);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_999);
    }

    @Test
    void entriesThatAreNotThoseOfTheLeadersLogAreRefused() {
        byte[] message = RaftBinary.write(APPEND);
        int command = hex(message).indexOf("00ff07") / 2;
        message[command] ^= 1;

        assertThatThrownBy(() -> RaftBinary.readEnvelope(message))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the leader's log");
    }

    private static Envelope append(List<Entry> entries) {
        return new Envelope(
                "c",
                N1,
                N2,
                new AppendEntries.Request(
                        8,
                        N1,
                        4,
                        6,
                        12,
                        entries,
                        ChainHash.of(12, entries),
                        3,
                        9,
                        new StateHash(3, -13),
                        2));
    }

    private static String number(long value) {
        return HexFormat.of().toHexDigits(value);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
