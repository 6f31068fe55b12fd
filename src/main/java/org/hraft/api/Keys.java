package org.hraft.api;

import org.hraft.kv.Limits;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a key may be, wherever it comes from. */
final class Keys {
    private Keys() {}

    /**
     * Returns the key if it is one. A segment {@code .} or {@code ..} is refused everywhere, in a
     * body too: clients and proxies resolve it before they send a path, so that such a key could
     * be written but a request for it would reach another key.
     *
     * @param tooLongStatus 414 if the key stands in a path, 413 if it stands in a body
     */
    static String check(String key, int tooLongStatus) {
        if (key.isEmpty()) {
            throw invalid("A key has at least one byte; this one is empty.");
        }
        if (key.length() > Limits.MAX_KEY_BYTES
                || key.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_KEY_BYTES) {
            throw new RequestException(
                    tooLongStatus,
                    "key-too-long",
                    "A key may have at most " + Limits.MAX_KEY_BYTES + " bytes of UTF-8.");
        }
        if (key.indexOf('\0') >= 0) {
            throw invalid("A key must not contain the character NUL.");
        }
        if (Arrays.stream(key.split("/", -1)).anyMatch(Keys::isDots)) {
            throw invalid("A key must not have the segment \".\" or \"..\": clients and proxies"
                    + " resolve it, and the request would reach another key.");
        }
        return key;
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private static RequestException invalid(String detail) {
        return new RequestException(400, "invalid-key", detail);
    }
}
