package io.bursar.methods;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.gateways.SandboxRig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Methods that are taken from their customers, against a Stripe that is played by the sandbox. */
class GivenUpMethodsTest {
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

    @Test
    void a_default_that_is_detached_is_the_default_no_more() {
        String customer = customer();
        String id = card().id();
        attach(id, customer).expect(200);
        bursar.post("/v1/customers/" + customer)
                .form("invoice_settings[default_payment_method]=" + id)
                .expect(200);
        bursar.post(URL + "/" + id + "/detach").expect(200);
        assertThat(bursar.get("/v1/customers/" + customer)
                        .expect(200)
                        .at("/invoice_settings/default_payment_method")
                        .isNull())
                .isTrue();
        assertThat(events("customer.updated", customer)).hasSize(2);
    }

    @Test
    void a_deleted_customers_methods_are_used_no_more_and_the_gateway_is_told() {
        String customer = customer();
        String id = card().id();
        attach(id, customer).expect(200);
        rig.fault("unavailable", "/v1/payment_methods/*/detach");
        bursar.request("DELETE", "/v1/customers/" + customer).expect(200);
        assertThat(get(id).at("/customer").isNull()).isTrue();
        assertThat(events("payment_method.detached", id)).hasSize(1);
        assertThat(attach(id, customer()).expect(400).at("/error/code").asString())
                .isEqualTo("payment_method_unexpected_state");
        AttachMethod release = bursar.bean(AttachMethod.class);
        for (int i = 0; i < 3; i++) {
            release.releaseTaken();
        }
        assertThat(bursar.bean(MethodStore.class).findReleasing(10)).isEmpty();
    }
}
