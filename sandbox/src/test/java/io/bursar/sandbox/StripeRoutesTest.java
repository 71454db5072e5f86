package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stripe's routes over HTTP. The rig holds every answer against Stripe's schemas. */
class StripeRoutesTest {
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Rig.Reply held(String more) throws Exception {
        return rig.pay("pm_card_visa", "&capture_method=manual" + more);
    }

    private static JsonObject charge(Rig.Reply intent) {
        return intent.body().getAsJsonObject("latest_charge");
    }

    private void book(String payment, String... expected) throws Exception {
        Rig.Reply line = rig.book(payment);
        for (String each : expected) {
            String[] pair = each.split("=", 2);
            assertThat(line.number(pair[0])).as(each + " in " + line.body()).isEqualTo(Long.parseLong(pair[1]));
        }
    }

    @Test
    void an_intent_is_made_confirmed_and_taken() throws Exception {
        Rig.Reply made = rig.post("/v1/payment_intents", "amount=2000&currency=usd&payment_method_types[0]=card");
        assertThat(made.text("status")).isEqualTo("requires_payment_method");
        String id = made.text("id");
        Rig.Reply paid = rig.post(
                "/v1/payment_intents/" + id + "/confirm",
                "payment_method=pm_card_visa&expand[]=latest_charge.balance_transaction&expand[]=payment_method");
        assertThat(paid.text("status")).isEqualTo("succeeded");
        assertThat(paid.number("amount_received")).isEqualTo(2000);
        assertThat(charge(paid).get("balance_transaction").isJsonNull())
                .as("automatic_async: later")
                .isTrue();
        rig.advance("PT3S");
        Rig.Reply later = rig.get("/v1/payment_intents/" + id + "?expand[0]=latest_charge.balance_transaction");
        JsonObject balance = charge(later).getAsJsonObject("balance_transaction");
        assertThat(balance.get("fee").getAsLong()).isEqualTo(88);
        assertThat(balance.get("net").getAsLong()).isEqualTo(1912);
        book(id, "authorised=2000", "captured=2000", "released=0", "fees=88", "authorisations=1");
    }

    @Test
    void a_part_is_captured_and_the_rest_released() throws Exception {
        Rig.Reply held = held("");
        assertThat(held.text("status")).isEqualTo("requires_capture");
        String id = held.text("id");
        Rig.Reply taken =
                rig.post("/v1/payment_intents/" + id + "/capture", "amount_to_capture=1500&expand[]=latest_charge");
        assertThat(taken.text("status")).isEqualTo("succeeded");
        assertThat(charge(taken).get("amount_captured").getAsLong()).isEqualTo(1500);
        assertThat(charge(taken).get("amount_refunded").getAsLong()).isEqualTo(500);
        book(id, "authorised=2000", "captured=1500", "released=500", "refunded=0");
        assertThat(rig.post("/v1/payment_intents/" + id + "/capture", "")
                        .error()
                        .get("code")
                        .getAsString())
                .isEqualTo("payment_intent_unexpected_state");
    }

    @Test
    void many_captures_where_they_were_asked_for() throws Exception {
        Rig.Reply held = held("&payment_method_options[card][request_multicapture]=if_available");
        String capture = "/v1/payment_intents/" + held.text("id") + "/capture";
        Rig.Reply first = rig.post(capture, "amount_to_capture=500&final_capture=false");
        assertThat(first.text("status")).isEqualTo("requires_capture");
        assertThat(first.number("amount_capturable")).isEqualTo(1500);
        assertThat(rig.post(capture, "amount_to_capture=1600")
                        .error()
                        .get("code")
                        .getAsString())
                .isEqualTo("amount_too_large");
        Rig.Reply last = rig.post(capture, "amount_to_capture=700");
        assertThat(last.text("status")).isEqualTo("succeeded");
        assertThat(last.number("amount_received")).isEqualTo(1200);
        book(held.text("id"), "captured=1200", "released=800");
        assertThat(rig.post("/v1/payment_intents/" + held("").text("id") + "/capture", "final_capture=false")
                        .error()
                        .get("param")
                        .getAsString())
                .isEqualTo("final_capture");
    }

