package org.hraft.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPathTest {

    @Test
    void decodesPercentAndNothingElse() {
        assertEquals("a/b+c;d=%\u00e4", KeyPath.decode("a%2Fb+c;d=%25%C3%a4"));
        assertEquals("\ud83d\ude00", KeyPath.decode("\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%4", "%zz", "%+1", "%FF", "%C0%AF", "%ED%A0%80", "%C3"})
    void refusesWhatIsNoUtf8(String encoded) {
        RequestException refusal =
                assertThrows(RequestException.class, () -> KeyPath.decode(encoded));
        assertEquals(400, refusal.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "a\0", ".", "..", "a/..", "../a", "a/./b"})
    void refusesWhatIsNoKey(String key) {
        RequestException refusal = assertThrows(RequestException.class, () -> Keys.check(key, 414));
        assertEquals(400, refusal.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//a", "a/", "...", "a..b", ".a", " ", "\n"})
    void takesTheRest(String key) {
        assertEquals(key, Keys.check(key, 414));
    }

    @Test
    void countsBytesNotCharacters() {
        assertEquals(512, Keys.check("\u00e4".repeat(256), 414).length() * 2);
        RequestException refusal = assertThrows(
                RequestException.class, () -> Keys.check("\u00e4".repeat(256) + "a", 414));
        assertEquals(414, refusal.status());
    }
}
