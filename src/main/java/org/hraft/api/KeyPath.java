package org.hraft.api;

import jakarta.ws.rs.core.UriInfo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The key that a path names: everything behind {@code /key/}; {@code %2F} is the same as a slash.
 *
 * <p>Taken from the encoded path and not from JAX-RS's path parameter, which would replace bytes
 * that are not UTF-8, and would take {@code ;b} of {@code /key/a;b} for a matrix parameter and
 * drop it: both would answer with the value of another key.
 */
final class KeyPath {
    private KeyPath() {}

    static String key(UriInfo uri) {
        return Keys.check(rest(uri), 414);
    }

    /** What stands behind the first part of the path, decoded. */
    static String rest(UriInfo uri) {
        String path = uri.getPath(false);
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return decode(relative.substring(relative.indexOf('/') + 1));
    }

    /** Decodes a path; a plus sign is a plus sign there. */
    static String decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        int position = 0;
        while (position < encoded.length()) {
            if (encoded.charAt(position) == '%') {
                bytes.write(octet(encoded, position));
                position += 3;
            } else {
                int codePoint = encoded.codePointAt(position);
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                position += Character.charCount(codePoint);
            }
        }
        String decoded = Utf8.decode(bytes.toByteArray());
        if (decoded == null) {
            throw new RequestException(
                    400,
                    "invalid-key",
                    "The key in the path is not UTF-8; percent-encode the bytes of its UTF-8.");
        }
        return decoded;
    }

    private static int octet(String encoded, int percent) {
        int high = percent + 2 < encoded.length() ? hexDigit(encoded, percent + 1) : -1;
        int low = percent + 2 < encoded.length() ? hexDigit(encoded, percent + 2) : -1;
        if (high < 0 || low < 0) {
            throw new RequestException(
                    400,
                    "invalid-key",
                    "A percent sign in the path needs two hexadecimal digits; write it as %25.");
        }
        return high * 16 + low;
    }

    private static int hexDigit(String text, int position) {
        char c = text.charAt(position);
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
