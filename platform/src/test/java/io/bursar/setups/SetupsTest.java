package io.bursar.setups;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.StripeShapes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agreements to later payments, over HTTP to the sandbox's gateways; nobody tells anything here, gateways are asked. */
class SetupsTest {
    private static Counter counter;

    @BeforeAll
    static void open() {
        counter = Counter.open(Duration.ofSeconds(5));
    }

    @AfterAll
    static void close() {
        counter.close();
    }

    @AfterEach
    void nothing_goes_wrong_any_more() {
        counter.sandbox.clearFaults();
    }

    @Test
    void a_card_is_kept_for_its_customer_under_a_mandate() {
        String customer = counter.customer();
        Reply setup = counter.card("pm_card_visa", "&customer=" + customer).expect(200);
        assertThat(setup.at("/status").asString()).isEqualTo("succeeded");
        assertThat(setup.at("/object").asString()).isEqualTo("setup_intent");
        assertThat(setup.at("/usage").asString()).isEqualTo("off_session");
        assertThat(setup.at("/client_secret").asString()).startsWith(setup.id() + "_secret_");
        assertThat(StripeShapes.faults("setup_intent", setup.json()))
                .isEqualTo(List.of("setup_intent.gateway is unknown to Stripe's clients"));
        String method = setup.at("/payment_method").asString();
        assertThat(counter.get("/v1/payment_methods/" + method)
                        .expect(200)
                        .at("/customer")
                        .asString())
                .isEqualTo(customer);
        Reply mandate =
                counter.get("/v1/mandates/" + setup.at("/mandate").asString()).expect(200);
        assertThat(StripeShapes.faults("mandate", mandate.json())).isEmpty();
        assertThat(mandate.at("/status").asString()).isEqualTo("active");
        assertThat(mandate.at("/payment_method").asString()).isEqualTo(method);
        assertThat(counter.told(setup.id())).containsExactly("setup_intent.created", "setup_intent.succeeded");
        assertThat(counter.told(method)).containsExactly("payment_method.attached");
        Reply whole = counter.get("/v1/setup_intents/" + setup.id()
                        + "?expand[]=payment_method&expand[]=customer&expand[]=mandate")
                .expect(200);
        assertThat(whole.at("/payment_method/card/last4").asString()).isEqualTo("4242");
        assertThat(whole.at("/customer/email").asString()).isEqualTo("asha@example.com");
        assertThat(whole.at("/mandate/status").asString()).isEqualTo("active");
    }

    @Test
    void it_is_made_changed_and_confirmed_one_after_the_other() {
        String customer = counter.customer();
        Reply made = counter.post("/v1/setup_intents").form("usage=on_session").expect(200);
        assertThat(made.at("/status").asString()).isEqualTo("requires_payment_method");
        Reply changed = counter.post("/v1/setup_intents/" + made.id())
                .form("payment_method=pm_card_visa&customer=" + customer + "&metadata[seat]=14&description=Box")
                .expect(200);
        assertThat(changed.at("/status").asString()).isEqualTo("requires_confirmation");
        assertThat(changed.at("/metadata/seat").asString()).isEqualTo("14");
        Reply done = counter.act(made.id(), "confirm", "").expect(200);
        assertThat(done.at("/status").asString()).isEqualTo("succeeded");
        assertThat(done.at("/mandate").isNull())
                .as("on_session needs no mandate")
                .isTrue();
        assertThat(counter.post("/v1/setup_intents/" + made.id())
                        .form("description=Stalls")
                        .expect(200)
                        .at("/description")
                        .asString())
                .isEqualTo("Stalls");
    }

    @Test
    void a_declined_card_leaves_the_setup_waiting_for_another() {
        String customer = counter.customer();
        Reply declined =
                counter.card("pm_card_chargeDeclined", "&customer=" + customer).expect(402);
        assertThat(declined.at("/error/type").asString()).isEqualTo("card_error");
        assertThat(declined.at("/error/code").asString()).isEqualTo("card_declined");
        String id = declined.at("/error/setup_intent/id").asString();
        assertThat(declined.at("/error/setup_intent/status").asString()).isEqualTo("requires_payment_method");
        assertThat(declined.at("/error/setup_intent/last_setup_error/code").asString())
                .isEqualTo("card_declined");
        assertThat(counter.told(id)).containsExactly("setup_intent.created", "setup_intent.setup_failed");
        Reply done = counter.act(id, "confirm", "payment_method=pm_card_visa").expect(200);
        assertThat(done.at("/status").asString()).isEqualTo("succeeded");
        assertThat(done.at("/last_setup_error").isNull()).isTrue();
    }

