package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When people are told of deadlines, as the operator says. */
class WarningTimesTest {
    private static WarningTimes of(String text) {
        return WarningTimes.of(Map.of("BURSAR_DISPUTE_WARNINGS", text));
    }

    @Test
    void hours_with_commas_between() {
        assertThat(of("96,48,6").before())
                .containsExactly(Duration.ofHours(96), Duration.ofHours(48), Duration.ofHours(6));
        assertThat(of("")).isEqualTo(WarningTimes.USUAL);
        assertThat(WarningTimes.of(Map.of())).isEqualTo(WarningTimes.USUAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "721", "72,", "soon", "-1", "72;24", "1,2,3,4,5,6"})
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BURSAR_DISPUTE_WARNINGS");
    }
}
