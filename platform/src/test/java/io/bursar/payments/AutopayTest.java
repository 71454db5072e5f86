package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.engine.TrialBalance;
import io.bursar.gateways.GatewaySettings;
import io.bursar.ledger.Book;
import io.bursar.ledger.OpenBooks;
import io.bursar.setups.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Debits under mandates of UPI: the payer is told a day before, and debited once. Razorpay tells what happens. */
class AutopayTest {
    private static final Duration DUE = Duration.ofHours(26);
    private static final long CEILING = 50_000;

    /** One for each test: its clock goes ahead. */
    private Counter counter;

    @BeforeEach
    void open() {
        counter = Counter.openAndTold();
    }

    /** Each is debited once at most, and the ledger has what the sandbox's book has. */
    @AfterEach
    void the_witnesses_agree() {
        counter.sandbox.clearFaults();
        assertThat(counter.get("/v1/webhook_inbox?state=parked").expect(200).at("/data"))
                .as("news that could not be taken in")
                .isEmpty();
        TrialBalance trial =
                counter.bursar.bean(OpenBooks.class).of(Book.NUMBER).reader().trialBalance();
        assertThat(trial.isBalanced()).isTrue();
        long captured = 0;
        for (JsonNode line : counter.sandbox.book()) {
            if (line.at("/labels/bursar_payment").asString("").startsWith("pi_")) {
                captured += line.get("captured").asLong();
                assertThat(line.get("authorisations").asInt())
                        .as("debited twice: %s", line)
                        .isLessThanOrEqualTo(1);
            }
        }
        Reply balance = counter.get("/v1/balances?path=gateways/razorpay/receivable&currency=inr")
                .expect(200);
        assertThat(
                        balance.at("/data").isEmpty()
                                ? 0
                                : balance.at("/data/0/posted").asLong())
                .isEqualTo(captured);
        counter.close();
    }

    /** A mandate that its payer has agreed to. */
    private Reply mandate(String customer) {
        Reply asked = counter.upi(customer, CEILING, "");
        counter.answer(asked, "approve");
        Counter.await("the payer has agreed", () -> counter.status(asked.id()).equals("succeeded"));
        return counter.setup(asked.id());
    }

    private Reply debit(Reply mandate, long amount, int status) {
        return counter.post("/v1/payment_intents")
                .key(RunningBursar.unique("debit"))
                .form("amount=" + amount + "&currency=inr&confirm=true&off_session=true&payment_method_types[]=upi"
                        + "&customer=" + mandate.at("/customer").asString() + "&payment_method="
                        + mandate.at("/payment_method").asString())
                .expect(status);
    }

    private String status(String payment) {
        return counter.get("/v1/payment_intents/" + payment)
                .expect(200)
                .at("/status")
                .asString();
    }

    /** All that is due by then is done; the sandbox's clock goes along. */
    private static void pass(RunningBursar node, Duration later) {
        node.bean(ResolveUnknown.class).run(node.bean(PaymentStore.class).now().plus(later));
    }

    private void advance() {
        counter.sandbox.control("clock", "{\"advance\":\"PT26H\"}");
    }

    private String token(Reply mandate) {
        return counter.bursar
                .bean(io.bursar.methods.Methods.class)
                .find(Book.NUMBER, mandate.at("/payment_method").asString())
                .map(io.bursar.methods.PaymentMethod::kept)
                .orElseThrow()
                .token();
    }

    @Test
    void a_payer_agrees_in_the_app_and_the_method_and_the_mandate_are_there() {
        String customer = counter.customer();
        Reply asked = counter.upi(customer, CEILING, "");
        assertThat(asked.at("/status").asString()).isEqualTo("requires_action");
        assertThat(asked.at("/next_action/upi_intent/uri").asString()).startsWith("upi://");
        counter.answer(asked, "approve");
        Counter.await("the payer has agreed", () -> counter.status(asked.id()).equals("succeeded"));
        Reply setup = counter.setup(asked.id());
        Reply method = counter.get(
                        "/v1/payment_methods/" + setup.at("/payment_method").asString())
                .expect(200);
        assertThat(method.at("/type").asString()).isEqualTo("upi");
        assertThat(method.at("/customer").asString()).isEqualTo(customer);
        Reply mandate =
                counter.get("/v1/mandates/" + setup.at("/mandate").asString()).expect(200);
        assertThat(mandate.at("/status").asString()).isEqualTo("active");
        assertThat(mandate.at("/payment_method_details/upi/amount").asLong()).isEqualTo(CEILING);
        assertThat(mandate.at("/payment_method_details/upi/frequency").asString())
                .isEqualTo("monthly");
    }