    @Test
    void the_issuer_asks_and_the_payer_authenticates() {
        Reply asked = counter.card("pm_card_threeDSecure2Required", "&customer=" + counter.customer())
                .expect(200);
        assertThat(asked.at("/status").asString()).isEqualTo("requires_action");
        assertThat(asked.at("/next_action/redirect_to_url/return_url").asString())
                .isEqualTo("https://shop.example/back");
        counter.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "authenticate");
        counter.askAbout(Duration.ofMinutes(1));
        assertThat(counter.status(asked.id())).isEqualTo("succeeded");
        assertThat(counter.told(asked.id()))
                .containsExactly("setup_intent.created", "setup_intent.requires_action", "setup_intent.succeeded");
    }

    @Test
    void a_payer_who_is_rejected_may_try_another_card() {
        Reply asked = counter.card("pm_card_threeDSecure2Required", "").expect(200);
        counter.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "reject");
        counter.askAbout(Duration.ofMinutes(1));
        Reply failed = counter.setup(asked.id());
        assertThat(failed.at("/status").asString()).isEqualTo("requires_payment_method");
        assertThat(failed.at("/last_setup_error/code").asString()).isEqualTo("setup_intent_authentication_failure");
        assertThat(failed.at("/payment_method").isNull()).isTrue();
    }

    @Test
    void canceled_it_is_canceled_at_the_gateway_too() {
        Reply asked = counter.card("pm_card_threeDSecure2Required", "").expect(200);
        Reply canceled = counter.act(asked.id(), "cancel", "cancellation_reason=abandoned")
                .expect(200);
        assertThat(canceled.at("/status").asString()).isEqualTo("canceled");
        assertThat(canceled.at("/cancellation_reason").asString()).isEqualTo("abandoned");
        assertThat(counter.atStripe(asked.at("/latest_attempt").asString()))
                .singleElement()
                .satisfies(each -> assertThat(each.get("status").asString()).isEqualTo("canceled"));
        assertThat(counter.told(asked.id())).endsWith("setup_intent.canceled");
        Reply made = counter.post("/v1/setup_intents").form("").expect(200);
        assertThat(counter.act(made.id(), "cancel", "")
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("canceled");
    }

    @Test
    void what_a_payer_agrees_to_after_the_cancellation_is_undone() {
        Reply asked = counter.card("pm_card_threeDSecure2Required", "").expect(200);
        counter.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "authenticate");
        counter.act(asked.id(), "cancel", "").expect(200);
        counter.askAbout(Duration.ofMinutes(1));
        assertThat(counter.status(asked.id())).isEqualTo("canceled");
        assertThat(counter.bursar
                        .bean(SetupStore.class)
                        .findAll(List.of(io.bursar.money.PublicId.parseUuid("seti", asked.id())
                                .orElseThrow()))
                        .getFirst()
                        .latest()
                        .orElseThrow()
                        .state())
                .isEqualTo(TryState.ENDED);
    }

    @Test
    void a_repeat_is_answered_as_the_first() {
        String key = RunningBursar.unique("twice");
        String form = "confirm=true&payment_method=pm_card_visa&customer=" + counter.customer();
        Reply first = counter.post("/v1/setup_intents").key(key).form(form).expect(200);
        Reply again = counter.post("/v1/setup_intents").key(key).form(form).expect(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(counter.atStripe(first.at("/latest_attempt").asString())).hasSize(1);
        counter.post("/v1/setup_intents").key(key).form("confirm=false").expect(400);
    }

    @Test
    void they_are_listed_by_customer_method_and_time() {
        String customer = counter.customer();
        Reply one = counter.card("pm_card_visa", "&customer=" + customer).expect(200);
        Reply two = counter.post("/v1/setup_intents")
                .form("customer=" + customer + "&description=second")
                .expect(200);
        Reply all = counter.get("/v1/setup_intents?customer=" + customer).expect(200);
        assertThat(all.at("/data/0/id").asString()).isEqualTo(two.id());
        assertThat(all.at("/data/1/id").asString()).isEqualTo(one.id());
        assertThat(counter.get("/v1/setup_intents?customer=" + customer + "&limit=1")
                        .expect(200)
                        .at("/has_more")
                        .asBoolean())
                .isTrue();
        assertThat(counter.get("/v1/setup_intents?payment_method="
                                + one.at("/payment_method").asString())
                        .expect(200)
                        .at("/data"))
                .hasSize(1);
        assertThat(counter.get("/v1/setup_intents?created[gt]="
                                + (one.at("/created").asLong() + 3_600))
                        .expect(200)
                        .at("/data"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "payment_method=pm_nobody, payment_method, resource_missing",
        "payment_method=4242424242424242, payment_method, card_number_refused",
        "confirm=true, payment_method, parameter_missing",
        "usage=sometimes, usage, parameter_invalid",
        "customer=cus_nobody, customer, resource_missing",
        "payment_method_types[]=cheque, payment_method_types, parameter_invalid",
        "payment_method_types[]=upi&payment_method=pm_card_visa, payment_method, parameter_invalid",
        "return_url=nowhere&confirm=true&payment_method=pm_card_visa, return_url, parameter_invalid",
        "return_url=https://a.example, return_url, parameter_unsupported",
        "amount=100, amount, parameter_unknown",
        "confirm=maybe, confirm, parameter_invalid",
        "payment_method=pm_card_visa&payment_method_data[type]=upi, payment_method_data, parameter_invalid",
        "payment_method_data[type]=cheque, payment_method_data[type], parameter_invalid",
        "payment_method_data[type]=card&payment_method_data[card][number]=4242, payment_method_data[card][number], "
                + "card_number_refused",
        "confirm=true&payment_method_types[]=upi, customer, parameter_missing",
        "payment_method_options[upi][mandate_options][amount]=99,"
                + " payment_method_options[upi][mandate_options][amount], parameter_invalid_integer",
        "payment_method_options[upi][mandate_options][amount]=500&payment_method_options[upi][mandate_options]"
                + "[frequency]=often, payment_method_options[upi][mandate_options][frequency], parameter_invalid",
        "payment_method_options[upi][mandate_options][amount]=500&payment_method_options[upi][mandate_options]"
                + "[end_date]=1000, payment_method_options[upi][mandate_options][end_date], parameter_invalid",
        "mandate_data[customer_acceptance][type]=shouted&confirm=true&payment_method=pm_card_visa,"
                + " mandate_data[customer_acceptance][type], parameter_invalid",
        "mandate_data[customer_acceptance][type]=online&confirm=true&payment_method=pm_card_visa,"
                + " mandate_data[customer_acceptance][online], parameter_missing",
        "metadata[a]=b&use_stripe_sdk=perhaps, use_stripe_sdk, parameter_invalid"
    })
    void what_cannot_be_is_refused_and_named(String form, String param, String code) {
        int before = counter.get("/v1/setup_intents?limit=100")
                .expect(200)
                .at("/data")
                .size();
        Reply refused = counter.post("/v1/setup_intents").form(form).expect(400);
        assertThat(refused.at("/error/param").asString()).isEqualTo(param);
        assertThat(refused.at("/error/code").asString()).isEqualTo(code);
        assertThat(counter.get("/v1/setup_intents?limit=100").expect(200).at("/data"))
                .as("nothing half done")
                .hasSize(before);
    }

    @Test
    void what_its_state_does_not_allow_is_refused_with_the_setup() {
        Reply done = counter.card("pm_card_visa", "").expect(200);
        for (String what : List.of("confirm", "cancel")) {
            Reply refused = counter.act(done.id(), what, "").expect(400);
            assertThat(refused.at("/error/code").asString()).isEqualTo("setup_intent_unexpected_state");
            assertThat(refused.at("/error/setup_intent/id").asString()).isEqualTo(done.id());
        }
        counter.post("/v1/setup_intents/" + done.id()).form("usage=on_session").expect(400);
        counter.get("/v1/setup_intents/seti_0000g00000000").expect(404);
        counter.get("/v1/mandates/mandate_0000g00000000").expect(404);
        counter.act(done.id(), "cancel", "cancellation_reason=whim").expect(400);
    }

    @Test
    void a_method_of_another_customer_is_refused() {
        Reply one =
                counter.card("pm_card_visa", "&customer=" + counter.customer()).expect(200);
        String method = one.at("/payment_method").asString();
        Reply refused = counter.card(method, "&customer=" + counter.customer()).expect(400);
        assertThat(refused.at("/error/param").asString()).isEqualTo("payment_method");
        assertThat(counter.card(method, "").expect(400).at("/error/param").asString())
                .isEqualTo("payment_method");
    }
}
