package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** The byte form of commands is a contract between releases. */
class CommandTest {

    static List<Command> commands() {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        rows.put("b", new byte[] {0, -1});
        rows.put("a", new byte[0]);
        rows.put("a/\u00e4/\uD83D\uDE00", "x".getBytes(UTF_8));
        return List.of(
                new Command.PutAll(rows),
                new Command.PutAll(new TreeMap<>()),
                new Command.Put("k", new byte[Limits.MAX_VALUE_BYTES]),
                new Command.Put("k".repeat(Limits.MAX_KEY_BYTES), new byte[0]),
                new Command.Delete("a "));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatWasWrittenIsRead(Command command) throws MalformedCommandException {
        assertThat(Command.decode(command.encode())).isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFormThatEndsTooEarlyOrTooLateIsMalformed(Command command) {
        byte[] form = command.encode();
        for (int length = 0; length < Math.min(form.length, 64); length++) {
            byte[] cut = Arrays.copyOf(form, length);
            assertThatThrownBy(() -> Command.decode(cut))
                    .isInstanceOf(MalformedCommandException.class);
        }
        assertThatThrownBy(() -> Command.decode(Arrays.copyOf(form, form.length + 1)))
                .isInstanceOf(MalformedCommandException.class);
    }

    @Test
    void theFormDoesNotChangeFromReleaseToRelease() {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        rows.put("b", new byte[] {7});
        rows.put("a", new byte[0]);
        assertThat(hex(new Command.PutAll(rows)))
                .isEqualTo("0101" + "00000002" + "00000001" + "61" + "00000000" + "00000001" + "62"
                        + "00000001" + "07");
        assertThat(hex(new Command.Put("b", new byte[] {7})))
                .isEqualTo("0102" + "00000001" + "62" + "00000001" + "07");
        assertThat(hex(new Command.Delete("b"))).isEqualTo("0103" + "00000001" + "62");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0203" + "00000001" + "62", // version
                "0104" + "00000001" + "62", // kind
                "0103" + "00000000", // empty key
                "0103" + "ffffffff", // negative length
                "0103" + "7fffffff" + "62", // length beyond the limit
                "0103" + "00000001" + "00", // NUL
                "0103" + "00000001" + "ff", // not UTF-8
                "0101" + "ffffffff", // negative count
                "0101" + "7fffffff", // fewer keys than announced
                "0101" + "00000002" + "0000000162" + "00000000" + "0000000161" + "00000000",
                "0101" + "00000002" + "0000000162" + "00000000" + "0000000162" + "00000000",
            })
    void anythingElseIsMalformed(String form) {
        assertThatThrownBy(() -> Command.decode(HexFormat.of().parseHex(form)))
                .isInstanceOf(MalformedCommandException.class);
    }

    @Test
    void noCommandPassesALimit() {
        assertThatThrownBy(() -> new Command.Delete(""))
                .isInstanceOf(LimitException.class)
                .hasMessage("a key must not be empty");
        assertThatThrownBy(() -> new Command.Delete("a\0b")).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> new Command.Delete("\uD83D")).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> new Command.Delete("\u00e4".repeat(257)))
                .isInstanceOf(LimitException.class)
                .hasMessage("a key has 514 bytes of UTF-8, the limit is 512");
        assertThatThrownBy(() -> new Command.Put("k", new byte[Limits.MAX_VALUE_BYTES + 1]))
                .isInstanceOf(LimitException.class)
                .hasMessage("the value of key \"k\" has 1048577 bytes, the limit is 1048576");
    }

    @Test
    void manyValuesTogetherHaveALimitToo() {
        TreeMap<String, byte[]> rows = new TreeMap<>();
        for (String key : List.of("a", "b", "c", "d")) {
            rows.put(key, new byte[Limits.MAX_VALUE_BYTES]);
        }
        assertThatThrownBy(() -> new Command.PutAll(rows))
                .isInstanceOfSatisfying(LimitException.class, e -> assertThat(e.limit())
                        .isEqualTo(Limits.MAX_COMMAND_BYTES));
    }

    @Test
    void aCommandMayBeAsLargeAsItsLimit() {
        assertThatCode(() -> Limits.checkCommand(Limits.MAX_COMMAND_BYTES))
                .doesNotThrowAnyException();
    }

    private static String hex(Command command) {
        return HexFormat.of().formatHex(command.encode());
    }
}
