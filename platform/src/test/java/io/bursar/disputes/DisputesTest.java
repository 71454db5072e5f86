package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.Shop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Disputes as Stripe tells of them, over HTTP, from signature to books. */
class DisputesTest extends DisputedShop {
    @Test
    void a_dispute_takes_the_money_the_way_a_refund_goes() {
        long fees = shop.posted("fees/stripe");
        Reply paid = disputed("pm_card_createDispute", split("hats", "caps"));
        String id = withdrawn(paid);
        assertThat(shop.posted("revenue/hats")).isZero();
        assertThat(shop.posted("revenue/caps")).isZero();
        assertThat(shop.posted("fees/stripe")).isEqualTo(fees + 1_500);
        assertThat(status(id)).isEqualTo("needs_response");
        assertThat(told(id)).containsExactly("charge.dispute.created", "charge.dispute.funds_withdrawn");
        JsonNode charge = shop.get("/v1/charges/" + paid.at("/latest_charge").asString() + "?expand[]=dispute")
                .expect(200)
                .json();
        assertThat(charge.at("/disputed").asBoolean()).isTrue();
        assertThat(charge.at("/dispute/id").asString()).isEqualTo(id);
        JsonNode moved = get(id).at("/balance_transactions/0");
        assertThat(shop.get("/v1/balance_transactions/" + moved.at("/id").asString())
                        .expect(200)
                        .json())
                .isEqualTo(moved);
        assertThat(moved.at("/amount").asLong()).isEqualTo(-1_000);
        assertThat(moved.at("/net").asLong()).isEqualTo(-2_500);
        assertThat(moved.at("/type").asString()).isEqualTo("adjustment");
        assertThat(moved.at("/reporting_category").asString()).isEqualTo("dispute");
        shop.post("/v1/refunds")
                .form("payment_intent=" + paid.id())
                .send()
                .expectError(400, "charge_disputed", "payment_intent");
    }

    @Test
    void what_is_won_comes_back_to_those_who_gave_it() {
        long fees = shop.posted("fees/stripe");
        Reply paid = disputed("pm_card_createDispute", split("mugs", "cups"));
        String id = withdrawn(paid);
        decide("win", id);
        Shop.await("the money is back", () -> moved(id) == 2);
        assertThat(shop.posted("revenue/mugs")).isEqualTo(750);
        assertThat(shop.posted("revenue/cups")).isEqualTo(250);
        assertThat(shop.posted("fees/stripe")).isEqualTo(fees);
        assertThat(told(id))
                .containsExactly(
                        "charge.dispute.created",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.closed",
                        "charge.dispute.funds_reinstated");
        assertThat(get(id).at("/balance_transactions/1/reporting_category").asString())
                .isEqualTo("dispute_reversal");
        shop.post("/v1/refunds").form("payment_intent=" + paid.id()).expect(200);
    }

    @Test
    void evidence_is_staged_then_given_with_its_files_and_wins() {
        String id = withdrawn(disputed("pm_card_createDispute", ""));
        String file = shop.post("/v1/files")
                .file("dispute_evidence", "receipt.pdf", "application/pdf", PDF.getBytes(StandardCharsets.US_ASCII))
                .expect(200)
                .id();
        Reply staged = act(id, "evidence[receipt]=" + file + "&evidence[customer_name]=Asha&submit=false");
        assertThat(staged.at("/evidence/receipt").asString()).isEqualTo(file);
        assertThat(staged.at("/evidence_details/has_evidence").asBoolean()).isTrue();
        assertThat(staged.at("/evidence_details/submission_count").asInt()).isZero();
        assertThat(staged.at("/status").asString()).isEqualTo("needs_response");
        assertThat(shop.sandbox
                        .getStripe(
                                "/v1/disputes/" + staged.at("/gateway_dispute").asString())
                        .at("/evidence_details/has_evidence")
                        .asBoolean())
                .as("staged evidence is nobody's business")
                .isFalse();
        Reply given = act(id, "evidence[uncategorized_text]=winning_evidence&metadata[case]=7");
        assertThat(given.status()).as(given.text()).isEqualTo(200);
        assertThat(given.at("/metadata/case").asString()).isEqualTo("7");
        Shop.await("it is won", () -> status(id).equals("won") && moved(id) == 2);
        JsonNode theirs = shop.sandbox.getStripe(
                "/v1/disputes/" + staged.at("/gateway_dispute").asString());
        String left = theirs.at("/evidence/receipt").asString();
        assertThat(theirs.at("/evidence/customer_name").asString()).isEqualTo("Asha");
        assertThat(shop.sandbox.getStripe("/v1/files/" + left).at("/size").asInt())
                .isEqualTo(PDF.length());
        assertThat(get(id).at("/evidence_details/submission_count").asInt()).isEqualTo(1);
        act(id, "evidence[customer_name]=Ravi").expectError(400, "dispute_already_closed", "evidence");
    }

