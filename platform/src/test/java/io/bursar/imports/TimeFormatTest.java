package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFormatTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local                 | UTC           | 2018-04-01T00:00:31              | 2018-04-01T00:00:31Z
            local                 | UTC           | 2018-04-01 00:00:31              | 2018-04-01T00:00:31Z
            local                 | UTC           | 2018-04-01T00:00:31.123456789    | 2018-04-01T00:00:31.123456Z
            local                 | UTC           | 2018-04-01T00:00                 | 2018-04-01T00:00:00Z
            local                 | Asia/Kolkata  | 2018-04-01T05:30:31              | 2018-04-01T00:00:31Z
            offset                | UTC           | 2018-04-01T02:00:31+02:00        | 2018-04-01T00:00:31Z
            offset                | Asia/Kolkata  | 2018-04-01T00:00:31Z             | 2018-04-01T00:00:31Z
            seconds               | Asia/Kolkata  | 1522540831                       | 2018-04-01T00:00:31Z
            milliseconds          | UTC           | 1522540831123                    | 2018-04-01T00:00:31.123Z
            dd.MM.yyyy HH:mm:ss   | Europe/Berlin | 01.04.2018 02:00:31              | 2018-04-01T00:00:31Z
            M/d/yyyy h:mm a       | UTC           | 4/1/2018 1:05 PM                 | 2018-04-01T13:05:00Z
            """)
    void times_are_read_as_they_are_written(String format, String zone, String text, String instant) {
        assertThat(TimeFormat.of(format, ZoneId.of(zone)).parse(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local                 | 2018-02-29T00:00:31
            local                 | 2018-04-01T24:00:31
            local                 | 2018-04-01T00:00:61
            local                 | 2018-04-01
            local                 | 2018-04-01T00:00:31Z
            local                 | ٢٠١٨-04-01T00:00:31
            offset                | 2018-04-01T00:00:31
            seconds               | 1522540831.5
            seconds               | -1
            dd.MM.yyyy HH:mm:ss   | 31.04.2018 00:00:31
            """)
    void what_is_no_such_time_is_refused(String format, String text) {
        TimeFormat times = TimeFormat.of(format, ZoneId.of("UTC"));
        assertThatThrownBy(() -> times.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
