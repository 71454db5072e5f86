package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Card numbers are sent wherever anything can be sent. Each is refused or masked, and afterwards none is in any table
 * nor in any line of the log (PCI DSS 4.0.1, requirements 3.3 and 3.5).
 */
class CardNumbersLeaveNoTraceTest {
    private static final List<String> NUMBERS =
            List.of("4242424242424242", "4242 4242 4242 4242", "5555-5555-5555-4444", "378282246310005");

    private static final List<String> FIELDS = List.of(
            "description",
            "statement_descriptor_suffix",
            "receipt_email",
            "return_url",
            "metadata[note]",
            "shipping[name]",
            "shipping[phone]",
            "payment_method",
            "payment_method_data[type]",
            "payment_method_data[card][number]",
            "payment_method_data[card][token]",
            "payment_method_data[billing_details][email]",
            "destination[account]",
            "customer",
            "number");

    /** What a line of the log says, as it is written. */
    private static final class Lines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Logger root;
        private final Encoder<ILoggingEvent> encoder;
        private final StringBuffer all = new StringBuffer();

        Lines() {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            AsyncAppender queue = (AsyncAppender) root.getAppender("queue");
            encoder = ((ConsoleAppender<ILoggingEvent>) queue.getAppender("console")).getEncoder();
            setContext(context);
            start();
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            all.append(new String(encoder.encode(event), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            root.detachAppender(this);
        }
    }

    @Test
    void whatever_is_sent() throws SQLException {
        try (Shop shop = Shop.openAndTold(Duration.ofSeconds(5));
                Lines log = new Lines()) {
            List<String> taken = new ArrayList<>();
            for (String number : NUMBERS) {
                for (String field : FIELDS) {
                    note(taken, field, asForm(shop, field, number));
                    note(taken, field + " in JSON", asJson(shop, field, number));
                }
                elsewhere(shop, number);
                told(shop, number);
            }
            assertThat(taken).as("fields that took a card number").isEmpty();
            assertThat(shop.pay("").at("/status").asString()).isEqualTo("succeeded");
            shop.checkBooks();
            Shop.await("webhooks are taken", () -> waiting(shop) == 0);
            for (String row : rows(shop)) {
                assertClean("a table", row);
            }
            log.all.toString().lines().forEach(line -> assertClean("the log", line));
            assertThat(log.all).contains("request method=POST");
        }
    }

    private static void note(List<String> taken, String field, Reply reply) {
        if (reply.status() < 400) {
            taken.add(field);
        }
        assertClean("an answer", reply.text());
    }

    private static Reply asForm(Shop shop, String field, String number) {
        return shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("card"))
                .form("amount=1000&currency=usd&payment_method_types[]=card&" + field + "=" + encoded(number))
                .send();
    }

    private static Reply asJson(Shop shop, String field, String number) {
        String[] names = field.replace("]", "").split("\\[");
        String value = "'" + number + "'";
        for (int i = names.length - 1; i > 0; i--) {
            value = "{'" + names[i] + "':" + value + "}";
        }
        return shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("card"))
                .json("{'amount':1000,'currency':'usd','" + names[0] + "':" + value + "}")
                .send();
    }

    /** In keys, headers, paths, queries, and in what is no request at all. */
    private static void elsewhere(Shop shop, String number) {
        String card = "amount=1000&currency=usd&payment_method_types[]=card";
        List<Request> requests = List.of(
                shop.post("/v1/payment_intents").key(number).form(card),
                shop.post("/v1/payment_intents").header("X-Request-Id", number).form(card),
                shop.post("/v1/payment_intents").header("User-Agent", number).form(card),
                shop.post("/v1/payment_intents")
                        .header("Stripe-Version", number)
                        .form(card),
                shop.get("/v1/payment_intents/" + encoded(number)),
                shop.get("/v1/payment_intents?customer=" + encoded(number)),
                shop.get("/v1/payment_intents/search?query=" + encoded("metadata['note']:'" + number + "'")),
                shop.get("/v1/payment_intents?expand[]=" + encoded(number)),
                shop.post("/v1/payment_intents").body("application/json", "{\"amount\":" + number),
                shop.post("/v1/customers").form("name=" + encoded(number)),
                shop.post("/v1/customers").form("metadata[" + encoded(number) + "]=x"),
                shop.post("/v1/payment_methods").form("type=card&card[number]=" + encoded(number)),
                shop.post("/v1/setup_intents").form("description=" + encoded(number)),
                shop.post("/v1/refunds").form("payment_intent=" + encoded(number)),
                shop.post("/webhooks/stripe")
                        .header("Stripe-Signature", "t=1,v1=" + number)
                        .body("application/json", "{\"id\":\"evt_1\",\"note\":\"" + number + "\"}"));
        for (Request request : requests) {
            assertClean("an answer", request.send().text());
        }
    }

    /** A gateway tells of a payment that somebody wrote a card number on, signed as it should be. */
    private static void told(Shop shop, String number) {
        shop.sandbox.callStripe(
                "/v1/payment_intents",
                "amount=700&currency=usd&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card"
                        + "&description=" + encoded("paid with " + number) + "&metadata[card]=" + encoded(number));
    }

    private static int waiting(Shop shop) {
        return shop.get("/v1/webhook_inbox?state=waiting&limit=100")
                .expect(200)
                .at("/data")
                .size();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void assertClean(String where, String text) {
        String digits = text.replaceAll("(?<=\\d)[ -](?=\\d)", "");
        for (String number : NUMBERS) {
            assertThat(digits.contains(number.replaceAll("[ -]", "")))
                    .as("%s has %s: %s", where, number, text)
                    .isFalse();
        }
    }

    /** Every row of every table, as text; bytes as the text that they are. */
    private static List<String> rows(Shop shop) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = shop.bursar.superuser().connect();
                Statement statement = connection.createStatement()) {
            List<String> selects = new ArrayList<>();
            try (ResultSet tables = statement.executeQuery("""
                    SELECT format('SELECT concat_ws(%L, %s) FROM %I.%I', ' | ', string_agg(
                            CASE data_type WHEN 'bytea' THEN format('encode(%I, %L)', column_name, 'escape')
                                ELSE format('%I::text', column_name) END, ', '), table_schema, table_name)
                    FROM information_schema.columns
                    JOIN information_schema.tables USING (table_schema, table_name)
                    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
                    GROUP BY table_schema, table_name
                    """)) {
                while (tables.next()) {
                    selects.add(tables.getString(1));
                }
            }
            assertThat(selects).hasSizeGreaterThan(30);
            for (String select : selects) {
                try (ResultSet found = statement.executeQuery(select)) {
                    while (found.next()) {
                        rows.add(found.getString(1));
                    }
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(100);
        return rows;
    }
}