    @Test
    void a_payer_who_refuses_is_asked_for_another_way() {
        Reply asked = counter.upi(counter.customer(), CEILING, "");
        counter.answer(asked, "refuse");
        Counter.await("the payer has refused", () -> counter.status(asked.id()).equals("requires_payment_method"));
        assertThat(counter.setup(asked.id()).at("/last_setup_error/code").asString())
                .isEqualTo("payment_failed");
    }

    @Test
    void a_payer_is_told_a_day_before_and_debited_once() {
        Reply mandate = mandate(counter.customer());
        Instant before = Instant.now();
        Reply debit = debit(mandate, 30_000, 200);
        assertThat(debit.at("/status").asString()).isEqualTo("processing");
        Instant at = Instant.ofEpochSecond(
                debit.at("/processing/upi/customer_notification/completes_at").asLong());
        assertThat(at).isAfter(before.plus(Duration.ofHours(25)));
        PaymentStore store = counter.bursar.bean(PaymentStore.class);
        assertThat(store.countUnknown(Duration.ZERO)).as("it waits").isZero();
        assertThat(store.countLateDebits(Duration.ZERO)).isZero();
        assertThat(store.countLateDebits(Duration.ofHours(-26))).isEqualTo(1);
        pass(counter.bursar, Duration.ofHours(25));
        assertThat(counter.sandbox.labelled("bursar_payment", debit.id()))
                .as("not before its time")
                .isEmpty();
        assertThat(status(debit.id())).isEqualTo("processing");
        advance();
        pass(counter.bursar, DUE);
        Counter.await("it is debited", () -> status(debit.id()).equals("succeeded"));
        assertThat(counter.told(debit.id()))
                .containsExactly("payment_intent.created", "payment_intent.processing", "payment_intent.succeeded");
        pass(counter.bursar, DUE.plusHours(1));
    }