    @Test
    void an_authorisation_grows_where_that_was_asked_for() throws Exception {
        Rig.Reply held = held("&payment_method_options[card][request_incremental_authorization]=if_available");
        String increment = "/v1/payment_intents/" + held.text("id") + "/increment_authorization";
        assertThat(rig.post(increment, "amount=2600").number("amount_capturable"))
                .isEqualTo(2600);
        assertThat(rig.post(increment, "amount=2600").error().get("param").getAsString())
                .isEqualTo("amount");
        book(held.text("id"), "authorised=2600", "authorisations=1");
    }

    @Test
    void cancelling_releases_and_so_does_time() throws Exception {
        Rig.Reply held = held("");
        Rig.Reply cancelled = rig.post(
                "/v1/payment_intents/" + held.text("id") + "/cancel",
                "cancellation_reason=abandoned&expand[]=latest_charge");
        assertThat(cancelled.text("status")).isEqualTo("canceled");
        assertThat(charge(cancelled).get("refunded").getAsBoolean()).isTrue();
        book(held.text("id"), "released=2000", "captured=0", "refunded=0");
        Rig.Reply other = held("");
        rig.advance("P6DT23H");
        assertThat(rig.get("/v1/payment_intents/" + other.text("id")).text("status"))
                .isEqualTo("requires_capture");
        rig.advance("PT2H");
        Rig.Reply expired = rig.get("/v1/payment_intents/" + other.text("id"));
        assertThat(expired.text("status")).isEqualTo("canceled");
        assertThat(expired.text("cancellation_reason")).isEqualTo("expired");
        book(other.text("id"), "released=2000");
    }

