package org.hraft.kv;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.node.NotAppliedException;
import org.hraft.node.ReadLevel;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class ReadOptionsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final ReadOptions SECOND_OLD = new ReadOptions(ReadLevel.NONE, 0, SECOND);

    @Test
    void aStateThatIsNoOlderThanAllowedMayBeSeen() {
        assertThatCode(() -> SECOND_OLD.checkAge(SECOND)).doesNotThrowAnyException();
    }

    @Test
    void aStateThatMayBeOlderIsRefusedWithItsAge() {
        assertThatThrownBy(() -> SECOND_OLD.checkAge(4 * SECOND))
                .isInstanceOf(NotAppliedException.class)
                .hasMessageContaining("4000 ms old, and the read allows 1000 ms");
    }

    @Test
    void aStateOfWhichNothingIsKnownIsRefused() {
        assertThatThrownBy(() -> SECOND_OLD.checkAge(Long.MAX_VALUE))
                .isInstanceOf(NotAppliedException.class)
                .hasMessageContaining("of any age");
    }

    @Test
    void whoDemandsNoAgeSeesEverything() {
        assertThatCode(() -> ReadOptions.of(ReadLevel.NONE).checkAge(Long.MAX_VALUE))
                .doesNotThrowAnyException();
    }
}