    @Test
    void two_nodes_debit_once() throws InterruptedException, ExecutionException {
        Reply debit = debit(mandate(counter.customer()), 20_000, 200);
        advance();
        GatewaySettings settings = new GatewaySettings(
                java.util.Map.of("razorpay", counter.sandbox.razorpay("razorpay_secret")),
                new GatewaySettings.Patience(Duration.ofSeconds(3), Duration.ofSeconds(5)));
        RunningBursar other = counter.bursar.startBesideWithGateways(settings, spring -> {});
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> one = threads.submit(() -> pass(counter.bursar, DUE));
            Future<?> two = threads.submit(() -> pass(other, DUE));
            one.get();
            two.get();
        } finally {
            other.stop();
        }
        Counter.await("it is debited", () -> status(debit.id()).equals("succeeded"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset_before", "reset_after", "error_after", "unavailable"})
    void silence_at_the_debit_is_asked_about_and_it_is_made_once(String fault) {
        Reply debit = debit(mandate(counter.customer()), 10_000, 200);
        advance();
        counter.sandbox.fault(fault, "/v1/payments/create/recurring");
        pass(counter.bursar, DUE);
        counter.sandbox.clearFaults();
        for (int i = 1; i < 5 && !status(debit.id()).equals("succeeded"); i++) {
            pass(counter.bursar, DUE.plusMinutes(3L * i));
        }
        Counter.await("it is debited", () -> status(debit.id()).equals("succeeded"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset_before", "reset_after", "error_after"})
    void silence_at_the_announcement_is_asked_about_or_nothing_happened(String fault) {
        Reply mandate = mandate(counter.customer());
        counter.sandbox.fault(fault, "/v1/orders");
        Reply debit = counter.post("/v1/payment_intents")
                .key(RunningBursar.unique("debit"))
                .form("amount=10000&currency=inr&confirm=true&off_session=true&payment_method_types[]=upi&customer="
                        + mandate.at("/customer").asString() + "&payment_method="
                        + mandate.at("/payment_method").asString())
                .send();
        counter.sandbox.clearFaults();
        if (debit.status() != 200) {
            assertThat(debit.status()).as(debit.text()).isIn(429, 503);
            return;
        }
        pass(counter.bursar, Duration.ofMinutes(2));
        advance();
        pass(counter.bursar, DUE);
        pass(counter.bursar, DUE.plusMinutes(5));
        Counter.await("it is debited", () -> status(debit.id()).equals("succeeded"));
    }

    @Test
    void before_its_time_a_debit_can_be_canceled() {
        Reply debit = debit(mandate(counter.customer()), 30_000, 200);
        Reply canceled = counter.post("/v1/payment_intents/" + debit.id() + "/cancel")
                .form("cancellation_reason=requested_by_customer")
                .expect(200);
        assertThat(canceled.at("/status").asString()).isEqualTo("canceled");
        advance();
        pass(counter.bursar, DUE);
        assertThat(counter.sandbox.labelled("bursar_payment", debit.id())).isEmpty();
        assertThat(counter.told(debit.id())).endsWith("payment_intent.canceled");
        counter.post("/v1/payment_intents/" + debit.id() + "/cancel").expect(400);
    }

    @Test
    void a_paused_mandate_refuses_and_one_that_goes_on_debits() {
        Reply mandate = mandate(counter.customer());
        Reply debit = debit(mandate, 30_000, 200);
        counter.sandbox.control("razorpay/pause_token", "{\"id\":\"" + token(mandate) + "\"}");
        String id = mandate.at("/mandate").asString();
        Counter.await("it is paused", () -> of(id).equals("pending"));
        assertThat(counter.told(id)).contains("mandate.updated");
        Reply refused = debit(mandate, 30_000, 400);
        assertThat(refused.at("/error/code").asString()).isEqualTo("payment_intent_mandate_invalid");
        assertThat(refused.at("/error/param").asString()).isEqualTo("payment_method");
        pass(counter.bursar, DUE);
        Reply failed = counter.get("/v1/payment_intents/" + debit.id()).expect(200);
        assertThat(failed.at("/status").asString()).isEqualTo("requires_payment_method");
        assertThat(failed.at("/last_payment_error/code").asString()).isEqualTo("payment_intent_mandate_invalid");
        counter.sandbox.control("razorpay/resume_token", "{\"id\":\"" + token(mandate) + "\"}");
        Counter.await("it goes on", () -> of(id).equals("active"));
        assertThat(debit(mandate, 30_000, 200).at("/status").asString()).isEqualTo("processing");
        counter.sandbox.control("razorpay/cancel_token", "{\"id\":\"" + token(mandate) + "\"}");
        Counter.await("it is over", () -> of(id).equals("inactive"));
    }

    private String of(String mandate) {
        return counter.get("/v1/mandates/" + mandate).expect(200).at("/status").asString();
    }

    @Test
    void what_the_mandate_does_not_allow_is_refused_at_once() {
        Reply mandate = mandate(counter.customer());
        Reply above = debit(mandate, CEILING + 1, 400);
        assertThat(above.at("/error/code").asString()).isEqualTo("amount_too_large");
        assertThat(above.at("/error/param").asString()).isEqualTo("amount");
        String form = "amount=100&currency=inr&confirm=true&payment_method_types[]=upi&payment_method="
                + mandate.at("/payment_method").asString();
        assertThat(refused(form)).isEqualTo("off_session");
        assertThat(refused(form + "&off_session=true&capture_method=manual")).isEqualTo("capture_method");
        assertThat(refused(form + "&off_session=true&mandate=mandate_nobody")).isEqualTo("mandate");
        Reply other = mandate(counter.customer());
        assertThat(refused(form + "&off_session=true&mandate="
                        + other.at("/mandate").asString()))
                .isEqualTo("mandate");
        assertThat(refused("amount=100&currency=inr&confirm=true&off_session=true&payment_method_types[]=upi"
                        + "&payment_method_data[type]=upi"))
                .isEqualTo("off_session");
    }

    @Test
    void how_the_payer_is_reached_is_kept_with_the_method() {
        String customer =
                counter.post("/v1/customers").form("name=Asha").expect(200).id();
        String billing = "&payment_method_data[billing_details]";
        Reply asked = counter.upi(
                customer,
                CEILING,
                "&payment_method_data[type]=upi" + billing + "[email]=asha@example.com" + billing
                        + "[phone]=%2B919812345678");
        counter.answer(asked, "approve");
        Counter.await("the payer has agreed", () -> counter.status(asked.id()).equals("succeeded"));
        assertThat(debit(counter.setup(asked.id()), 30_000, 200).at("/status").asString())
                .isEqualTo("processing");
    }

    @Test
    void no_payer_is_invented() {
        String upi = "amount=100&currency=inr&confirm=true&payment_method_types[]=upi&payment_method_data[type]=upi";
        assertThat(refused(upi)).isEqualTo("payment_method_data[billing_details][email]");
        assertThat(refused(upi + "&receipt_email=asha@example.com"))
                .isEqualTo("payment_method_data[billing_details][phone]");
        counter.post("/v1/payment_intents")
                .form(upi + "&receipt_email=asha@example.com&payment_method_data[billing_details][phone]=%2B91981")
                .expect(200);
        Reply known = counter.post("/v1/payment_intents")
                .form(upi + "&customer=" + counter.customer())
                .expect(200);
        assertThat(known.at("/status").asString()).isEqualTo("requires_action");
    }

    private String refused(String form) {
        return counter.post("/v1/payment_intents")
                .form(form)
                .expect(400)
                .at("/error/param")
                .asString();
    }
}
