package org.hraft.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

class BoundedBodyTest {

    @Test
    void takesUpToTheLimit() {
        assertEquals(10, read(new ByteArrayInputStream(new byte[10]), "10").length);
        assertEquals(10, read(new ByteArrayInputStream(new byte[10]), null).length);
        assertEquals(0, read(InputStream.nullInputStream(), null).length);
    }

    @Test
    void refusesAnAnnouncedLengthWithoutReading() {
        assertEquals(413, refusal(new Endless(0), "11"));
        assertEquals(413, refusal(new Endless(0), "99999999999"));
    }

    @Test
    void stopsReadingAtTheLimit() {
        assertEquals(413, refusal(new Endless(11), null));
    }

    @Test
    void anEarlyEndIsNoBody() {
        assertEquals(400, refusal(new ByteArrayInputStream(new byte[9]), "10"));
        assertEquals(400, refusal(new Endless(9), null));
        assertEquals(400, refusal(new ByteArrayInputStream(new byte[9]), "nine"));
    }

    private static int refusal(InputStream body, @Nullable String length) {
        return assertThrows(RequestException.class, () -> read(body, length)).status();
    }

    private static byte[] read(InputStream body, @Nullable String length) {
        return BoundedBody.read(body, length, 10, "A test");
    }

    /** Breaks off when more than the allowed bytes are asked for. */
    private static final class Endless extends InputStream {
        private int left;

        Endless(int allowed) {
            this.left = allowed;
        }

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw new IOException("the connection was closed");
            }
            return 'x';
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = Math.min(length, Math.max(left, 1));
            for (int i = 0; i < count; i++) {
                into[offset + i] = (byte) read();
            }
            return count;
        }
    }
}
