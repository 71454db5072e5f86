package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Edges;
import io.bursar.payments.decide.AttemptState;
import io.bursar.payments.decide.IntentState;
import io.bursar.payments.decide.OperationState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's own table of transitions, against whoever tries. */
class GuardsTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofSeconds(5));
        String paid = shop.pay("").expect(200).id();
        shop.post("/v1/refunds").form("payment_intent=" + paid + "&amount=100").expect(200);
        shop.act(shop.pay("&capture_method=manual").expect(200).id(), "cancel", "")
                .expect(200);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void the_table_in_the_code_is_the_table_in_the_database() throws SQLException {
        new Edges()
                .of("intent", IntentState.EDGES, IntentState::text)
                .of("attempt", AttemptState.EDGES, AttemptState::text)
                .of("operation", OperationState.EDGES, Function.identity())
                .areThoseOf("payments", shop.bursar.superuser());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE payments.intent SET state = 'processing', version = version + 1 WHERE state = 'succeeded'",
                "UPDATE payments.intent SET state = 'succeeded', version = version + 1 WHERE state = 'canceled'",
                "UPDATE payments.intent SET client_secret = 'known', version = version + 1",
                "UPDATE payments.intent SET state = state",
                "DELETE FROM payments.intent",
                "UPDATE payments.attempt SET state = 'authorised' WHERE state = 'captured'",
                "UPDATE payments.attempt SET captured = captured - 1 WHERE captured > 0",
                "UPDATE payments.attempt SET refunded = captured + 1 WHERE captured > 0",
                "UPDATE payments.attempt SET provider_payment = 'another'",
                "DELETE FROM payments.attempt",
                "UPDATE payments.operation SET state = 'prepared' WHERE state = 'succeeded'",
                "UPDATE payments.operation SET state = 'failed' WHERE state = 'succeeded' AND kind = 'authorise'",
                "UPDATE payments.operation SET amount = amount + 1",
                "DELETE FROM payments.operation",
                "UPDATE payments.balance_transaction SET amount = 0",
                "DELETE FROM payments.balance_transaction",
                "TRUNCATE payments.attempt"
            })
    void nobody_goes_back(String hostile) {
        Edges.checkRefused(hostile, shop.bursar.superuser());
    }

    @Test
    void every_attempt_has_its_payment_and_every_operation_its_attempt() throws SQLException {
        try (Connection connection = shop.bursar.superuser().connect();
                Statement statement = connection.createStatement();
                ResultSet orphans = statement.executeQuery("""
                        SELECT count(*)
                        FROM payments.operation o
                        LEFT JOIN payments.attempt a ON a.id = o.attempt AND a.intent = o.intent
                        LEFT JOIN payments.intent i ON i.id = o.intent
                        WHERE a.id IS NULL OR i.id IS NULL
                        """)) {
            orphans.next();
            assertThat(orphans.getLong(1)).isZero();
        }
    }
}
