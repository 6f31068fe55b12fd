package org.hraft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;

import org.hraft.kv.ReadOptions;
import org.hraft.node.ReadLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

class ReadDemandsTest {

    /** @param query as behind the question mark of an address */
    private static ReadOptions demands(String query, @Nullable String minIndex) {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        for (String part : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            parameters.add(pair[0], pair.length == 1 ? "" : pair[1]);
        }
        return ReadDemands.of(parameters, minIndex);
    }

    @Test
    void whoDemandsNothingGetsALinearizableRead() {
        assertThat(demands("", null)).isEqualTo(ReadOptions.of(ReadLevel.LINEARIZABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "level=linearizable, LINEARIZABLE",
        "level=leader, LEADER",
        "level=none, NONE",
        "stale, NONE",
        "consistent, LINEARIZABLE",
        "stale&level=none, NONE"
    })
    void theLevelHasTwoSpellings(String query, ReadLevel level) {
        assertThat(demands(query, null)).isEqualTo(ReadOptions.of(level));
    }

    @ParameterizedTest
    @ValueSource(strings = {"level=strong", "level=", "level=none&consistent", "stale&consistent"})
    void aLevelThatIsUnknownOrContradictedIsRefused(String query) {
        assertThatThrownBy(() -> demands(query, null))
                .isInstanceOf(RequestException.class)
                .hasMessageMatching(".*(linearizable.*leader and none|two levels).*");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "3m, 180000"})
    void aFreshnessIsADuration(String freshness, long millis) {
        assertThat(demands("level=none&freshness=" + freshness, null).maxAgeNanos())
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "s", "0s", "-1s", "1.5s", "2h", "1m30s", "2 s", "9999999999s"})
    void anythingElseIsNoFreshness(String freshness) {
        assertThatThrownBy(() -> demands("stale&freshness=" + freshness, null))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("ms, s or m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshness=2s", "level=leader&freshness=2s"})
    void aFreshnessGoesWithTheLevelNoneOnly(String query) {
        assertThatThrownBy(() -> demands(query, null))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("level=none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"level=none", "level=leader", "level=linearizable"})
    void aMinimumIndexGoesWithEveryLevel(String query) {
        assertThat(demands(query, "42").minIndex()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1, 2", "1.0", "99999999999999999999"})
    void anythingElseIsNoMinimumIndex(String minIndex) {
        assertThatThrownBy(() -> demands("", minIndex))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("X-Raft-Min-Index");
    }
}
