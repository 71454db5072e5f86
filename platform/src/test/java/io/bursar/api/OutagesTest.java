package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that cannot serve is told from a statement that is wrong. */
class OutagesTest {
    private static Throwable wrapped(Throwable cause) {
        return new IllegalStateException("reading", new RuntimeException(cause));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08001", "08006", "53300", "53100", "57P01", "57P03", "25006", "58030", "40001", "40P01", "55P03"
            })
    void a_server_that_does_not_serve_is_an_outage(String state) {
        Throwable thrown = wrapped(new SQLException("gone", state));
        assertThat(Outages.problem(thrown, "POST")).map(Problem::code).contains(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(Outages.problem(thrown, "GET")).map(Problem::code).contains(ErrorCode.NOT_READY);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"23505", "42601", "42501", "22001", "57014", "25P02"})
    void a_wrong_statement_is_a_defect(String state) {
        assertThat(Outages.problem(wrapped(new SQLException("wrong", state)), "POST"))
                .isEmpty();
    }

    @Test
    void neither_needs_a_state_that_says_it_by_its_type() {
        assertThat(Outages.problem(wrapped(new SQLTransientConnectionException("full")), "POST"))
                .isPresent();
        assertThat(Outages.problem(wrapped(new UnavailableException("busy")), "POST"))
                .isPresent();
        assertThat(Outages.problem(new IllegalStateException("ours"), "GET")).isEmpty();
        assertThat(Outages.root(wrapped(new SQLException("gone", "08006")))).isEqualTo("java.sql.SQLException: gone");
    }
}