    @Test
    void evidence_under_review_takes_no_more() {
        String id = withdrawn(disputed("pm_card_createDispute", ""));
        Reply given = act(id, "evidence[product_description]=A hat.");
        assertThat(given.at("/status").asString()).as(given.text()).isEqualTo("under_review");
        act(id, "evidence[product_description]=Two hats.").expectError(400, "dispute_already_closed", "evidence");
        assertThat(act(id, "metadata[a]=b").status()).isEqualTo(200);
        decide("lose", id);
        Shop.await("it is lost", () -> status(id).equals("lost"));
        assertThat(moved(id)).isEqualTo(1);
        assertThat(told(id)).endsWith("charge.dispute.closed");
    }

    @Test
    void a_dispute_that_is_given_up_is_lost() {
        String id = withdrawn(disputed("pm_card_createDispute", ""));
        String key = RunningBursar.unique("close");
        Reply closed = shop.post("/v1/disputes/" + id + "/close").key(key).expect(200);
        assertThat(closed.at("/status").asString()).isEqualTo("lost");
        Reply again = shop.post("/v1/disputes/" + id + "/close").key(key).expect(200);
        assertThat(again.json()).isEqualTo(closed.json());
        shop.post("/v1/disputes/" + id + "/close").send().expectError(400, "dispute_already_closed", "id");
    }

    @Test
    void an_inquiry_moves_no_money_and_may_be_refunded() {
        Reply paid = disputed("pm_card_createDisputeInquiry", "&destination[account]=revenue/asked");
        JsonNode dispute = of(paid.id()).at("/0");
        assertThat(dispute.at("/status").asString()).isEqualTo("warning_needs_response");
        assertThat(dispute.at("/is_charge_refundable").asBoolean()).isTrue();
        assertThat(shop.posted("revenue/asked")).isEqualTo(1_000);
        shop.post("/v1/refunds").form("payment_intent=" + paid.id()).expect(200);
        Reply closed = shop.post("/v1/disputes/" + dispute.at("/id").asString() + "/close")
                .expect(200);
        assertThat(closed.at("/status").asString()).isEqualTo("warning_closed");
    }

    @Test
    void a_dispute_after_a_refund_takes_what_is_left_and_the_rest_is_in_suspense() {
        Reply paid = paid("pm_card_visa", split("ties", "bows"));
        shop.post("/v1/refunds")
                .form("payment_intent=" + paid.id() + "&amount=400")
                .expect(200);
        long suspended = shop.posted("gateways/stripe/suspense");
        shop.sandbox.control("stripe/dispute", "{\"id\":\"" + charge(paid) + "\",\"amount\":1000}");
        Shop.await("the dispute is known", () -> !of(paid.id()).isEmpty());
        String id = withdrawn(paid);
        assertThat(shop.posted("revenue/ties") + shop.posted("revenue/bows")).isZero();
        assertThat(shop.posted("gateways/stripe/suspense")).isEqualTo(suspended - 400);
        assertThat(incidents(paid.id())).contains("dispute_above_payment");
        decide("win", id);
        Shop.await("the money is back", () -> moved(id) == 2);
        assertThat(shop.posted("revenue/ties") + shop.posted("revenue/bows")).isEqualTo(600);
        assertThat(shop.posted("gateways/stripe/suspense")).isEqualTo(suspended);
    }

    @Test
    void a_destination_that_has_spent_the_money_is_overdrawn() {
        shop.bursar
                .post("/v1/chart")
                .undocumented()
                .json("{'patterns':[{'path':'users/{user}','kind':'liability','floor':0},"
                        + "{'path':'shops/{shop}','kind':'liability'}]}");
        Reply paid = paid("pm_card_visa", "&destination[account]=revenue/spent");
        shop.sandbox.control("stripe/dispute", "{\"id\":\"" + charge(paid) + "\"}");
        Shop.await("the dispute is known", () -> !of(paid.id()).isEmpty());
        withdrawn(paid);
        assertThat(shop.posted("revenue/spent")).isZero();
    }

    @Test
    void a_warning_of_fraud_is_listed_and_told() {
        Reply paid = paid("pm_card_createIssuerFraudWarning", "");
        Shop.await("the warning is known", () -> !warnings(paid.id()).isEmpty());
        JsonNode warning = warnings(paid.id()).at("/0");
        assertThat(warning.at("/fraud_type").asString()).isEqualTo("made_with_stolen_card");
        assertThat(warning.at("/actionable").asBoolean()).isTrue();
        String id = warning.at("/id").asString();
        assertThat(shop.get("/v1/radar/early_fraud_warnings/" + id + "?expand[]=charge&expand[]=payment_intent")
                        .expect(200)
                        .at("/charge/id")
                        .asString())
                .isEqualTo(paid.at("/latest_charge").asString());
        assertThat(told(id)).containsExactly("radar.early_fraud_warning.created");
        assertThat(incidents(paid.id())).contains("fraud_warning");
        shop.post("/v1/refunds").form("payment_intent=" + paid.id()).expect(200);
        assertThat(warnings(paid.id()).at("/0/actionable").asBoolean()).isFalse();
    }

