package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.StripeShapes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What payments look like is what Stripe publishes of them, but for the members that are Bursar's own. */
class PaymentShapesTest {
    /** Bursar's own, which Stripe's clients leave alone, and two that Stripe had in older versions. */
    private static final Set<String> OURS = Set.of(
            "payment_intent.destination",
            "payment_intent.gateway",
            "payment_intent.source",
            "payment_intent.next_action.upi_intent",
            "charge.dispute",
            "charge.gateway",
            "charge.gateway_payment",
            "api_errors.request_id");

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofSeconds(5));
    }

    @AfterAll
    static void close() throws SQLException {
        shop.checkWitnesses();
        shop.close();
    }

    private static void keeps(String shape, JsonNode object) {
        List<String> faults = StripeShapes.faults(shape, object).stream()
                .filter(fault ->
                        OURS.stream().noneMatch(each -> fault.endsWith(each + " is unknown to Stripe's clients")))
                .toList();
        assertThat(faults).as("%s", object).isEmpty();
    }

    /** The payment, and whatever there is of it. */
    private static void keepsAll(String id) {
        keeps("payment_intent", shop.payment(id).json());
        for (JsonNode charge : all("/v1/charges?payment_intent=" + id)) {
            keeps("charge", charge);
        }
        for (JsonNode refund : all("/v1/refunds?payment_intent=" + id)) {
            keeps("refund", refund);
        }
    }

    private static JsonNode all(String path) {
        return shop.get(path).expect(200).at("/data");
    }

    @Test
    void of_a_payment_by_card_with_a_refund() {
        Reply paid = shop.pay("&metadata[order]=7&description=gloves&receipt_email=a@example.com"
                + "&statement_descriptor_suffix=GLOVES&shipping[name]=Asha&shipping[address][line1]=1+Road");
        String id = paid.expect(200).id();
        shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("payment_intent=" + id + "&amount=300&reason=duplicate")
                .expect(200);
        keeps("payment_intent", paid.json());
        keepsAll(id);
        for (JsonNode each : all("/v1/balance_transactions?limit=20")) {
            keeps("balance_transaction", each);
        }
    }

    @Test
    void of_what_is_reserved_and_of_what_is_let_go() {
        String held = shop.pay("&capture_method=manual").expect(200).id();
        keepsAll(held);
        shop.act(held, "cancel", "cancellation_reason=abandoned").expect(200);
        keepsAll(held);
    }

    @Test
    void of_what_is_not_confirmed_yet() {
        Reply made = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("made"))
                .form("amount=1000&currency=usd")
                .expect(200);
        keepsAll(made.id());
    }

    @Test
    void of_what_the_bank_refuses() {
        Reply refused = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("refused"))
                .form("amount=1000&currency=usd&payment_method=pm_card_visa_chargeDeclined&confirm=true"
                        + "&payment_method_types[]=card")
                .expect(402);
        keeps("api_errors", refused.at("/error"));
        keepsAll(refused.at("/error/payment_intent/id").asString());
    }

    @Test
    void of_what_the_payer_must_do() {
        Reply challenged = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("challenged"))
                .form("amount=1000&currency=usd&payment_method=pm_card_threeDSecure2Required&confirm=true"
                        + "&payment_method_types[]=card&return_url=https://shop.example/back")
                .expect(200);
        assertThat(challenged.at("/status").asString()).isEqualTo("requires_action");
        keepsAll(challenged.id());
    }

    @Test
    void of_a_payment_by_upi() {
        Reply asked = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("upi"))
                .form("amount=49900&currency=inr&payment_method_types[]=upi&payment_method_data[type]=upi&confirm=true"
                        + "&receipt_email=asha@example.com&payment_method_data[billing_details][phone]=%2B919812345678")
                .expect(200);
        keepsAll(asked.id());
    }
}
