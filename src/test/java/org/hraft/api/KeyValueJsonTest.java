package org.hraft.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hraft.kv.Limits;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class KeyValueJsonTest {

    @Test
    void readsStringsAsUtf8() {
        Map<String, byte[]> values =
                KeyValueJson.parse(utf8("{\"k\":\"\u00e4\\u00e4\",\"a\":\"\"}"));
        assertArrayEquals(utf8("\u00e4\u00e4"), values.get("k"));
        assertEquals(2, values.size());
    }

    @Test
    void whatFollowsTheFirstValueIsIgnoredEvenIfItIsNotUtf8() {
        assertEquals(1, KeyValueJson.parse(bytes("{\"k\":\"v\"}", 0xff, 0xfe)).size());
    }

    @Test
    void textThatIsNotUtf8IsRefusedWithItsPlace() {
        refused(400, "offset 6", bytes("{\"k\":\"", 0xff, '"', '}'));
        refused(400, "offset 2", bytes("{\"", 0xc0, 0x80, '"', ':', '"', '"', '}'));
        refused(400, "offset 6", bytes("{\"k\":\"", 0xed, 0xa0, 0x80, '"', '}'));
        refused(400, "offset 0", bytes("", 0xff));
    }

    @Test
    void anotherEncodingIsNotGuessed() {
        refused(400, "", "{\"k\":\"v\"}".getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void anErrorHasLineAndColumn() {
        refused(400, "line 2, column 7", utf8("{\"k\":\"v\",\n\"n\" : 12}"));
        refused(400, "a number", utf8("{\"n\":12}"));
        refused(400, "line 1, column 6", utf8("{\"n\":"));
    }

    @Test
    void sizesAreChecked() {
        String value = "v".repeat(Limits.MAX_VALUE_BYTES + 1);
        refused(413, "1048576", utf8("{\"k\":\"" + value + "\"}"));
        refused(413, "512", utf8("{\"" + "k".repeat(100_000) + "\":\"v\"}"));
        assertEquals(
                1,
                KeyValueJson.parse(utf8("{\"" + "k".repeat(512) + "\":\"v\"}")).size());
    }

    @Test
    void writesWhatItReads() {
        String key = "\"\\\n\u00e4\ud83d\ude00";
        byte[] written = KeyValueJson.write(key, key);
        assertArrayEquals(utf8(key), KeyValueJson.parse(written).get(key));
        assertTrue(new String(written, StandardCharsets.UTF_8).contains("\ud83d\ude00"));
    }

    private static void refused(int status, String detail, byte[] body) {
        RequestException refusal =
                assertThrows(RequestException.class, () -> KeyValueJson.parse(body));
        assertEquals(status, refusal.status(), refusal.getMessage());
        assertTrue(String.valueOf(refusal.getMessage()).contains(detail), refusal.getMessage());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String start, int... rest) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(utf8(start));
        for (int octet : rest) {
            all.write(octet);
        }
        return all.toByteArray();
    }
}
