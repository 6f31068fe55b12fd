package org.hraft.api;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 that is checked, never repaired: a replaced character would be another key or value. */
final class Utf8 {
    private Utf8() {}

    /** The text of these bytes, null if they are not UTF-8. */
    static @Nullable String decode(byte[] bytes) {
        try {
            return strictDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The bytes of this text, null if half a surrogate pair keeps it from having any. */
    static byte @Nullable [] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** As many of these bytes, from the first one on, as are UTF-8. */
    static Prefix decodePrefix(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        strictDecoder().decode(in, out, true);
        return new Prefix(out.array(), out.position(), in.position());
    }

    private static CharsetDecoder strictDecoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * @param chars the text, from 0 to {@code length}
     * @param bytes how many bytes were read; fewer than there are if the next one is wrong
     */
    @SuppressWarnings("ArrayRecordComponent") // on its way to a parser, never compared
    record Prefix(char[] chars, int length, int bytes) {}
}
