package org.hraft.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import org.hraft.kv.Limits;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The body of {@code POST /key}: one JSON object of strings; of equal keys the last one wins. */
final class KeyValueJson {
    private KeyValueJson() {}

    /**
     * @return the values as UTF-8, sorted by key
     * @throws RequestException 400 with the position if it is not such an object, 413 if a key or
     *     a value is too large
     */
    static Map<String, byte[]> parse(byte[] body) {
        return Json.read(body, KeyValueJson::object);
    }

    /** {@code {"key":"value"}}; null if the value is not UTF-8. */
    static byte[] write(String key, String value) {
        return Json.bytes(Map.of(key, value));
    }

    private static Map<String, byte[]> object(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Json.invalid(
                    "The body must be an object of strings, {\"key\":\"value\"}, but is "
                            + name(parser.currentToken()),
                    parser.currentTokenLocation());
        }
        Map<String, byte[]> values = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = key(parser);
            values.put(key, value(key, parser));
        }
        return values;
    }

    private static String key(JsonParser parser) throws IOException {
        String key = parser.currentName();
        if (Utf8.encode(key) == null) {
            throw Json.invalid(
                    "A key has half a surrogate pair and so no UTF-8",
                    parser.currentTokenLocation());
        }
        return Keys.check(key, 413);
    }

    private static byte[] value(String key, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_STRING) {
            throw Json.invalid(
                    "The value of the key \"" + key + "\" must be a string, but is " + name(token),
                    parser.currentTokenLocation());
        }
        byte[] value = Utf8.encode(parser.getText());
        if (value == null) {
            throw Json.invalid(
                    "The value of the key \"" + key + "\" has half a surrogate pair and so no"
                            + " UTF-8",
                    parser.currentTokenLocation());
        }
        if (value.length > Limits.MAX_VALUE_BYTES) {
            throw new RequestException(
                    413,
                    "too-large",
                    "The value of the key \"" + key + "\" has " + value.length + " bytes; a value"
                            + " may have at most " + Limits.MAX_VALUE_BYTES
                            + ". Nothing was written.");
        }
        return value;
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }
}
