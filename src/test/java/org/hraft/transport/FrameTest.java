package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The form of what peers say, byte by byte. */
class FrameTest {

    @Test
    void aFrameIsItsKindTheNumberOfTheCallTheLengthAndTheJson() throws IOException {
        // when
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Frame(Frame.Kind.REFUSAL, 258, "{}".getBytes(StandardCharsets.UTF_8)).write(out);

        // then
        assertThat(out.toByteArray())
                .containsExactly(2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 2, '{', '}');
    }

    @Test
    void framesAreReadInTheOrderInWhichTheyWereWritten() throws IOException {
        // given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Frame(Frame.Kind.CALL, Long.MAX_VALUE, new byte[] {1, 2, 3}).write(out);
        new Frame(Frame.Kind.ALIVE, 0, new byte[0]).write(out);
        InputStream in = new ByteArrayInputStream(out.toByteArray());

        // when
        Frame first = Frame.read(in);
        Frame second = Frame.read(in);
        Frame none = Frame.read(in);

        // then
        assertThat(first).isNotNull();
        assertThat(first.kind()).isEqualTo(Frame.Kind.CALL);
        assertThat(first.callId()).isEqualTo(Long.MAX_VALUE);
        assertThat(first.body()).containsExactly(1, 2, 3);
        assertThat(second).isNotNull();
        assertThat(second.kind()).isEqualTo(Frame.Kind.ALIVE);
        assertThat(none).isNull();
    }

    @Test
    void aStreamThatEndsWithinAFrameIsBroken() {
        // given
        byte[] frame = header(0, 3);

        // when, then
        assertThatThrownBy(() -> Frame.read(new ByteArrayInputStream(frame)))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> Frame.read(new ByteArrayInputStream(frame, 0, 5)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aLengthBeyondTheLimitIsRefusedBeforeAByteOfItIsRead() {
        // given
        InputStream in = new ByteArrayInputStream(header(0, RaftJson.MAX_BYTES + 1));

        // when, then
        assertThatThrownBy(() -> Frame.read(in))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertThatThrownBy(() -> Frame.read(new ByteArrayInputStream(header(0, -1))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aKindThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> Frame.read(new ByteArrayInputStream(header(9, 0))))
                .isInstanceOf(IOException.class);
    }

    private static byte[] header(int kind, int length) {
        return ByteBuffer.allocate(13)
                .put((byte) kind)
                .putLong(1)
                .putInt(length)
                .array();
    }
}
