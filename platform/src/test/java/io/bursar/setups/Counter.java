package io.bursar.setups;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.gateways.GatewaySettings;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.SandboxRig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** A counter where payers agree to later payments, at a sandbox whose gateways tell what happens. */
public final class Counter implements AutoCloseable {
    private static final String SECRET = "razorpay_secret";
    private static final String MANDATE = "payment_method_options[upi][mandate_options]";

    public final SandboxRig sandbox = SandboxRig.start();
    public final RunningBursar bursar;

    private Counter(Duration answer, boolean isTold) {
        JsonNode endpoint = sandbox.callStripe(
                "/v1/webhook_endpoints",
                "url=http://127.0.0.1:9/nowhere&enabled_events[]=" + (isTold ? "*" : "none.such"));
        Map<String, GatewaySettings.Account> accounts = new LinkedHashMap<>();
        accounts.put("stripe", sandbox.stripe(endpoint.get("secret").asString()));
        accounts.put("razorpay", sandbox.razorpay(SECRET));
        bursar = RunningBursar.startWithGateways(
                new GatewaySettings(accounts, new Patience(Duration.ofSeconds(3), answer)), spring -> {});
        if (isTold) {
            sandbox.callStripe(
                    "/v1/webhook_endpoints/" + endpoint.get("id").asString(), "url=" + bursar.url("/webhooks/stripe"));
            sandbox.control(
                    "razorpay/webhooks",
                    "{\"url\":\"" + bursar.url("/webhooks/razorpay") + "\",\"secret\":\"" + SECRET + "\",\"events\":["
                            + "\"payment.authorized\",\"payment.failed\",\"payment.captured\",\"order.paid\","
                            + "\"refund.processed\",\"refund.failed\","
                            + "\"token.confirmed\",\"token.rejected\",\"token.paused\",\"token.resumed\","
                            + "\"token.cancelled\"]}");
        }
    }

    /** @param answer how long it waits for gateways: shorter than a fault's silence */
    public static Counter open(Duration answer) {
        return new Counter(answer, false);
    }

    /** One that the gateways tell what happens. */
    public static Counter openAndTold() {
        return new Counter(Duration.ofSeconds(5), true);
    }

    /** Until something is so, for at most half a minute. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    public Request post(String path) {
        return bursar.post(path).undocumented();
    }

    public Request get(String path) {
        return bursar.get(path).undocumented();
    }

    /** Somebody who can be reached. */
    public String customer() {
        return post("/v1/customers")
                .form("name=Asha&email=asha@example.com&phone=%2B919812345678")
                .expect(200)
                .id();
    }

    /** An agreement by card, at once. */
    public Request card(String method, String more) {
        return post("/v1/setup_intents")
                .key(RunningBursar.unique("setup"))
                .form("confirm=true&payment_method=" + method + "&return_url=https://shop.example/back" + more);
    }

    /** A mandate of UPI whose payer has yet to agree. @param more such as {@code &amount…} */
    public Reply upi(String customer, long ceiling, String more) {
        return post("/v1/setup_intents")
                .key(RunningBursar.unique("upi"))
                .form("confirm=true&payment_method_types[]=upi&customer=" + customer + "&" + MANDATE + "[amount]="
                        + ceiling + "&" + MANDATE + "[frequency]=monthly" + more)
                .expect(200);
    }

    /** The payer says in the app. @param verb {@code approve} or {@code refuse} */
    public void answer(Reply setup, String verb) {
        String link = setup.at("/next_action/upi_intent/uri").asString();
        String payment = link.replaceAll(".*[?&]tr=([^&]*).*", "$1");
        sandbox.control("razorpay/" + verb, "{\"id\":\"" + payment + "\"}");
    }

    public Reply act(String id, String what, String form) {
        return post("/v1/setup_intents/" + id + "/" + what)
                .key(RunningBursar.unique(what))
                .form(form)
                .send();
    }

    public Reply setup(String id) {
        return get("/v1/setup_intents/" + id).expect(200);
    }

    public String status(String id) {
        return setup(id).at("/status").asString();
    }

    /** Asks the gateways about all that is not settled, whenever they would be asked. */
    public void askAbout(Duration later) {
        bursar.bean(ResolveSetups.class).run(bursar.bean(SetupStore.class).now().plus(later));
    }

    /** Types of the events of an object, oldest first. */
    public List<String> told(String id) {
        List<String> told = new ArrayList<>();
        for (JsonNode event : get("/v1/events?limit=100").expect(200).at("/data")) {
            if (event.at("/data/object/id").asString("").equals(id)) {
                told.addFirst(event.get("type").asString());
            }
        }
        return told;
    }

    /** What Stripe has set up for a try of ours: at most one. */
    public List<JsonNode> atStripe(String attempt) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode each : sandbox.getStripe("/v1/setup_intents?limit=100").get("data")) {
            if (each.at("/metadata/bursar_operation").asString("").equals(attempt)) {
                found.add(each);
            }
        }
        return found;
    }

    @Override
    public void close() {
        bursar.close();
        sandbox.close();
    }
}
