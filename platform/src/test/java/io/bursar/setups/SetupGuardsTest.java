package io.bursar.setups;

import io.bursar.Edges;
import java.sql.SQLException;
import java.time.Duration;
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
        new Edges()
                .of("setup", SetupState.EDGES, SetupState::text)
                .of("attempt", TryState.EDGES, TryState::text)
                .of("mandate", Mandate.Status.EDGES, Mandate.Status::text)
                .areThoseOf("setups", counter.bursar.superuser());
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
        Edges.checkRefused(hostile, counter.bursar.superuser());
    }
}
