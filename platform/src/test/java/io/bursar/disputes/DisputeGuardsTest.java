package io.bursar.disputes;

import io.bursar.Edges;
import io.bursar.RunningBursar;
import io.bursar.disputes.decide.DisputeState;
import io.bursar.disputes.decide.Submission;
import io.bursar.payments.Shop;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
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
        new Edges()
                .of("dispute", DisputeState.EDGES, DisputeState::text)
                .of("submission", Submission.State.EDGES, Submission.State::text)
                .areThoseOf("disputes", shop.bursar.superuser());
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
        Edges.checkRefused(hostile, shop.bursar.superuser());
    }
}
