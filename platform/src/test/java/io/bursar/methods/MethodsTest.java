package io.bursar.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.StripeShapes;
import io.bursar.customers.Customers;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.SandboxRig;
import io.bursar.methods.Methods.Resolution;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Payment methods against a Stripe that is played by the sandbox. */
class MethodsTest {
    private static final String URL = "/v1/payment_methods";

    private static SandboxRig rig;
    private static RunningBursar bursar;

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        bursar = RunningBursar.startWithGateways(rig.settings("whsec_methods", "rzp_methods"), spring -> {});
    }

    @AfterAll
    static void stop() {
        bursar.close();
        rig.close();
    }

    @AfterEach
    void clear() {
        rig.clearFaults();
    }

    private static Reply card() {
        return bursar.post(URL).form("type=card&card[token]=tok_visa").expect(200);
    }

    private static String customer() {
        return bursar.post("/v1/customers").form("name=Asha").expect(200).id();
    }

    private static Request attach(String method, String customer) {
        return bursar.post(URL + "/" + method + "/attach").form("customer=" + customer);
    }

    private static Reply get(String id) {
        return bursar.get(URL + "/" + id).expect(200);
    }

    private static List<JsonNode> events(String type, String id) {
        List<JsonNode> found = new ArrayList<>();
        bursar.get("/v1/events?limit=100&type=" + type).expect(200).at("/data").forEach(each -> {
            if (each.at("/data/object/id").asString().equals(id)) {
                found.add(each);
            }
        });
        return found;
    }

    private static List<String> ids(Reply list) {
        List<String> ids = new ArrayList<>();
        list.at("/data").forEach(each -> ids.add(each.path("id").asString()));
        return ids;
    }

    @Test
    void a_card_is_made_of_a_providers_token_and_has_stripes_shape() {
        Reply made = bursar.post(URL)
                .form("type=card&card[token]=tok_mastercard&allow_redisplay=limited&metadata[k]=v"
                        + "&billing_details[name]=Asha&billing_details[address][country]=IN")
                .expect(200);
        assertThat(StripeShapes.faults("payment_method", made.json())).isEmpty();
        assertThat(made.id()).matches("pm_[0-9a-z]{26}");
        assertThat(made.at("/card/brand").asString()).isEqualTo("mastercard");
        assertThat(made.at("/card/last4").asString()).isEqualTo("4444");
        assertThat(made.at("/billing_details/address/country").asString()).isEqualTo("IN");
        assertThat(made.at("/allow_redisplay").asString()).isEqualTo("limited");
        assertThat(made.at("/customer").isNull()).isTrue();
        assertThat(get(made.id()).json()).isEqualTo(made.json());
    }

    @Test
    void upi_is_a_method_that_no_provider_keeps() {
        Reply made = bursar.post(URL).json("{'type':'upi'}").expect(200);
        assertThat(StripeShapes.faults("payment_method", made.json())).isEmpty();
        assertThat(made.at("/upi/vpa").isNull()).isTrue();
        attach(made.id(), customer()).send().expectError(400, "payment_method_unexpected_state", "payment_method");
    }

    @Test
    void a_providers_own_token_becomes_a_method_of_ours() {
        Reply adopted = get("pm_card_visa");
        assertThat(adopted.id()).matches("pm_[0-9a-z]{26}");
        String token = rig.callStripe("/v1/payment_methods", "type=card&card[token]=tok_visa")
                .path("id")
                .asString();
        String first = get(token).id();
        assertThat(get(token).id()).as("one token, one method").isEqualTo(first);
        Methods methods = bursar.bean(Methods.class);
        assertThat(methods.resolve(1, first)).isInstanceOfSatisfying(Resolution.Found.class, found -> {
            assertThat(found.method().id()).isEqualTo(first);
            assertThat(found.method().kept()).isEqualTo(new PaymentMethod.Kept("stripe", token));
        });
        assertThat(methods.resolve(2, first)).isInstanceOf(Resolution.Missing.class);
        assertThat(methods.resolve(1, "pm_nothing_of_this_name")).isInstanceOf(Resolution.Missing.class);
        assertThat(methods.resolve(1, "nonsense")).isInstanceOf(Resolution.Missing.class);
    }

    @Test
    void a_gateway_that_is_silent_is_not_taken_for_one_that_knows_nothing() {
        rig.control("faults", "{\"kind\":\"unavailable\",\"path\":\"/v1/payment_methods/*\"}");
        assertThat(bursar.bean(Methods.class).resolve(1, "pm_card_visa"))
                .isInstanceOfSatisfying(
                        Resolution.NotNow.class,
                        notNow -> assertThat(notNow.problem().status()).isEqualTo(503));
    }

    @Test
    void a_method_is_attached_to_a_customer_and_detached_for_ever() {
        String customer = customer();
        String id = card().id();
        Reply attached = attach(id, customer).expect(200);
        assertThat(attached.at("/customer").asString()).isEqualTo(customer);
        assertThat(events("payment_method.attached", id))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.at("/data/previous_attributes/customer").isNull())
                        .isTrue());
        assertThat(attach(id, customer).expect(200).json()).isEqualTo(attached.json());
        attach(id, customer()).send().expectError(400, "payment_method_unexpected_state", "payment_method");
        assertThat(ids(bursar.get(URL + "?customer=" + customer + "&type=card").expect(200)))
                .containsExactly(id);
        assertThat(ids(bursar.get("/v1/customers/" + customer + "/payment_methods")
                        .expect(200)))
                .containsExactly(id);
        assertThat(ids(bursar.get(URL + "?customer=" + customer + "&type=upi").expect(200)))
                .isEmpty();
        Reply detached = bursar.post(URL + "/" + id + "/detach").expect(200);
        assertThat(detached.at("/customer").isNull()).isTrue();
        assertThat(events("payment_method.detached", id)).hasSize(1);
        bursar.post(URL + "/" + id + "/detach")
                .send()
                .expectError(400, "payment_method_unexpected_state", "payment_method");
        attach(id, customer).send().expectError(400, "payment_method_unexpected_state", "payment_method");
        assertThat(bursar.bean(Methods.class).find(1, id).orElseThrow().isUsable())
                .isFalse();
    }

    @Test
    void a_providers_token_may_be_attached_at_once_and_the_customer_is_known_there_once() {
        String customer = customer();
        Reply one = attach("pm_card_visa", customer).expect(200);
        Reply other = attach("pm_card_visa", customer).expect(200);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(ids(bursar.get(URL + "?customer=" + customer).expect(200))).containsExactly(other.id(), one.id());
        var uuid = bursar.bean(Customers.class).find(1, customer).orElseThrow().uuid();
        assertThat(bursar.bean(Customers.class).reference(1, uuid, "stripe"))
                .hasValueSatisfying(reference -> assertThat(reference).startsWith("cus_"));
    }

    @Test
    void the_default_method_of_a_customer_is_one_of_the_customers() {
        String customer = customer();
        String id = attach(card().id(), customer).expect(200).id();
        String settings = "invoice_settings[default_payment_method]=";
        bursar.post("/v1/customers/" + customer)
                .form(settings + card().id())
                .send()
                .expectError(400, "parameter_invalid", "invoice_settings[default_payment_method]");
        Reply changed = bursar.post("/v1/customers/" + customer)
                .form(settings + id + "&expand[]=invoice_settings.default_payment_method")
                .expect(200);
        assertThat(changed.at("/invoice_settings/default_payment_method/card/last4")
                        .asString())
                .isEqualTo("4242");
        assertThat(bursar.get(URL + "/" + id + "?expand%5B%5D=customer")
                        .expect(200)
                        .at("/customer/name")
                        .asString())
                .isEqualTo("Asha");
    }

    @Test
    void what_is_written_on_a_method_changes_and_tells_what_it_was() {
        String id = bursar.post(URL)
                .form("type=card&card[token]=tok_visa&metadata[a]=1&billing_details[name]=Asha")
                .expect(200)
                .id();
        Reply changed = bursar.post(URL + "/" + id)
                .form("metadata[a]=&metadata[b]=2&billing_details[email]=a@example.com&allow_redisplay=always")
                .expect(200);
        assertThat(changed.at("/metadata").toString()).isEqualTo("{\"b\":\"2\"}");
        assertThat(changed.at("/billing_details/name").asString()).isEqualTo("Asha");
        assertThat(changed.at("/billing_details/email").asString()).isEqualTo("a@example.com");
        assertThat(events("payment_method.updated", id))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.at("/data/previous_attributes").toString())
                        .isEqualTo("{\"allow_redisplay\":\"unspecified\",\"billing_details\":{\"email\":null},"
                                + "\"metadata\":{\"a\":\"1\",\"b\":null}}"));
    }

    @Test
    void one_key_makes_one_method_however_often_and_at_once_it_is_sent() throws Exception {
        String key = RunningBursar.unique("pm");
        Set<String> made = new TreeSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                replies.add(pool.submit(() -> bursar.post(URL)
                        .key(key)
                        .form("type=card&card[token]=tok_visa")
                        .send()));
            }
            for (Future<Reply> each : replies) {
                if (each.get().status() == 200) {
                    made.add(each.get().id());
                } else {
                    each.get().expectError(409, "idempotency_key_in_use", "Idempotency-Key");
                }
            }
        }
        assertThat(made).hasSize(1);
        Reply again =
                bursar.post(URL).key(key).form("card[token]=tok_visa&type=card").expect(200);
        assertThat(again.id()).isEqualTo(made.iterator().next());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    /** A connection that broke says nothing of what happened: whoever asks again gets the one there is. */
    @ParameterizedTest
    @ValueSource(strings = {"reset_before", "reset_after"})
    void a_method_whose_making_is_not_known_is_made_once(String fault) {
        String key = RunningBursar.unique("unknown");
        rig.fault(fault, "/v1/payment_methods");
        Request request = bursar.post(URL).key(key).form("type=card&card[token]=tok_visa");
        request.expect(503);
        String id = request.expect(200).id();
        assertThat(request.expect(200).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset_before", "reset_after"})
    void an_attachment_that_is_not_known_is_asked_for_again_by_whoever_asks(String fault) {
        String customer = customer();
        String id = card().id();
        rig.fault(fault, "/v1/payment_methods/*/attach");
        Request request = attach(id, customer).key(RunningBursar.unique("attach"));
        request.send().expectError(503, "outcome_unknown", null);
        assertThat(get(id).at("/customer").isNull()).isTrue();
        attach(id, customer()).send().expectError(400, "payment_method_unexpected_state", "payment_method");
        assertThat(request.expect(200).at("/customer").asString()).isEqualTo(customer);
        assertThat(events("payment_method.attached", id)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset_before", "reset_after"})
    void an_attachment_that_nobody_asks_for_again_becomes_known_all_the_same(String fault) {
        String customer = customer();
        String id = card().id();
        rig.fault(fault, "/v1/payment_methods/*/attach");
        attach(id, customer).expect(503);
        assertThat(bursar.bean(AttachMethod.class).finishOld(Duration.ofMillis(-1_000)))
                .isPositive();
        assertThat(get(id).at("/customer").asString()).isEqualTo(customer);
        assertThat(events("payment_method.attached", id)).hasSize(1);
        assertThat(bursar.bean(AttachMethod.class).finishOld(Duration.ofMillis(-1_000)))
                .isZero();
    }

    @Test
    void a_bank_that_says_no_is_told_as_stripe_tells_it() {
        String key = RunningBursar.unique("declined");
        String id = get("pm_card_chargeDeclined").id();
        Request request = attach(id, customer()).key(key);
        Reply declined = request.expect(402);
        assertThat(declined.at("/error/type").asString()).isEqualTo("card_error");
        assertThat(declined.at("/error/code").asString()).isEqualTo("card_declined");
        assertThat(declined.at("/error/decline_code").asString()).isEqualTo("generic_decline");
        Reply again = request.expect(402);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.at("/error/request_id").asString()).isEqualTo(again.header("Request-Id"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', parameter_missing, type",
        "type=cash, parameter_invalid, type",
        "type=card, parameter_missing, card",
        "type=card&card=x, parameter_invalid, card",
        "type=card&card[exp_month]=5, card_number_refused, card[exp_month]",
        "type=card&card[number]=4242424242424242, card_number_refused, card[number]",
        "type=card&card[number]=1, card_number_refused, card[number]",
        "type=card&card[cvc]=123&card[token]=tok_visa, card_number_refused, card[cvc]",
        "type=card&card[token]=pm_x, parameter_invalid, card[token]",
        "type=card&card[token]=tok_, parameter_invalid, card[token]",
        "type=card&card[token]=tok_nothing_of_this_name, gateway_refused, card[token]",
        "type=card&card[token]=tok_visa&card[networks]=x, parameter_unknown, card[networks]",
        "type=card&card[token]=tok_visa&customer=cus_1, parameter_unknown, customer",
        "type=card&card[token]=tok_visa&allow_redisplay=never, parameter_invalid, allow_redisplay",
        "type=card&card[token]=tok_visa&billing_details=x, parameter_invalid, billing_details",
        "type=card&card[token]=tok_visa&billing_details[tax_id]=1, parameter_unknown, billing_details[tax_id]",
        "type=card&card[token]=tok_visa&billing_details[name]=4000000000000002, card_number_refused,"
                + " billing_details[name]",
        "type=card&card[token]=tok_visa&metadata[a]=5555-5555-5555-4444, card_number_refused, metadata[a]",
        "type=upi&card[token]=tok_visa, parameter_invalid, card",
        "type=upi&upi[vpa]=a@bank, parameter_unsupported, upi[vpa]",
        "type=upi&upi[flow]=qr, parameter_unknown, upi[flow]",
        "type=card&card[token]=tok_visa&sepa_debit[iban]=x, parameter_unknown, sepa_debit",
    })
    void a_wrong_method_is_told_what_is_wrong(String form, String code, String param) {
        bursar.post(URL).form(form).send().expectError(400, code, param);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /pm_00000000000000000000000000, '', 404, resource_missing, payment_method",
        "GET, /pm_nothing_of_this_name, '', 404, resource_missing, payment_method",
        "GET, /nonsense, '', 404, resource_missing, payment_method",
        "GET, '', '', 400, parameter_missing, customer",
        "GET, ?customer=cus_1, '', 400, resource_missing, customer",
        "GET, ?customer=cus_1&type=cash, '', 400, parameter_invalid, type",
        "GET, ?customer=cus_1&limit=0, '', 400, parameter_invalid, limit",
        "GET, ?customer=cus_1&ending_before=pm_1, '', 400, cursor_invalid, ending_before",
        "POST, /pm_00000000000000000000000000, metadata[a]=1, 404, resource_missing, payment_method",
        "POST, /pm_card_visa, card[exp_year]=2030, 400, parameter_unknown, card",
        "POST, /pm_card_visa, type=card, 400, parameter_unknown, type",
        "POST, /pm_card_visa/attach, '', 400, parameter_missing, customer",
        "POST, /pm_card_visa/attach, customer=cus_1, 400, resource_missing, customer",
        "POST, /pm_card_visa/attach, customer=cus_1&x=1, 400, parameter_unknown, x",
        "POST, /pm_card_visa/detach, customer=cus_1, 400, parameter_unknown, customer",
        "POST, /pm_card_visa/detach, '', 400, payment_method_unexpected_state, payment_method",
    })
    void a_wrong_request_is_told_what_is_wrong(
            String method, String path, String form, int status, String code, String param) {
        Request request = bursar.request(method, URL + path);
        (form.isEmpty() ? request : request.form(form)).send().expectError(status, code, param);
    }

    @Test
    void a_customer_that_is_not_there_has_no_methods() {
        bursar.get("/v1/customers/cus_1/payment_methods").send().expectError(404, "resource_missing", "id");
        String customer = customer();
        bursar.request("DELETE", "/v1/customers/" + customer).expect(200);
        attach("pm_card_visa", customer).send().expectError(400, "resource_missing", "customer");
    }

    @Test
    void what_a_payment_made_known_is_adopted_once() {
        Methods methods = bursar.bean(Methods.class);
        MethodDetails.Card card = new MethodDetails.Card(
                "visa", "4242", 1, 2031, "IN", "credit", "fp", null, MethodDetails.Secured.NOT_TRIED);
        MethodDetails details = new MethodDetails(
                MethodType.CARD, RunningBursar.unique("token_").replace("-", ""), card, null);
        PaymentMethod first = methods.adopt(1, "razorpay", details, null);
        var customer =
                bursar.bean(Customers.class).find(1, customer()).orElseThrow().uuid();
        PaymentMethod again = methods.adopt(1, "razorpay", details, customer);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.customer()).contains(customer);
        assertThat(methods.isOf(1, customer, first.id())).isTrue();
        assertThat(methods.isOf(2, customer, first.id())).isFalse();
        assertThat(methods.find(1, first.uuid())).contains(again);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE methods.method SET token = 'other' WHERE token IS NOT NULL",
                "UPDATE methods.method SET type = 'upi' WHERE type = 'card'",
                "UPDATE methods.method SET customer = gen_random_uuid() WHERE customer IS NOT NULL",
                "UPDATE methods.method SET detached = false WHERE detached",
                "DELETE FROM methods.method",
                "TRUNCATE methods.method"
            })
    void what_a_method_is_is_not_changed_by_anybody(String statement) {
        String customer = customer();
        attach("pm_card_visa", customer).expect(200);
        String gone = attach("pm_card_visa", customer).expect(200).id();
        bursar.post(URL + "/" + gone + "/detach").expect(200);
        assertThatThrownBy(() -> {
                    try (Connection connection = bursar.superuser().connect();
                            Statement hostile = connection.createStatement()) {
                        hostile.execute(statement);
                    }
                })
                .isInstanceOfSatisfying(
                        SQLException.class,
                        thrown -> assertThat(thrown.getSQLState()).isEqualTo("23001"));
    }
}