    @Test
    void a_decline_says_why_and_the_intent_can_be_tried_again() throws Exception {
        Rig.Reply declined = rig.pay("pm_card_visa_chargeDeclinedInsufficientFunds", "");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.error().get("code").getAsString()).isEqualTo("card_declined");
        assertThat(declined.error().get("decline_code").getAsString()).isEqualTo("insufficient_funds");
        JsonObject intent = declined.error().getAsJsonObject("payment_intent");
        assertThat(intent.get("status").getAsString()).isEqualTo("requires_payment_method");
        String id = intent.get("id").getAsString();
        Rig.Reply again = rig.post("/v1/payment_intents/" + id + "/confirm", "payment_method=pm_card_mastercard");
        assertThat(again.text("status")).isEqualTo("succeeded");
        assertThat(again.body().get("last_payment_error").isJsonNull()).isTrue();
        assertThat(rig.get("/v1/charges?payment_intent=" + id).body().getAsJsonArray("data"))
                .hasSize(2);
        book(id, "authorised=2000", "authorisations=1");
    }

    @Test
    void refunds_in_parts_never_exceed_what_was_taken() throws Exception {
        String id = rig.pay("pm_card_visa", "&capture_method=automatic").text("id");
        Rig.Reply part = rig.post("/v1/refunds", "payment_intent=" + id + "&amount=700&reason=duplicate&metadata[k]=v");
        assertThat(part.text("status")).isEqualTo("succeeded");
        assertThat(rig.post("/v1/refunds", "payment_intent=" + id + "&amount=1301")
                        .status())
                .isEqualTo(400);
        rig.post("/v1/refunds", "payment_intent=" + id);
        assertThat(rig.post("/v1/refunds", "payment_intent=" + id)
                        .error()
                        .get("code")
                        .getAsString())
                .isEqualTo("charge_already_refunded");
        book(id, "captured=2000", "refunded=2000");
        assertThat(rig.get("/v1/refunds?payment_intent=" + id + "&limit=1")
                        .body()
                        .get("has_more")
                        .getAsBoolean())
                .isTrue();
        assertThat(rig.post("/v1/refunds/" + part.text("id"), "metadata[k]=w")
                        .body()
                        .getAsJsonObject("metadata")
                        .get("k")
                        .getAsString())
                .isEqualTo("w");
    }

    @Test
    void some_refunds_wait_some_fail_later() throws Exception {
        String failing =
                rig.pay("pm_card_refundFail", "&capture_method=automatic").text("id");
        Rig.Reply refund = rig.post("/v1/refunds", "payment_intent=" + failing);
        assertThat(refund.text("status")).isEqualTo("succeeded");
        rig.advance("PT6S");
        Rig.Reply failed = rig.get("/v1/refunds/" + refund.text("id"));
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.text("failure_reason")).isEqualTo("lost_or_stolen_card");
        book(failing, "refunded=2000", "refund_returned=2000");
        String waiting =
                rig.pay("pm_card_pendingRefund", "&capture_method=automatic").text("id");
        Rig.Reply pending = rig.post("/v1/refunds", "payment_intent=" + waiting + "&amount=500");
        assertThat(pending.text("status")).isEqualTo("pending");
        Rig.Reply cancelled = rig.post("/v1/refunds/" + pending.text("id") + "/cancel", "");
        assertThat(cancelled.text("status")).isEqualTo("canceled");
        Rig.Reply second = rig.post("/v1/refunds", "payment_intent=" + waiting + "&amount=500");
        rig.advance("PT6S");
        assertThat(rig.get("/v1/refunds/" + second.text("id")).text("status")).isEqualTo("succeeded");
        book(waiting, "refunded=1000", "refund_returned=500");
    }

    @Test
    void a_dispute_takes_the_money_and_winning_gives_it_back() throws Exception {
        String id =
                rig.pay("pm_card_createDispute", "&capture_method=automatic").text("id");
        JsonObject dispute = rig.get("/v1/disputes?payment_intent=" + id)
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        assertThat(dispute.get("status").getAsString()).isEqualTo("needs_response");
        book(id, "disputed=2000", "fees=1588");
        assertThat(rig.post("/v1/refunds", "payment_intent=" + id)
                        .error()
                        .get("code")
                        .getAsString())
                .isEqualTo("charge_disputed");
        String path = "/v1/disputes/" + dispute.get("id").getAsString();
        assertThat(rig.post(path, "evidence[customer_name]=Ada&submit=false").text("status"))
                .isEqualTo("needs_response");
        Rig.Reply won = rig.post(path, "evidence[uncategorized_text]=winning_evidence");
        assertThat(won.text("status")).isEqualTo("won");
        assertThat(won.body().getAsJsonArray("balance_transactions")).hasSize(2);
        book(id, "reinstated=2000", "fees_returned=1500");
        assertThat(rig.post(path + "/close", "").status()).isEqualTo(400);
    }

    @Test
    void a_dispute_that_nobody_answers_is_lost() throws Exception {
        String id = rig.pay("pm_card_createDisputeProductNotReceived", "&capture_method=automatic")
                .text("id");
        String inquiry = rig.pay("pm_card_createDisputeInquiry", "&capture_method=automatic")
                .text("id");
        rig.advance("P11D");
        JsonObject lost = rig.get("/v1/disputes?payment_intent=" + id)
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        assertThat(lost.get("status").getAsString()).isEqualTo("lost");
        JsonObject closed = rig.get("/v1/disputes?payment_intent=" + inquiry)
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        assertThat(closed.get("status").getAsString()).isEqualTo("warning_closed");
        book(inquiry, "disputed=0");
    }

    @Test
    void customers_methods_and_setups() throws Exception {
        String customer = rig.post("/v1/customers", "name=Ada&email=ada@example.com&address[city]=Pune")
                .text("id");
        Rig.Reply attached = rig.post("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer);
        assertThat(attached.text("customer")).isEqualTo(customer);
        String method = attached.text("id");
        assertThat(rig.post("/v1/payment_methods/pm_card_chargeDeclined/attach", "customer=" + customer)
                        .status())
                .isEqualTo(402);
        rig.post("/v1/customers/" + customer, "invoice_settings[default_payment_method]=" + method);
        assertThat(rig.get("/v1/customers/" + customer + "/payment_methods?type=card")
                        .body()
                        .getAsJsonArray("data"))
                .hasSize(1);
        assertThat(rig.get("/v1/payment_methods?customer=" + customer + "&type=card")
                        .body()
                        .getAsJsonArray("data"))
                .hasSize(1);
        rig.post("/v1/payment_methods/" + method, "card[exp_month]=3&card[exp_year]=2031&metadata[a]=b");
        Rig.Reply made = rig.post("/v1/payment_methods", "type=card&card[number]=4242424242424242&card[cvc]=123");
        assertThat(made.body().getAsJsonObject("card").get("last4").getAsString())
                .isEqualTo("4242");
        assertThat(rig.post("/v1/payment_methods/" + method + "/detach", "")
                        .body()
                        .get("customer")
                        .isJsonNull())
                .isTrue();
        Rig.Reply setup = rig.post(
                "/v1/setup_intents",
                "customer=" + customer + "&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card"
                        + "&mandate_data[customer_acceptance][type]=offline");
        assertThat(setup.text("status")).isEqualTo("succeeded");
        assertThat(rig.get("/v1/mandates/" + setup.text("mandate")).text("status"))
                .isEqualTo("active");
        assertThat(rig.get("/v1/setup_intents?customer=" + customer).body().getAsJsonArray("data"))
                .hasSize(1);
        assertThat(rig.delete("/v1/customers/" + customer).body().get("deleted").getAsBoolean())
                .isTrue();
        assertThat(rig.get("/v1/customers/" + customer).body().get("deleted").getAsBoolean())
                .isTrue();
    }

    @Test
    void a_saved_card_pays_without_its_owner() throws Exception {
        String customer = rig.post("/v1/customers", "").text("id");
        Rig.Reply setup = rig.post(
                "/v1/setup_intents",
                "customer=" + customer + "&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card");
        String off = "&off_session=true&customer=" + customer;
        assertThat(rig.pay(setup.text("payment_method"), off).text("status")).isEqualTo("succeeded");
        Rig.Reply asked = rig.pay("pm_card_authenticationRequired", off);
        assertThat(asked.status()).isEqualTo(402);
        assertThat(asked.error().get("code").getAsString()).isEqualTo("authentication_required");
        assertThat(rig.pay(setup.text("payment_method"), "").status())
                .as("without its customer")
                .isEqualTo(400);
    }

    @Test
    void pages_go_forth_and_back() throws Exception {
        for (int i = 0; i < 5; i++) {
            rig.post("/v1/payment_intents", "amount=" + (100 + i) + "&currency=usd&metadata[order]=o" + i);
        }
        Rig.Reply first = rig.get("/v1/payment_intents?limit=2");
        assertThat(first.body().get("has_more").getAsBoolean()).isTrue();
        String second = first.body()
                .getAsJsonArray("data")
                .get(1)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        Rig.Reply next = rig.get("/v1/payment_intents?limit=2&starting_after=" + second);
        assertThat(next.body()
                        .getAsJsonArray("data")
                        .get(0)
                        .getAsJsonObject()
                        .get("amount")
                        .getAsLong())
                .isEqualTo(102);
        String third = next.body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        Rig.Reply back = rig.get("/v1/payment_intents?limit=2&ending_before=" + third);
        assertThat(back.body().get("has_more").getAsBoolean()).isFalse();
        assertThat(back.body()
                        .getAsJsonArray("data")
                        .get(0)
                        .getAsJsonObject()
                        .get("amount")
                        .getAsLong())
                .isEqualTo(104);
        assertThat(rig.get("/v1/payment_intents?starting_after=" + third + "&ending_before=" + third)
                        .status())
                .isEqualTo(400);
        Rig.Reply found = rig.get("/v1/payment_intents/search?query="
                + java.net.URLEncoder.encode(
                        "metadata[\"order\"]:\"o3\" AND amount>100", java.nio.charset.StandardCharsets.UTF_8));
        assertThat(found.body().getAsJsonArray("data")).hasSize(1);
    }

    @Test
    void what_is_available_is_paid_out() throws Exception {
        rig.pay("pm_card_visa", "&capture_method=automatic");
        JsonObject pending =
                rig.get("/v1/balance").body().getAsJsonArray("pending").get(0).getAsJsonObject();
        assertThat(pending.get("amount").getAsLong()).isEqualTo(1912);
        rig.advance("P2DT1H");
        JsonObject payout =
                rig.get("/v1/payouts").body().getAsJsonArray("data").get(0).getAsJsonObject();
        assertThat(payout.get("amount").getAsLong()).isEqualTo(1912);
        assertThat(payout.get("status").getAsString()).isEqualTo("in_transit");
        String id = payout.get("id").getAsString();
        assertThat(rig.get("/v1/balance_transactions?payout=" + id).body().getAsJsonArray("data"))
                .hasSize(2);
        rig.advance("P1D");
        assertThat(rig.get("/v1/payouts/" + id).text("status")).isEqualTo("paid");
        assertThat(rig.control("stripe/fail_payout", "{\"id\":\"" + id + "\"}").text("status"))
                .isEqualTo("failed");
    }
}
