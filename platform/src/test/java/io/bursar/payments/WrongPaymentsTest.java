package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests about payments that are wrong: each with its status, code and param, and none leaves anything behind. */
class WrongPaymentsTest {
    private static final List<String> TABLES = List.of(
            "payments.intent",
            "payments.attempt",
            "payments.operation",
            "payments.balance_transaction",
            "payments.incident",
            "routing.decision",
            "outbox.event",
            "idempotency.key",
            "ledger.log");

    private static final String NOTHING = "-";

    private static Shop shop;
    private static final Map<String, String> IDS = new LinkedHashMap<>();

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofSeconds(5));
        String card = "amount=1000&currency=usd&payment_method_types[]=card";
        IDS.put("open", made(card));
        IDS.put("ready", made(card + "&payment_method=pm_card_visa"));
        IDS.put("held", made(card + "&payment_method=pm_card_visa&confirm=true&capture_method=manual"));
        IDS.put("paid", made(card + "&payment_method=pm_card_visa&confirm=true"));
        IDS.put("refunded", made(card + "&payment_method=pm_card_visa&confirm=true"));
        IDS.put("canceled", made(card));
        shop.act(IDS.get("canceled"), "cancel", "").expect(200);
        IDS.put(
                "refund",
                shop.post("/v1/refunds")
                        .form("payment_intent=" + IDS.get("refunded"))
                        .expect(200)
                        .id());
        IDS.put("charge", shop.payment(IDS.get("paid")).at("/latest_charge").asString());
        IDS.put("upi", made("amount=1000&currency=inr&payment_method_types[]=upi"));
        IDS.put("nobody", "pi_01kamh5x0z8000040v1q3m7n5r");
        String other = shop.post("/v1/customers").form("name=Bo").expect(200).id();
        IDS.put(
                "others",
                shop.post("/v1/payment_methods")
                        .form("type=card&card[token]=tok_visa")
                        .expect(200)
                        .id());
        shop.post("/v1/payment_methods/" + IDS.get("others") + "/attach")
                .form("customer=" + other)
                .expect(200);
        IDS.put(
                "customer",
                shop.post("/v1/customers").form("name=Asha").expect(200).id());
    }

    private static String made(String form) {
        return shop.post("/v1/payment_intents").form(form).expect(200).id();
    }

    @AfterAll
    static void close() throws SQLException {
        shop.checkWitnesses();
        shop.close();
    }

    /** @param body a form, or JSON with single quotes for double ones; {@code -}: none */
    record Wrong(String route, String body, int status, String code, String param) {
        @Override
        public String toString() {
            return route + " " + (body.length() > 120 ? body.substring(0, 120) + "…" : body);
        }
    }

    private static Stream<Wrong> all() throws IOException {
        List<Wrong> all;
        try (InputStream in = WrongPaymentsTest.class.getResourceAsStream("/payments/wrong-requests.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            all = text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .map(row -> new Wrong(row[0], row[1], Integer.parseInt(row[2]), row[3], row[4]))
                    .toList();
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(80);
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void a_wrong_request_is_refused_by_name_and_leaves_nothing(Wrong wrong) throws SQLException {
        Map<String, Long> before = rows();
        int heard = shop.lines().size();
        send(wrong, null).expectError(wrong.status, wrong.code, wrong.param.equals(NOTHING) ? null : wrong.param);
        assertThat(rows()).as("rows after %s", wrong).isEqualTo(before);
        assertThat(shop.lines()).hasSize(heard);
        if (wrong.route.startsWith("POST")) {
            // Under a key it is refused the same, and by a repeat; no money, no event, no try.
            String key = RunningBursar.unique("wrong");
            send(wrong, key).expectError(wrong.status, wrong.code, wrong.param.equals(NOTHING) ? null : wrong.param);
            send(wrong, key).expectError(wrong.status, wrong.code, wrong.param.equals(NOTHING) ? null : wrong.param);
            Map<String, Long> after = rows();
            after.put("idempotency.key", before.get("idempotency.key"));
            assertThat(after).as("rows after %s with a key", wrong).isEqualTo(before);
        }
    }

    private static Reply send(Wrong wrong, @Nullable String key) {
        String[] words = filled(wrong.route).split(" ", 2);
        Request request = shop.bursar.request(words[0], words[1]);
        if (key != null) {
            request.key(key);
        }
        String body = filled(wrong.body);
        if (!body.equals(NOTHING)) {
            boolean isJson = body.startsWith("{") || body.startsWith("[");
            request = isJson ? request.json(body) : request.form(body);
        }
        return request.send();
    }

    private static String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> id : IDS.entrySet()) {
            filled = filled.replace("{" + id.getKey() + "}", id.getValue());
        }
        return filled.replace("LONG", "x".repeat(501));
    }

    private static Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = shop.bursar.superuser().connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
        }
        return rows;
    }
}
