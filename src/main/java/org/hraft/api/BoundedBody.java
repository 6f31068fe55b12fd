package org.hraft.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a request's body and stops at a limit. An announced length that is too large is refused
 * unread; otherwise the bytes are counted, because a length may be missing or wrong. Blocks the
 * calling thread until the client has sent its bytes; the server's own timeout ends that.
 */
final class BoundedBody {
    /** Of any request. */
    static final int MAX_REQUEST_BYTES = 2 * 1024 * 1024;

    private BoundedBody() {}

    /**
     * @param maxBytes that are accepted
     * @param what the body is, for the problem: "A value"
     * @throws RequestException 413 if it is larger, 400 if it ended early
     */
    static byte[] read(ContainerRequestContext request, int maxBytes, String what) {
        return read(
                request.getEntityStream(),
                request.getHeaderString(HttpHeaders.CONTENT_LENGTH),
                maxBytes,
                what);
    }

    static byte[] read(
            InputStream body, @Nullable String contentLength, int maxBytes, String what) {
        long announced = parseLength(contentLength);
        if (announced > maxBytes) {
            throw tooLarge(maxBytes, what);
        }
        // What follows an announced length is not this request's. And the buffer is no larger than
        // what a reader is told to expect.
        byte[] bytes = readUpTo(body, announced < 0 ? maxBytes + 1 : (int) announced);
        if (bytes.length > maxBytes) {
            throw tooLarge(maxBytes, what);
        }
        // Not every server reports a connection that was closed half way as an error.
        if (bytes.length < announced) {
            throw endedEarly("after " + bytes.length + " of " + announced + " bytes");
        }
        return bytes;
    }

    private static byte[] readUpTo(InputStream body, int maxBytes) {
        try {
            return body.readNBytes(maxBytes);
        } catch (IOException e) {
            throw endedEarly("before it was complete");
        }
    }

    private static long parseLength(@Nullable String contentLength) {
        try {
            return contentLength == null ? -1 : Long.parseLong(contentLength.trim());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    400, "invalid-header", "Content-Length is no number: " + contentLength);
        }
    }

    private static RequestException tooLarge(int maxBytes, String what) {
        return new RequestException(
                413,
                "too-large",
                what + " may have at most " + maxBytes + " bytes. Nothing was written.");
    }

    private static RequestException endedEarly(String when) {
        return new RequestException(
                400,
                "incomplete-body",
                "The request's body ended " + when + ". Nothing was written; send it again.");
    }
}
