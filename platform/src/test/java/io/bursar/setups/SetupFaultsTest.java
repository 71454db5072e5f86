package io.bursar.setups;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.api.ObjectIds;
import io.bursar.gateways.Contact;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Order.Presence;
import io.bursar.ledger.Book;
import io.bursar.money.PublicId;
import io.bursar.setups.SaveSetup.Riding;
import io.bursar.setups.SetupTry.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A setup with each thing that can go wrong at its call. Afterwards the caller asks again with the same key, and the
 * gateway is asked at its times. Then the payer has agreed, once; or has not, and the gateway has nothing.
 */
class SetupFaultsTest {
    private static Counter counter;

    @BeforeAll
    static void open() {
        counter = Counter.open(Duration.ofMillis(700));
    }

    @AfterAll
    static void close() {
        counter.close();
    }

    @AfterEach
    void nothing_goes_wrong_any_more() {
        counter.sandbox.clearFaults();
        // So that no breaker opens: it would be right, and another test's affair.
        for (int i = 0; i < 4; i++) {
            counter.post("/v1/payment_methods")
                    .form("type=card&card[token]=tok_visa")
                    .expect(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay_before",
                "delay_after",
                "timeout_before",
                "timeout_after",
                "reset_before",
                "reset_after",
                "error_before",
                "error_after",
                "unavailable",
                "rate_limit",
                "conflict",
                "decline"
            })
    void it_is_set_up_once_or_not_at_all(String fault) {
        String method = counter.post("/v1/payment_methods")
                .form("type=card&card[token]=tok_visa")
                .expect(200)
                .id();
        String customer = counter.customer();
        String made = counter.post("/v1/setup_intents")
                .form("customer=" + customer + "&payment_method=" + method)
                .expect(200)
                .id();
        // The gateway knows the customer already: what goes wrong is the setup's own call.
        counter.card("pm_card_visa", "&customer=" + customer).expect(200);
        Request confirm = counter.post("/v1/setup_intents/" + made + "/confirm").key(RunningBursar.unique("confirm"));
        counter.sandbox.fault(fault, "/v1/setup_intents");
        Reply first = confirm.send();
        assertThat(first.status()).as(first.text()).isIn(200, 402, 429, 503);
        counter.sandbox.clearFaults();
        Reply again = confirm.send();
        assertThat(again.status()).as(again.text()).isIn(200, 402, 409, 503);
        for (Duration later : List.of(Duration.ofMinutes(2), Duration.ofMinutes(6), Duration.ofMinutes(40))) {
            counter.askAbout(later);
        }
        Reply last = counter.setup(made);
        long agreed = 0;
        for (JsonNode each :
                counter.sandbox.getStripe("/v1/setup_intents?limit=100").get("data")) {
            boolean isOurs = each.get("status").asString().equals("succeeded")
                    && attempts(made)
                            .contains(each.at("/metadata/bursar_operation").asString(""));
            agreed += isOurs ? 1 : 0;
        }
        boolean isDone = last.at("/status").asString().equals("succeeded");
        assertThat(agreed).as("%s: %s", fault, last.text()).isEqualTo(isDone ? 1 : 0);
        assertThat(last.at("/status").asString()).isIn("succeeded", "requires_payment_method", "requires_confirmation");
        // Stripe answers an error again and again under the same key.
        if (!List.of("decline", "error_before").contains(fault)) {
            assertThat(isDone).as("%s: %s", fault, last.text()).isTrue();
        }
    }

    private static List<String> attempts(String setup) {
        return stored(setup).tries().stream().map(SetupTry::publicId).toList();
    }

    private static Setup stored(String setup) {
        return counter.bursar
                .bean(SetupStore.class)
                .find(PublicId.parseUuid(Setup.PREFIX, setup).orElseThrow(), Book.NUMBER)
                .orElseThrow();
    }

    /** Written, and the process has ended. */
    private static Setup begun() {
        String method = counter.post("/v1/payment_methods")
                .form("type=card&card[token]=tok_visa")
                .expect(200)
                .id();
        String token = counter.bursar
                .bean(io.bursar.methods.Methods.class)
                .find(Book.NUMBER, method)
                .map(io.bursar.methods.PaymentMethod::kept)
                .orElseThrow()
                .token();
        Instant now = counter.bursar.bean(SetupStore.class).now();
        SetupTerms terms = new SetupTerms(
                null, method, List.of("card"), "off_session", null, null, null, null, Map.of("of", "nobody"));
        Asked asked = new Asked(token, method, null, Presence.PRESENT_KEEP_OFF_SESSION, null, null, Contact.UNKNOWN);
        SetupTry attempt = new SetupTry(
                ObjectIds.next(Book.NUMBER), 1, "stripe", TryState.PREPARED, null, asked, null, null, null, now);
        Setup setup = new Setup(
                ObjectIds.next(Book.NUMBER), Book.NUMBER, 1, terms, "secret", null, null, now, List.of(attempt));
        return counter.bursar.bean(SaveSetup.class).make(setup, Riding.NOTHING);
    }

    @Test
    void one_whose_process_ended_before_the_call_is_carried_out() {
        Setup setup = begun();
        counter.askAbout(Duration.ofSeconds(30));
        assertThat(counter.status(setup.publicId())).isEqualTo("processing");
        counter.askAbout(Duration.ofSeconds(61));
        assertThat(counter.status(setup.publicId())).isEqualTo("succeeded");
        assertThat(counter.atStripe(attempts(setup.publicId()).getFirst())).hasSize(1);
    }

    @Test
    void one_whose_process_ended_after_the_call_is_found() {
        Setup setup = begun();
        SetupTry attempt = setup.tries().getFirst();
        counter.bursar.bean(Gateways.class).vault("stripe").setUp(attempt.order());
        counter.askAbout(Duration.ofSeconds(61));
        assertThat(counter.status(setup.publicId())).isEqualTo("succeeded");
        assertThat(counter.atStripe(attempt.publicId())).hasSize(1);
    }

    @Test
    void one_that_the_gateway_never_sees_lapses() {
        Setup setup = begun();
        counter.sandbox.control("faults", "{\"kind\":\"unavailable\",\"path\":\"/v1/setup_intents\",\"times\":50}");
        counter.askAbout(Duration.ofSeconds(61));
        assertThat(counter.status(setup.publicId())).isEqualTo("processing");
        counter.sandbox.clearFaults();
        counter.askAbout(Duration.ofMinutes(20));
        assertThat(counter.status(setup.publicId())).isEqualTo("requires_payment_method");
        assertThat(counter.atStripe(attempts(setup.publicId()).getFirst())).isEmpty();
    }
}
