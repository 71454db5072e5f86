package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong at Razorpay on request, and how its callers find what became of a call without an answer. */
class RazorpayFaultsTest {
    private static final String UPI = "\"path\":\"/v1/payments/create/upi\"";
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void fault(String json) throws Exception {
        assertThat(rig.control("faults", json).status()).isEqualTo(200);
    }

    private String approved(String more) throws Exception {
        String payment = rig.upi(rig.order(more)).text("razorpay_payment_id");
        rig.control("razorpay/approve", "{\"id\":\"" + payment + "\"}");
        return payment;
    }

    private Rig.Reply payment(String id) throws Exception {
        return rig.razorpay("GET", "/v1/payments/" + id, "");
    }

    @Test
    void banks_decline_and_failures_come_late() throws Exception {
        fault("{\"kind\":\"decline\",\"nth\":1,\"code\":\"insufficient_funds\"," + UPI + "}");
        fault("{\"kind\":\"late_failure\",\"nth\":1,\"delay_ms\":60000," + UPI + "}");
        Rig.Reply declined = payment(approved(""));
        assertThat(declined.text("status")).isEqualTo("failed");
        assertThat(declined.text("error_reason")).isEqualTo("insufficient_funds");
        String slow = approved("");
        assertThat(payment(slow).text("status")).as("the bank has not answered").isEqualTo("created");
        rig.advance("PT61S");
        assertThat(payment(slow).text("status")).isEqualTo("failed");
        assertThat(rig.book(slow).number("authorised")).isZero();
    }

    @Test
    void the_provider_refunds_and_the_payer_disputes_later() throws Exception {
        fault("{\"kind\":\"refund_later\",\"nth\":1,\"delay_ms\":1000," + UPI + "}");
        fault("{\"kind\":\"dispute_later\",\"nth\":1,\"delay_ms\":1000,\"path\":\"/v1/payments/*/capture\"}");
        String refunded = approved(",\"payment_capture\":true");
        String disputed = approved("");
        rig.razorpay("POST", "/v1/payments/" + disputed + "/capture", "{\"amount\":50000,\"currency\":\"INR\"}");
        rig.advance("PT2S");
        assertThat(payment(refunded).text("status")).isEqualTo("refunded");
        assertThat(rig.book(refunded).number("refunded")).isEqualTo(50000);
        assertThat(rig.razorpay("GET", "/v1/disputes", "").body().toString())
                .contains(disputed)
                .contains("\"status\":\"open\"");
    }

    @Test
    void a_wrong_echo_differs_from_the_book_and_amounts_choose_calls() throws Exception {
        fault("{\"kind\":\"wrong_currency\",\"amount\":70000,\"path\":\"/v1/orders\"}");
        assertThat(rig.razorpay("POST", "/v1/orders", "{\"amount\":70000,\"currency\":\"INR\"}")
                        .text("currency"))
                .isEqualTo("USD");
        Rig.Reply other = rig.razorpay("POST", "/v1/orders", "{\"amount\":70001,\"currency\":\"INR\"}");
        assertThat(other.text("currency")).isEqualTo("INR");
    }

    @Test
    void what_became_of_a_call_without_an_answer_can_be_found() throws Exception {
        fault("{\"kind\":\"reset_after\",\"nth\":1,\"path\":\"/v1/orders\",\"method\":\"POST\"}");
        fault("{\"kind\":\"reset_after\",\"nth\":1," + UPI + "}");
        fault("{\"kind\":\"reset_before\",\"nth\":1," + UPI + "}");
        assertThatThrownBy(() -> rig.order(",\"receipt\":\"op_1\"")).isInstanceOf(IOException.class);
        Rig.Reply found = rig.razorpay("GET", "/v1/orders?receipt=op_1", "");
        assertThat(found.number("count")).isEqualTo(1);
        String order = found.body()
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        assertThatThrownBy(() -> rig.upi(order)).isInstanceOf(IOException.class);
        Rig.Reply payments = rig.razorpay("GET", "/v1/orders/" + order + "/payments", "");
        assertThat(payments.number("count")).isEqualTo(1);
        assertThatThrownBy(() -> rig.upi(order)).isInstanceOf(IOException.class);
        assertThat(rig.razorpay("GET", "/v1/orders/" + order + "/payments", "").number("count"))
                .as("the second was lost before it was executed")
                .isEqualTo(1);
        assertThat(rig.razorpay("GET", "/v1/orders?receipt=op_2", "").number("count"))
                .isZero();
    }

    @Test
    void stripe_finds_an_intent_by_its_metadata_and_refunds_by_their_intent() throws Exception {
        fault("{\"kind\":\"reset_after\",\"times\":1,\"nth\":1,\"path\":\"/v1/payment_intents\"}");
        assertThatThrownBy(() -> rig.pay("pm_card_visa", "&metadata[op]=op_1")).isInstanceOf(IOException.class);
        Rig.Reply found = rig.get("/v1/payment_intents/search?query=metadata['op']:'op_1'"
                .replace("'", "%27")
                .replace("[", "%5B")
                .replace("]", "%5D"));
        String intent = found.body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        assertThat(rig.book(intent).number("captured")).isEqualTo(2000);
        fault("{\"kind\":\"reset_after\",\"nth\":1,\"path\":\"/v1/refunds\"}");
        assertThatThrownBy(() -> rig.post("/v1/refunds", "payment_intent=" + intent))
                .isInstanceOf(IOException.class);
        assertThat(rig.get("/v1/refunds?payment_intent=" + intent)
                        .body()
                        .getAsJsonArray("data")
                        .asList())
                .hasSize(1);
    }
}
