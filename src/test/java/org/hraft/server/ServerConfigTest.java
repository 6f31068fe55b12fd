package org.hraft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.server.ServerConfig.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Optional;

class ServerConfigTest {

    @Test
    void onlyTheDataDirectoryMustBeSaid() {
        // when
        ServerConfig config = read(Map.of("hraft.data", "/d"));

        // then
        assertThat(config.id()).isEmpty();
        assertThat(config.httpAddress()).isEqualTo("localhost:8080");
        assertThat(config.raftAddress()).isEqualTo("localhost:9000");
        assertThat(config.raftPort()).isEqualTo(9000);
        assertThat(config.join()).isEmpty();
        assertThat(config.bootstrapExpect()).isZero();
        assertThat(config.rebuild()).isTrue();
        assertThat(config.warmUp()).isTrue();
    }

    @Test
    void theListOfDoorsMayHaveSpacesAndGapsAndRepetitions() {
        // when
        ServerConfig config =
                read(Map.of("hraft.data", "/d", "hraft.join", " a:1, [::1]:2,,a:1 ,"));

        // then
        assertThat(config.join()).containsExactly("a:1", "[::1]:2");
    }

    @ParameterizedTest
    @CsvSource({
        "hraft.id, two words, hraft.id",
        "hraft.haddr, localhost, hraft.haddr",
        "hraft.haddr, localhost:0, hraft.haddr",
        "hraft.raddr, localhost:65536, hraft.raddr",
        "hraft.raddr, localhost:8080, same address",
        "hraft.join, 'a:1,b', hraft.join",
        "hraft.data, '', hraft.data",
        "hraft.bootstrap-expect, three, hraft.bootstrap-expect",
        "hraft.bootstrap-expect, -1, hraft.bootstrap-expect",
        "hraft.bootstrap-expect, 3, hraft.join",
        "hraft.rebuild, maybe, hraft.rebuild",
        "hraft.warm-up, 1, hraft.warm-up",
    })
    void aMistakeIsOneLineThatNamesTheSetting(String name, String value, String named) {
        // given
        Map<String, String> properties = name.equals("hraft.data")
                ? Map.of(name, value)
                : Map.of("hraft.data", "/d", name, value);

        // then
        assertThatThrownBy(() -> read(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named)
                .message()
                .doesNotContain("\n");
    }

    private static ServerConfig read(Map<String, String> properties) {
        return ServerConfig.read(name -> Optional.ofNullable(properties.get(name)));
    }
}
