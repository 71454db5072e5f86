package io.bursar.setups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's own table of transitions, against whoever tries. */
class SetupGuardsTest {
    private static Counter counter;

    @BeforeAll
    static void open() {
        counter = Counter.open(Duration.ofSeconds(5));
        counter.card("pm_card_visa", "&customer=" + counter.customer()).expect(200);
        String made = counter.post("/v1/setup_intents").form("").expect(200).id();
        counter.act(made, "cancel", "").expect(200);
    }

    @AfterAll
    static void close() {
        counter.close();
    }

    @Test
    void the_tables_in_the_code_are_the_tables_in_the_database() throws SQLException {
        Set<String> code = new TreeSet<>();
        SetupState.EDGES.forEach(
                (old, all) -> all.forEach(next -> code.add("setup " + old.text() + " " + next.text())));
        TryState.EDGES.forEach(
                (old, all) -> all.forEach(next -> code.add("attempt " + old.text() + " " + next.text())));
        Mandate.Status.EDGES.forEach(
                (old, all) -> all.forEach(next -> code.add("mandate " + old.text() + " " + next.text())));
        Set<String> stored = new TreeSet<>();
        try (Connection connection = counter.bursar.superuser().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what, old_state, new_state FROM setups.edge")) {
            while (rows.next()) {
                stored.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        assertThat(stored).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE setups.setup SET state = 'processing', version = version + 1 WHERE state = 'succeeded'",
                "UPDATE setups.setup SET state = 'succeeded', ending = NULL, version = version + 1"
                        + " WHERE state = 'canceled'",
                "UPDATE setups.setup SET client_secret = 'known', version = version + 1",
                "UPDATE setups.setup SET state = state",
                "UPDATE setups.setup SET mandate = NULL, version = version + 1 WHERE mandate IS NOT NULL",
                "DELETE FROM setups.setup",
                "UPDATE setups.attempt SET state = 'failed' WHERE state = 'succeeded'",
                "UPDATE setups.attempt SET provider_setup = 'another'",
                "UPDATE setups.attempt SET gateway = 'another'",
                "DELETE FROM setups.attempt",
                "TRUNCATE setups.attempt",
                "UPDATE setups.mandate SET ref = 'another'",
                "UPDATE setups.mandate SET status = 'unheard of'",
                "DELETE FROM setups.mandate"
            })
    void nobody_goes_back(String hostile) {
        assertThatThrownBy(() -> {
                    try (Connection connection = counter.bursar.superuser().connect();
                            Statement statement = connection.createStatement()) {
                        statement.executeUpdate(hostile);
                    }
                })
                .as(hostile)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        thrown -> assertThat(thrown.getSQLState()).isIn("23001", "23514"));
    }
}
