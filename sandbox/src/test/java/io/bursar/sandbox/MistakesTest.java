package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What settlement reports and bank statements get wrong on request. */
class MistakesTest {
    private static final String RECON = "/v1/settlements/recon/combined?year=2026&month=1&count=100";
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void mistake(String json) throws Exception {
        Rig.Reply added = rig.control("mistakes", json);
        assertThat(added.status()).as(added.body().toString()).isEqualTo(200);
    }

    private List<String> settled(int count) throws Exception {
        List<String> payments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = rig.upi(rig.order(",\"payment_capture\":true")).text("razorpay_payment_id");
            rig.control("razorpay/approve", "{\"id\":\"" + id + "\"}");
            payments.add(id);
        }
        rig.advance("P4D");
        return payments;
    }

    private List<JsonObject> rows(String id) throws Exception {
        List<JsonObject> rows = new ArrayList<>();
        for (JsonElement row : rig.razorpay("GET", RECON, "").body().getAsJsonArray("items")) {
            if (row.getAsJsonObject().get("entity_id").getAsString().equals(id)) {
                rows.add(row.getAsJsonObject());
            }
        }
        return rows;
    }

    private void mistakeIn(String kind, String row) throws Exception {
        mistake("{\"report\":\"razorpay\",\"kind\":\"" + kind + "\",\"row\":\"" + row + "\"}");
    }

    @Test
    void rows_of_the_recon_are_wrong_in_five_ways() throws Exception {
        List<String> ids = settled(6);
        JsonObject right = rows(ids.get(0)).getFirst();
        mistakeIn("missing_row", ids.get(1));
        mistakeIn("row_twice", ids.get(2));
        mistakeIn("amount_off", ids.get(3));
        mistakeIn("wrong_reference", ids.get(4));
        mistakeIn("wrong_sign", ids.get(5));
        assertThat(rows(ids.get(0)).getFirst()).isEqualTo(right);
        assertThat(rows(ids.get(1))).isEmpty();
        assertThat(rows(ids.get(2))).hasSize(2);
        JsonObject off = rows(ids.get(3)).getFirst();
        assertThat(off.get("amount").getAsLong()).isEqualTo(50001);
        assertThat(off.get("credit").getAsLong()).isEqualTo(right.get("credit").getAsLong() + 1);
        assertThat(rows(ids.get(4)).getFirst().get("settlement_utr")).isNotEqualTo(right.get("settlement_utr"));
        JsonObject turned = rows(ids.get(5)).getFirst();
        assertThat(turned.get("debit")).isEqualTo(right.get("credit"));
        assertThat(rig.book(ids.get(3)).number("captured")).as("the truth").isEqualTo(50000);
        assertThat(rig.look("mistakes").body().getAsJsonArray("struck").asList())
                .hasSize(5);
        rig.raw(rig.at("/_sandbox/mistakes").DELETE());
        assertThat(rows(ids.get(1))).hasSize(1);
    }

    @Test
    void statements_of_the_bank_are_wrong_and_their_balances_are_not() throws Exception {
        settled(2);
        String day = "/_sandbox/bank/INR/2026-01-06.csv";
        String settlement = "/_sandbox/bank/INR/2026-01-0";
        String right = "";
        for (int i = 5; i <= 9 && right.lines().count() < 2; i++) {
            day = settlement + i + ".csv";
            right = rig.raw(rig.at(day)).body();
        }
        assertThat(right.lines().count()).isEqualTo(2);
        String xmlDay = day.replace(".csv", ".xml");
        String closing = balances(rig.raw(rig.at(xmlDay)).body());
        mistake("{\"report\":\"bank\",\"kind\":\"row_twice\"}");
        assertThat(rig.raw(rig.at(day)).body().lines().count()).isEqualTo(3);
        assertThat(balances(rig.raw(rig.at(xmlDay)).body())).isEqualTo(closing);
        rig.raw(rig.at("/_sandbox/mistakes").DELETE());
        mistake("{\"report\":\"bank\",\"kind\":\"wrong_sign\"}");
        assertThat(rig.raw(rig.at(xmlDay)).body()).contains("RvslInd");
        rig.raw(rig.at("/_sandbox/mistakes").DELETE());
        mistake("{\"report\":\"bank\",\"kind\":\"missing_row\",\"rate\":0}");
        assertThat(rig.raw(rig.at(day)).body()).isEqualTo(right);
    }

    private static String balances(String camt) {
        return camt.lines().filter(line -> line.startsWith("<Bal>")).toList().toString();
    }

    @Test
    void a_rate_strikes_the_same_rows_each_time() throws Exception {
        settled(30);
        mistake("{\"report\":\"razorpay\",\"kind\":\"missing_row\",\"rate\":0.3,\"seed\":7}");
        String first = rig.razorpay("GET", RECON, "").body().toString();
        long left = rig.razorpay("GET", RECON, "").number("count");
        assertThat(left).isBetween(10L, 29L);
        assertThat(rig.razorpay("GET", RECON, "").body().toString()).isEqualTo(first);
        assertThat(rig.control("mistakes", "{\"report\":\"stripe\",\"kind\":\"missing_row\"}")
                        .status())
                .isEqualTo(400);
        assertThat(rig.control("mistakes", "{\"report\":\"bank\",\"kind\":\"lie\"}")
                        .status())
                .isEqualTo(400);
    }
}
