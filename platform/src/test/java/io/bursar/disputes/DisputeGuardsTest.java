package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.disputes.decide.DisputeState;
import io.bursar.disputes.decide.Submission;
import io.bursar.payments.Shop;
import java.nio.charset.StandardCharsets;
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
class DisputeGuardsTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.openAndTold(Duration.ofSeconds(5));
        shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("pay"))
                .form("amount=1000&currency=usd&payment_method=pm_card_createDispute&confirm=true"
                        + "&payment_method_types[]=card")
                .expect(200);
        Shop.await(
                "the money is gone",
                () -> shop.get("/v1/disputes")
                                .expect(200)
                                .json()
                                .at("/data/0/balance_transactions")
                                .size()
                        == 1);
        String id = shop.get("/v1/disputes").expect(200).at("/data/0/id").asString();
        shop.post("/v1/disputes/" + id)
                .form("evidence[uncategorized_text]=A hat.")
                .expect(200);
        shop.post("/v1/files")
                .file("dispute_evidence", "a.pdf", "application/pdf", "%PDF-".getBytes(StandardCharsets.US_ASCII))
                .expect(200);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void the_table_in_the_code_is_the_table_in_the_database() throws SQLException {
        Set<String> code = new TreeSet<>();
        DisputeState.EDGES.forEach(
                (old, all) -> all.forEach(next -> code.add("dispute " + old.text() + " " + next.text())));
        Submission.State.EDGES.forEach(
                (old, all) -> all.forEach(next -> code.add("submission " + old.text() + " " + next.text())));
        Set<String> stored = new TreeSet<>();
        try (Connection connection = shop.bursar.superuser().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what, old_state, new_state FROM disputes.edge")) {
            while (rows.next()) {
                stored.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        assertThat(stored).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE disputes.dispute SET state = 'warning_needs_response', version = version + 1",
                "UPDATE disputes.dispute SET withdrawn = withdrawn - 1, version = version + 1",
                "UPDATE disputes.dispute SET amount = amount + 1, version = version + 1",
                "UPDATE disputes.dispute SET provider_dispute = 'another', version = version + 1",
                "UPDATE disputes.dispute SET fee = 0",
                "DELETE FROM disputes.dispute",
                "TRUNCATE disputes.dispute",
                "UPDATE disputes.submission SET state = 'prepared'",
                "UPDATE disputes.submission SET kind = 'accept'",
                "DELETE FROM disputes.submission",
                "UPDATE disputes.file SET content = 'x'",
                "DELETE FROM disputes.file",
                "TRUNCATE disputes.file"
            })
    void nobody_goes_back(String hostile) {
        assertThatThrownBy(() -> {
                    try (Connection connection = shop.bursar.superuser().connect();
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
