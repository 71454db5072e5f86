package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedPostgresConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fsync=off",
                "FSYNC=False",
                "fsync=0",
                "fsync=of",
                "full_page_writes=no",
                "synchronous_commit=off",
                "listen_addresses=*",
                "port=5432",
                "unix_socket_directories=/tmp",
                "zero_damaged_pages=on"
            })
    void a_setting_that_endangers_the_data_is_refused(String setting) {
        String[] parts = setting.split("=", -1);
        assertThatThrownBy(
                        () -> EmbeddedPostgresConfig.at(Path.of("anywhere")).withSettings(Map.of(parts[0], parts[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(parts[0].toLowerCase(Locale.ROOT));
    }
}