    private static JsonNode warnings(String payment) {
        return shop.get("/v1/radar/early_fraud_warnings?payment_intent=" + payment)
                .expect(200)
                .at("/data");
    }

    @Test
    void a_dispute_of_a_payment_that_is_not_ours_stays_foreign() {
        JsonNode paid = shop.sandbox.callStripe(
                "/v1/payment_intents",
                "amount=700&currency=usd&payment_method=pm_card_createDispute&confirm=true"
                        + "&payment_method_types[]=card");
        Shop.await(
                "it is told",
                () -> shop.get("/v1/webhook_inbox?state=foreign&limit=100")
                        .expect(200)
                        .text()
                        .contains("charge.dispute.created"));
        assertThat(shop.get("/v1/disputes?limit=100").expect(200).text())
                .doesNotContain(paid.get("id").asString());
        // Its money is in the sandbox's book and not in ours: given back, the witnesses agree again.
        String dispute = shop.sandbox
                .getStripe("/v1/disputes?payment_intent=" + paid.get("id").asString())
                .at("/data/0/id")
                .asString();
        shop.sandbox.control("stripe/win", "{\"id\":\"" + dispute + "\"}");
        shop.sandbox.callStripe(
                "/v1/refunds", "payment_intent=" + paid.get("id").asString());
    }

    @Test
    void people_are_told_of_deadlines_and_of_one_that_passed() {
        Reply paid = disputed("pm_card_createDispute", "");
        String id = withdrawn(paid);
        Deadlines deadlines = shop.bursar.bean(Deadlines.class);
        java.time.Instant due = java.time.Instant.ofEpochSecond(
                get(id).at("/evidence_details/due_by").asLong());
        deadlines.run(due.minus(Duration.ofHours(100)));
        assertThat(incidents(paid.id())).isEmpty();
        deadlines.run(due.minus(Duration.ofHours(71)));
        deadlines.run(due.minus(Duration.ofHours(70)));
        assertThat(incidents(paid.id())).containsExactly("dispute_deadline_near");
        deadlines.run(due.minus(Duration.ofHours(23)));
        deadlines.run(due.minus(Duration.ofHours(22)));
        assertThat(incidents(paid.id())).hasSize(2);
        assertThat(get(id).at("/evidence_details/past_due").asBoolean()).isFalse();
        deadlines.run(due.plusSeconds(1));
        deadlines.run(due.plusSeconds(9));
        assertThat(incidents(paid.id())).hasSize(3).contains("dispute_past_due");
        assertThat(get(id).at("/evidence_details/past_due").asBoolean()).isTrue();
    }

    @Test
    void what_comes_twice_late_and_out_of_order_comes_to_the_same() {
        for (String fault : List.of("webhook_duplicate", "webhook_reorder", "webhook_delay")) {
            shop.sandbox.control("faults", "{\"kind\":\"" + fault + "\",\"rate\":0.4,\"seed\":7,\"delay_ms\":50}");
        }
        List<String> disputes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Reply paid = disputed("pm_card_createDispute", "&destination[account]=revenue/storm");
            disputes.add(of(paid.id()).at("/0/id").asString());
        }
        for (int i = 0; i < disputes.size(); i++) {
            decide(i % 2 == 0 ? "win" : "lose", disputes.get(i));
        }
        Shop.await(
                "all that was sent has been heard",
                () -> disputes.stream().allMatch(each -> {
                    String status = status(each);
                    return status.equals("lost") ? moved(each) == 1 : status.equals("won") && moved(each) == 2;
                }));
        Shop.await(
                "nothing waits",
                () -> shop.get("/v1/webhook_inbox?state=waiting&limit=1")
                        .expect(200)
                        .at("/data")
                        .isEmpty());
        assertThat(shop.get("/v1/webhook_inbox?state=parked").expect(200).at("/data"))
                .isEmpty();
        assertThat(shop.posted("revenue/storm")).isEqualTo(4_000);
    }

    @Test
    void disputes_are_listed_by_charge_and_by_time() {
        Reply paid = disputed("pm_card_createDispute", "");
        String id = withdrawn(paid);
        String charge = paid.at("/latest_charge").asString();
        assertThat(shop.get("/v1/disputes?charge=" + charge + "&expand[]=data.charge&expand[]=data.payment_intent")
                        .expect(200)
                        .at("/data/0/payment_intent/id")
                        .asString())
                .isEqualTo(paid.id());
        long now = shop.bursar.bean(PaymentStore.class).now().getEpochSecond();
        assertThat(shop.get("/v1/disputes?created[gt]=" + (now + 60))
                        .expect(200)
                        .at("/data"))
                .isEmpty();
        assertThat(shop.get("/v1/disputes?limit=1").expect(200).at("/data/0/id").asString())
                .isEqualTo(id);
        shop.get("/v1/disputes?starting_after=du_x").send().expectError(400, "resource_missing", "starting_after");
    }
}
