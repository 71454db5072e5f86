package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths can be read in one way only. */
class DoorTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/accounts", "/accounts/acct_01", "/assets/0a1b/tabler.min.css", "/a-b/c_d"})
    void a_plain_path_is_plain(String path) {
        assertThat(Door.isPlain(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "accounts",
                "//",
                "/accounts/",
                "/accounts//x",
                "/.",
                "/..",
                "/accounts/..",
                "/accounts/../v1",
                "/accounts/.hidden",
                "/%61ccounts",
                "/accounts%2f..",
                "/accounts;x",
                "/accounts\\..",
                "/accounts?x",
                "/accounts x",
                "/\u00e4",
                "*"
            })
    void whatever_may_be_read_otherwise_is_not(String path) {
        assertThat(Door.isPlain(path)).isFalse();
    }
}
