package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The payer's browser: a publishable key and the secret of one payment. */
class PayerTest {
    private static final String ORIGIN = "https://shop.example";
    private static final Set<String> OWNERS = Set.of(
            "amount_capturable",
            "amount_received",
            "application",
            "customer",
            "destination",
            "gateway",
            "latest_charge",
            "metadata",
            "payment_method_options",
            "statement_descriptor",
            "transfer_data");

    private static Shop shop;
    private static String page;

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofSeconds(1));
        page = publishable(shop.bursar, "['" + ORIGIN + "']");
    }

    private static String publishable(RunningBursar bursar, String origins) {
        return bursar.post("/v1/api_keys")
                .json("{'name':'page','kind':'publishable','allowed_origins':" + origins + "}")
                .expect(201)
                .at("/secret")
                .asString();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @AfterEach
    void the_books_add_up() throws SQLException {
        shop.checkWitnesses();
    }

    private static Reply made(String more) {
        return shop.bursar
                .post("/v1/payment_intents")
                .form("amount=1000&currency=usd&metadata[secret]=ours&payment_method_types[]=card"
                        + "&statement_descriptor_suffix=X" + more)
                .expect(200);
    }

    private static String secret(Reply payment) {
        return payment.at("/client_secret").asString();
    }

    private static Request get(String id, String secret) {
        return shop.bursar
                .get("/v1/payment_intents/" + id + "?client_secret=" + secret)
                .bearer(page)
                .header("Origin", ORIGIN);
    }

    private static Request confirm(String id, String form) {
        return shop.bursar
                .post("/v1/payment_intents/" + id + "/confirm")
                .bearer(page)
                .header("Origin", ORIGIN)
                .form(form);
    }

    private static void isForPayers(Reply reply, String pointer) {
        List<String> names = List.copyOf(reply.at(pointer).propertyNames());
        assertThat(names)
                .contains("id", "status", "client_secret", "next_action")
                .doesNotContainAnyElementsOf(OWNERS);
        assertThat(reply.text()).doesNotContain("ours");
    }

    @Test
    void a_page_confirms_and_sees_what_a_payer_may_see() {
        Reply payment = made("");
        Reply seen = get(payment.id(), secret(payment)).expect(200);
        isForPayers(seen, "");
        assertThat(seen.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        Reply paid = confirm(payment.id(), "payment_method=pm_card_visa&client_secret=" + secret(payment))
                .expect(200);
        isForPayers(paid, "");
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(shop.status(payment.id())).isEqualTo("succeeded");
        assertThat(shop.payment(payment.id()).at("/metadata/secret").asString()).isEqualTo("ours");
        Reply again = confirm(payment.id(), "payment_method=pm_card_visa&client_secret=" + secret(payment))
                .send();
        again.expect(400);
        isForPayers(again, "/error/payment_intent");
    }

    @Test
    void a_no_of_the_bank_shows_no_more_and_its_repeat_is_the_same() {
        Reply payment = made("");
        String form = "payment_method=pm_card_chargeDeclined&client_secret=" + secret(payment);
        Reply declined = confirm(payment.id(), form).key("declined-once").expect(402);
        isForPayers(declined, "/error/payment_intent");
        assertThat(declined.at("/error/code").asString()).isEqualTo("card_declined");
        Reply repeat = confirm(payment.id(), form).key("declined-once").expect(402);
        assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
        isForPayers(repeat, "/error/payment_intent");
        assertThat(repeat.at("/error/doc_url")).isEqualTo(declined.at("/error/doc_url"));
        confirm(payment.id(), "payment_method=pm_card_chargeDeclined&client_secret=pi_x_secret_y")
                .key("declined-once")
                .send()
                .expectError(404, "resource_missing", "intent");
    }

    @Test
    void a_wrong_secret_is_answered_like_an_id_that_names_nothing() {
        Reply payment = made("");
        Reply other = made("");
        String unknown = "pi_01kamh5x0z8000040v1q3m7n5r";
        for (String wrong : List.of(
                "x", secret(other), secret(payment) + "x", secret(payment).toUpperCase(java.util.Locale.ROOT))) {
            Reply mine = get(payment.id(), wrong).send();
            mine.expectError(404, "resource_missing", "intent");
            Reply none = get(unknown, wrong).send();
            none.expectError(404, "resource_missing", "intent");
            assertThat(mine.at("/error/message").asString().replace(payment.id(), unknown))
                    .isEqualTo(none.at("/error/message").asString());
            confirm(payment.id(), "payment_method=pm_card_visa&client_secret=" + wrong)
                    .send()
                    .expectError(404, "resource_missing", "intent");
        }
        shop.bursar
                .get("/v1/payment_intents/" + payment.id())
                .bearer(page)
                .send()
                .expectError(400, "parameter_missing", "client_secret");
        confirm(payment.id(), "payment_method=pm_card_visa")
                .send()
                .expectError(400, "parameter_missing", "client_secret");
        assertThat(shop.status(payment.id())).isEqualTo("requires_payment_method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata[a]=b",
                "destination[account]=users/mallory",
                "capture_method=manual",
                "customer=cus_01kamh5x0z8000040v1q3m7n5r",
                "off_session=true",
                "payment_method_types[]=upi",
                "statement_descriptor=FREE",
                "payment_method_options[card][request_multicapture]=if_available",
                "description=mine",
                "confirmation_method=manual",
                "error_on_requires_action=true",
            })
    void what_is_not_a_payer_s_to_say_is_refused(String said) {
        Reply payment = made("");
        confirm(payment.id(), "payment_method=pm_card_visa&client_secret=" + secret(payment) + "&" + said)
                .send()
                .expectError(400, "parameter_unsupported", said.replaceAll("[\\[=].*", ""));
        assertThat(shop.payment(payment.id()).text())
                .contains("\"latest_charge\":null")
                .contains("requires_payment_method");
    }

    @Test
    void a_method_of_somebody_else_is_not_there() {
        String asha =
                shop.bursar.post("/v1/customers").form("name=Asha").expect(200).id();
        String method = shop.bursar
                .post("/v1/payment_methods")
                .form("type=card&card[token]=tok_visa")
                .expect(200)
                .id();
        Reply payment = made("");
        String form = "payment_method=" + method + "&client_secret=" + secret(payment);
        confirm(payment.id(), form).send().expectError(400, "resource_missing", "payment_method");
        shop.bursar
                .post("/v1/payment_methods/" + method + "/attach")
                .form("customer=" + asha)
                .expect(200);
        confirm(payment.id(), form).send().expectError(400, "resource_missing", "payment_method");
        Reply hers = made("&customer=" + asha);
        Reply paid = confirm(hers.id(), "payment_method=" + method + "&client_secret=" + secret(hers))
                .expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
    }

    @Test
    void a_payment_that_its_owner_confirms_is_not_confirmed_by_a_page() {
        Reply payment = made("&confirmation_method=manual");
        confirm(payment.id(), "payment_method=pm_card_visa&client_secret=" + secret(payment))
                .send()
                .expectError(403, "right_missing", null);
        assertThat(shop.status(payment.id())).isEqualTo("requires_payment_method");
    }

    @Test
    void pages_of_other_origins_other_books_and_other_routes_are_refused() {
        Reply payment = made("");
        get(payment.id(), secret(payment))
                .header("Origin", "https://evil.example")
                .send()
                .expectError(403, "origin_not_allowed", "Origin");
        String book = shop.bursar
                .post("/v1/books")
                .json("{'name':'other'}")
                .expect(201)
                .id();
        String foreign = shop.bursar
                .post("/v1/api_keys")
                .json("{'name':'page','kind':'publishable','book':'" + book + "'}")
                .expect(201)
                .at("/secret")
                .asString();
        shop.bursar
                .get("/v1/payment_intents/" + payment.id() + "?client_secret=" + secret(payment))
                .bearer(foreign)
                .send()
                .expectError(404, "resource_missing", "intent");
        for (String route : List.of("cancel", "capture", "increment_authorization", "")) {
            shop.bursar
                    .post("/v1/payment_intents/" + payment.id() + (route.isEmpty() ? "" : "/" + route))
                    .bearer(page)
                    .form("client_secret=" + secret(payment))
                    .send()
                    .expectError(403, "right_missing", null);
        }
        shop.bursar.get("/v1/payment_intents").bearer(page).send().expectError(403, "right_missing", null);
    }

    @Test
    void one_payment_is_not_asked_for_without_end() {
        Reply payment = made("");
        int admitted = 0;
        while (confirm(payment.id(), "client_secret=wrong").send().status() == 404) {
            admitted++;
            assertThat(admitted).isLessThan(60);
        }
        assertThat(admitted).isBetween(5, 30);
        confirm(payment.id(), "client_secret=wrong").send().expectError(429, "rate_limit", null);
        Reply other = made("");
        get(other.id(), secret(other)).expect(200);
    }
}
