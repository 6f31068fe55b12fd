package org.hraft.transport;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One message on a stream between two servers: a byte for the kind, eight for the number of the
 * call, four for the length, then what {@link Messages} wrote. A length in front lets a reader skip
 * what it does not understand and refuse what is too long before it has read it.
 *
 * @param callId chosen by the caller, unique on its connection; 0 where there is no call
 */
@SuppressWarnings("ArrayRecordComponent") // frames are never compared
record Frame(Kind kind, long callId, byte[] body) {

    enum Kind {
        /** A request, from the caller. */
        CALL(0),
        /** The answer to it. */
        ANSWER(1),
        /** The promise that nothing was done, and why. */
        REFUSAL(2),
        /** No promise at all. */
        FAILURE(3),
        /** Nothing was to be said for {@link #ALIVE_MILLIS}; it carries nothing but in a hello. */
        ALIVE(4);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static @Nullable Kind of(byte code) {
            for (Kind kind : KINDS) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    /**
     * The longest silence of a living writer. Several fit into the time after which a reader gives
     * up: two seconds at a caller, ten in the container.
     */
    static final long ALIVE_MILLIS = 500;

    private static final int HEADER_BYTES = 1 + Long.BYTES + Integer.BYTES;
    private static final Kind[] KINDS = Kind.values();

    static Frame alive() {
        return new Frame(Kind.ALIVE, 0, new byte[0]);
    }

    /**
     * The first frame of a session: a sign of life that says up to which form of {@link RaftBinary}
     * the called server reads. One that is older than these forms says 0.
     *
     * @param bytes of its body
     */
    static Frame hello(int bytes) {
        byte[] body = new byte[bytes];
        body[0] = RaftBinary.FORM;
        return new Frame(Kind.ALIVE, 0, body);
    }

    /** Of a hello: its sender reads {@link RaftBinary} as it is written here. */
    boolean promisesBinary() {
        return body.length > 0 && body[0] >= RaftBinary.FORM;
    }

    /** In one piece: each may become a chunk of HTTP. */
    void write(OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(HEADER_BYTES + body.length)
                .put(kind.code)
                .putLong(callId)
                .putInt(body.length)
                .put(body)
                .array());
    }

    /**
     * The next frame, or null if the stream ends before one; waits for it.
     *
     * @throws IOException also for what is no frame: nothing behind it can be understood
     */
    static @Nullable Frame read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(HEADER_BYTES);
        if (bytes.length == 0) {
            return null;
        }
        if (bytes.length < HEADER_BYTES) {
            throw new EOFException("the stream ends within a frame");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        Kind kind = Kind.of(header.get());
        long callId = header.getLong();
        int length = header.getInt();
        if (kind == null || length < 0 || length > RaftJson.MAX_BYTES) {
            throw new IOException("this is not a frame");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the stream ends within a frame");
        }
        return new Frame(kind, callId, body);
    }
}
