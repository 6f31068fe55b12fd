package org.hraft.kv;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How large keys and values may be. They are part of the byte form of a {@link Command}: a server
 * with smaller limits would reject what the others apply, so they may grow from one release to the
 * next only after all servers know the new ones, and never shrink. Safe from any thread.
 */
public final class Limits {

    /** Bytes of the longest key in UTF-8; the shortest has 1. */
    public static final int MAX_KEY_BYTES = 512;

    /** Bytes of the longest value, 1 MiB; the shortest is empty. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** Bytes of the largest command in its byte form, 4 MiB. */
    public static final int MAX_COMMAND_BYTES = 4 << 20;

    /**
     * Checks a key and gives its byte form.
     *
     * @return the key in UTF-8, 1 to {@link #MAX_KEY_BYTES} bytes
     * @throws LimitException if it is empty, too long, holds a NUL or half of a surrogate pair
     */
    public static byte[] checkKey(String key) {
        if (key.isEmpty()) {
            throw new LimitException("a key must not be empty", MAX_KEY_BYTES);
        }
        if (key.length() > MAX_KEY_BYTES) {
            throw longKey(key.length() + " or more");
        }
        if (key.indexOf('\0') >= 0) {
            throw new LimitException("a key must not hold the character NUL", MAX_KEY_BYTES);
        }
        byte[] utf8 = utf8(key);
        if (utf8.length > MAX_KEY_BYTES) {
            throw longKey(Integer.toString(utf8.length));
        }
        return utf8;
    }

    /**
     * Checks a value.
     *
     * @param key that it is for, named in the message
     * @throws LimitException if it has more than {@link #MAX_VALUE_BYTES} bytes
     */
    public static void checkValue(String key, byte[] value) {
        if (value.length > MAX_VALUE_BYTES) {
            String what = "the value of key \"" + key + "\" has " + value.length + " bytes";
            throw new LimitException(what + ", the limit is " + MAX_VALUE_BYTES, MAX_VALUE_BYTES);
        }
    }

    /**
     * Checks the byte form of a command.
     *
     * @throws LimitException if it has more than {@link #MAX_COMMAND_BYTES} bytes
     */
    static void checkCommand(long bytes) {
        if (bytes > MAX_COMMAND_BYTES) {
            String what = "all keys and values of one request have " + bytes + " bytes together";
            throw new LimitException(
                    what + ", the limit is " + MAX_COMMAND_BYTES, MAX_COMMAND_BYTES);
        }
    }

    private static byte[] utf8(String key) {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new LimitException("a key must be valid Unicode", MAX_KEY_BYTES, e);
        }
    }

    private static LimitException longKey(String bytes) {
        String what = "a key has " + bytes + " bytes of UTF-8";
        return new LimitException(what + ", the limit is " + MAX_KEY_BYTES, MAX_KEY_BYTES);
    }

    private Limits() {}
}
