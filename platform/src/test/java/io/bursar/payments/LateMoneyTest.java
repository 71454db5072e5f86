package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.engine.LedgerDoctor;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.ledger.Book;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Payment;
import io.bursar.setups.Counter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money that comes late, twice, or while another is being told of it: a payer's bank is slower than the payer. */
class LateMoneyTest {
    private static final long AMOUNT = 50_000;

    private static Counter shop;

    @BeforeAll
    static void open() {
        shop = Counter.openAndTold();
    }

    @AfterAll
    static void close() throws SQLException {
        assertThat(LedgerDoctor.examine(shop.bursar.database().ledger(), Book.NUMBER, System.out))
                .isEqualTo(LedgerDoctor.Verdict.CLEAN);
        shop.close();
    }

    @AfterEach
    void all_goes_well_again() {
        shop.sandbox.clearFaults();
        assertThat(data("/v1/webhook_inbox?state=parked"))
                .as("news that could not be taken in")
                .isEmpty();
    }

    /** A payment by UPI that its payer has not approved; the link stays good for some minutes. */
    private static Reply asked(String destination) {
        return shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("upi"))
                .form("amount=" + AMOUNT
                        + "&currency=inr&confirm=true&payment_method_types[]=upi&payment_method_types[]=card"
                        + "&payment_method_data[type]=upi&payment_method_data[billing_details][email]=a@example.com"
                        + "&payment_method_data[billing_details][phone]=%2B919812345678"
                        + "&destination[account]=" + destination)
                .expect(200);
    }

    /** Razorpay's name of the payment that the link is for. */
    private static String paymentAt(Reply asked) {
        return asked.at("/next_action/upi_intent/uri").asString().replaceAll(".*[?&]tr=([^&]*).*", "$1");
    }

    private static void does(String what, String id) {
        shop.sandbox.control("razorpay/" + what, "{\"id\":\"" + id + "\"}");
    }

    private static List<JsonNode> data(String path) {
        List<JsonNode> data = new ArrayList<>();
        shop.get(path).expect(200).at("/data").forEach(data::add);
        return data;
    }

    private static List<JsonNode> refunds(Reply asked) {
        return data("/v1/refunds?limit=100&payment_intent=" + asked.id());
    }

    private static List<JsonNode> refundsThere(Reply asked) {
        List<JsonNode> refunds = new ArrayList<>();
        shop.sandbox
                .getRazorpay("/v1/payments/" + paymentAt(asked) + "/refunds")
                .at("/items")
                .forEach(refunds::add);
        return refunds;
    }

    private static List<String> incidents(Reply asked) {
        return data("/v1/payment_incidents?limit=100").stream()
                .filter(each -> each.get("payment_intent").asString("").equals(asked.id()))
                .map(each -> each.get("kind").asString())
                .toList();
    }

    private static String status(Reply asked) {
        return shop.get("/v1/payment_intents/" + asked.id())
                .expect(200)
                .at("/status")
                .asString();
    }

    private static Reply paidTwice(String destination) {
        Reply asked = asked(destination);
        does("refuse", paymentAt(asked));
        Counter.await("the payer has refused", () -> status(asked).equals("requires_payment_method"));
        Reply paid = shop.post("/v1/payment_intents/" + asked.id() + "/confirm")
                .form("payment_method=pm_card_visa&return_url=https://shop.example")
                .expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        does("authorize_late", paymentAt(asked));
        Counter.await("the second is given back", () -> !refundsThere(asked).isEmpty());
        return asked;
    }

    /** A refund takes its time. */
    private static void arrives(Reply asked) {
        shop.sandbox.control("clock", "{\"advance\":\"PT26H\"}");
        Counter.await("it has arrived", () -> newest(asked).equals("succeeded"));
    }

    private static String newest(Reply asked) {
        return refunds(asked).getFirst().get("status").asString();
    }

    @Test
    void who_pays_twice_gets_the_second_back() {
        Reply asked = paidTwice("revenue/late");
        arrives(asked);
        assertThat(status(asked)).isEqualTo("succeeded");
        assertThat(refunds(asked)).hasSize(1);
        assertThat(refunds(asked).getFirst().get("amount").asLong()).isEqualTo(AMOUNT);
        assertThat(refunds(asked).getFirst().get("reason").asString()).isEqualTo("duplicate");
        assertThat(refundsThere(asked)).hasSize(1);
        assertThat(incidents(asked)).contains("surplus_payment");
    }

    @Test
    void a_refund_gives_back_the_charge_that_it_names() {
        Reply asked = paidTwice("revenue/late");
        does("fail_refund", refundsThere(asked).getFirst().get("id").asString());
        Counter.await("it came back", () -> newest(asked).equals("failed"));
        String second = refunds(asked).getFirst().get("charge").asString();
        Reply byHand = shop.post("/v1/refunds").form("charge=" + second).expect(200);
        assertThat(byHand.at("/charge").asString()).isEqualTo(second);
        assertThat(byHand.at("/amount").asLong()).isEqualTo(AMOUNT);
        assertThat(refundsThere(asked)).hasSize(2);
        Reply sale = shop.get("/v1/charges/" + paidCharge(asked)).expect(200);
        assertThat(sale.at("/id").asString()).isNotEqualTo(second);
        assertThat(sale.at("/amount_refunded").asLong()).isZero();
    }

    private static String paidCharge(Reply asked) {
        return shop.get("/v1/payment_intents/" + asked.id())
                .expect(200)
                .at("/latest_charge")
                .asString();
    }

    private static Reply refused() {
        Reply asked = asked("revenue/late");
        does("refuse", paymentAt(asked));
        Counter.await("the payer has refused", () -> status(asked).equals("requires_payment_method"));
        return asked;
    }

    @Test
    void what_is_paid_late_of_an_amount_that_has_changed_goes_back() {
        Reply asked = refused();
        shop.post("/v1/payment_intents/" + asked.id()).form("amount=70000").expect(200);
        does("authorize_late", paymentAt(asked));
        Counter.await("it is given back", () -> !refundsThere(asked).isEmpty());
        Reply payment = shop.get("/v1/payment_intents/" + asked.id()).expect(200);
        assertThat(payment.at("/status").asString()).isEqualTo("requires_payment_method");
        assertThat(payment.at("/amount_received").asLong()).isZero();
        assertThat(incidents(asked)).contains("surplus_payment");
        arrives(asked);
        Counter.await(
                "all that was told has been heard",
                () -> data("/v1/webhook_inbox?state=waiting&limit=1").isEmpty());

        Reply paid = shop.post("/v1/payment_intents/" + asked.id() + "/confirm")
                .form("payment_method=pm_card_visa&return_url=https://shop.example")
                .expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(paid.at("/amount_received").asLong()).isEqualTo(70_000);
        assertThat(refunds(asked)).hasSize(1);
    }

    @Test
    void of_two_links_the_first_that_is_paid_counts() {
        Reply asked = refused();
        Reply again = shop.post("/v1/payment_intents/" + asked.id() + "/confirm")
                .form("payment_method_data[type]=upi&payment_method_data[billing_details][email]=a@example.com"
                        + "&payment_method_data[billing_details][phone]=%2B919812345678")
                .expect(200);
        assertThat(again.at("/status").asString()).isEqualTo("requires_action");
        does("authorize_late", paymentAt(asked));
        Counter.await("it is paid", () -> status(asked).equals("succeeded"));
        does("approve", paymentAt(again));
        Counter.await("the second is given back", () -> !refundsThere(again).isEmpty());
        arrives(asked);
        assertThat(status(asked)).isEqualTo("succeeded");
        assertThat(refundsThere(asked)).isEmpty();
        assertThat(refunds(asked)).hasSize(1);
    }

    private static Request cancel(Reply asked) {
        return shop.post("/v1/payment_intents/" + asked.id() + "/cancel")
                .key(RunningBursar.unique("cancel"))
                .form("cancellation_reason=abandoned");
    }

    @Test
    void who_cancels_and_pays_all_the_same_gets_it_back() {
        Reply asked = asked("revenue/late");
        Reply canceled = cancel(asked).expect(200);
        assertThat(canceled.at("/status").asString()).isEqualTo("canceled");
        assertThat(canceled.at("/cancellation_reason").asString()).isEqualTo("abandoned");
        assertThat(canceled.at("/next_action").isNull()).isTrue();
        does("approve", paymentAt(asked));
        Counter.await("it is given back", () -> !refundsThere(asked).isEmpty());
        arrives(asked);
        assertThat(status(asked)).isEqualTo("canceled");
        assertThat(refunds(asked)).hasSize(1);
        assertThat(incidents(asked)).contains("surplus_payment");
        assertThat(shop.told(asked.id()))
                .containsExactly("payment_intent.created", "payment_intent.requires_action", "payment_intent.canceled");
    }

    @Test
    void who_cancels_and_does_not_pay_has_a_charge_that_failed_and_no_more() {
        Reply asked = asked("revenue/late");
        cancel(asked).expect(200);
        does("refuse", paymentAt(asked));
        String charge = data("/v1/charges?payment_intent=" + asked.id())
                .getFirst()
                .get("id")
                .asString();
        Counter.await("the charge failed", () -> shop.told(charge).contains("charge.failed"));
        assertThat(status(asked)).isEqualTo("canceled");
        assertThat(shop.told(asked.id())).endsWith("payment_intent.canceled");
    }

    @Test
    void what_was_paid_meanwhile_is_not_canceled() {
        Reply asked = asked("revenue/late");
        shop.sandbox.control("faults", "{\"kind\":\"webhook_lost\",\"rate\":1}");
        does("approve", paymentAt(asked));
        assertThat(status(asked)).isEqualTo("requires_action");
        Reply refused = cancel(asked).expect(400);
        assertThat(refused.at("/error/code").asString()).isEqualTo("payment_intent_unexpected_state");
        assertThat(refused.at("/error/payment_intent/status").asString()).isEqualTo("succeeded");
        assertThat(status(asked)).isEqualTo("succeeded");
    }

    @Test
    void what_the_app_paid_stands_in_suspense_while_its_gateway_tells_another_amount() {
        Reply asked = asked("revenue/late");
        shop.sandbox.control("faults", "{\"kind\":\"webhook_lost\",\"rate\":1}");
        shop.sandbox.control("faults", "{\"kind\":\"wrong_amount\",\"path\":\"/v1/*\",\"rate\":1}");
        does("approve", paymentAt(asked));
        Reply refused = cancel(asked).expect(400);
        assertThat(refused.at("/error/payment_intent/status").asString()).isEqualTo("processing");
        assertThat(posted("gateways/razorpay/suspense")).isEqualTo(AMOUNT + 1);
        assertThat(incidents(asked)).containsExactly("gateway_mismatch");

        shop.sandbox.control("clear_faults", "{}");
        Resolving.now(shop.bursar, Duration.ofHours(2));
        assertThat(status(asked)).isEqualTo("succeeded");
        Counter.await("nothing is in suspense", () -> posted("gateways/razorpay/suspense") == 0);
        assertThat(incidents(asked)).containsExactlyInAnyOrder("gateway_mismatch", "gateway_mismatch_over");
    }

    /** The ledger's readers are a moment behind rows that were committed with it. */
    private static long posted(String account) {
        return data("/v1/balances?path=" + account + "&currency=inr")
                .getFirst()
                .get("posted")
                .asLong();
    }

    private static void move(String from, String to) {
        shop.post("/v1/transactions")
                .key(RunningBursar.unique("spent"))
                .json("{\"legs\":[{\"debit\":\"" + from + "\",\"credit\":\"" + to + "\",\"amount\":" + AMOUNT
                        + ",\"currency\":\"inr\"}]}")
                .expect(201);
    }

    @Test
    void what_came_back_is_given_again_though_it_was_spent_but_not_at_once() {
        shop.post("/v1/chart")
                .json("{\"patterns\":[{\"path\":\"sellers/{seller}/wallet\",\"kind\":\"liability\",\"floor\":0},"
                        + "{\"path\":\"payouts\",\"kind\":\"asset\"}]}")
                .expect(201);
        String wallet = "sellers/7/wallet";
        Reply asked = paidTwice(wallet);
        assertThat(posted(wallet)).isEqualTo(2 * AMOUNT);
        does("fail_refund", refundsThere(asked).getFirst().get("id").asString());
        Counter.await("it came back", () -> newest(asked).equals("failed"));
        move(wallet, "payouts");
        move(wallet, "payouts");
        assertThat(posted(wallet)).isZero();
        for (int i = 0; i < 5; i++) {
            Resolving.now(shop.bursar, Duration.ZERO);
        }
        assertThat(refundsThere(asked)).hasSize(1);

        Counter.await("it is given back again", () -> refundsThere(asked).size() == 2);
        arrives(asked);
        Counter.await("it is overdrawn, as by any fact", () -> posted(wallet) == -AMOUNT);
        // What was sold is another matter: its refund wants money that is there, and no gateway hears of it.
        Reply refused =
                shop.post("/v1/refunds").form("payment_intent=" + asked.id()).expect(402);
        assertThat(refused.at("/error/code").asString()).isEqualTo("insufficient_funds");
        assertThat(refunds(asked)).hasSize(2);
    }

    @Test
    void what_is_paid_late_is_found_even_when_nobody_tells() {
        Reply asked = asked("revenue/late");
        does("refuse", paymentAt(asked));
        Counter.await("the payer has refused", () -> status(asked).equals("requires_payment_method"));
        shop.sandbox.control("faults", "{\"kind\":\"webhook_lost\",\"rate\":1}");
        does("authorize_late", paymentAt(asked));
        Resolving.now(shop.bursar, Duration.ofHours(2));
        assertThat(status(asked)).isEqualTo("requires_payment_method");
        Resolving.now(shop.bursar, Duration.ofHours(25));
        assertThat(status(asked)).isEqualTo("succeeded");
    }

    @Test
    void two_who_hear_different_words_at_once_come_to_one_payment() {
        Reply asked = asked("revenue/late");
        shop.sandbox.control("faults", "{\"kind\":\"webhook_lost\",\"rate\":1}");
        does("approve", paymentAt(asked));
        Payment before = shop.bursar
                .bean(PaymentStore.class)
                .find(PublicId.parseUuid(Payment.PREFIX, asked.id()).orElseThrow(), Book.NUMBER)
                .orElseThrow();
        UUID attempt = before.attempts().getFirst().id();
        Operate operate = shop.bursar.bean(Operate.class);
        ProviderPayment captured = operate.look(before, attempt).orElseThrow();
        assertThat(captured.standing()).isInstanceOf(Standing.Captured.class);

        assertThat(operate.hearNews(before, attempt, reserved(captured))).isPresent();
        // The other has read the payment before that, and is told of the capture already.
        Payment after = operate.hearNews(before, attempt, captured).orElseThrow();

        assertThat(after.attempt(attempt).tally()).isEqualTo(new Attempt.Tally(AMOUNT, AMOUNT, 0, 0));
        assertThat(status(asked)).isEqualTo("succeeded");
        assertThat(incidents(asked)).isEmpty();
        // Nobody was asked to capture in between.
        assertThat(shop.told(asked.id()))
                .containsExactly(
                        "payment_intent.created", "payment_intent.requires_action", "payment_intent.succeeded");
    }

    /** The same payment a moment earlier. */
    private static ProviderPayment reserved(ProviderPayment captured) {
        return new ProviderPayment(
                captured.gateway(),
                captured.id(),
                captured.attempt(),
                new Standing.Authorised(null),
                captured.currency(),
                captured.asked(),
                captured.asked(),
                0,
                0,
                captured.refunded(),
                captured.refunds(),
                captured.charge(),
                captured.method(),
                captured.fee(),
                captured.mandate());
    }
}
