package io.bursar.disputes;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.payments.Shop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** Tests of disputes in a shop that both gateways tell what happens, and what they ask it for. */
abstract class DisputedShop {
    static final String PDF = "%PDF-1.7\nreceipt";
    static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.openAndTold(Duration.ofSeconds(5));
        shop.sandbox.control(
                "razorpay/webhooks",
                "{\"url\":\"" + shop.bursar.url("/webhooks/razorpay") + "\",\"secret\":\"razorpay_secret\"}");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @AfterEach
    void the_books_add_up() throws SQLException {
        shop.sandbox.clearFaults();
        shop.checkWitnesses();
    }

    static Reply disputed(String method, String more) {
        Reply paid = paid(method, more);
        Shop.await("the dispute is known", () -> !of(paid.id()).isEmpty());
        return paid;
    }

    static Reply paid(String method, String more) {
        return shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("pay"))
                .form("amount=1000&currency=usd&payment_method=" + method + "&confirm=true&payment_method_types[]=card"
                        + more)
                .expect(200);
    }

    static JsonNode of(String payment) {
        return shop.get("/v1/disputes?payment_intent=" + payment).expect(200).at("/data");
    }

    static JsonNode get(String dispute) {
        return shop.get("/v1/disputes/" + dispute).expect(200).json();
    }

    static String status(String dispute) {
        return get(dispute).at("/status").asString();
    }

    /** One whose money is gone. */
    static String withdrawn(Reply paid) {
        String id = of(paid.id()).at("/0/id").asString();
        Shop.await("the money is gone", () -> moved(id) == 1);
        return id;
    }

    static int moved(String dispute) {
        return get(dispute).at("/balance_transactions").size();
    }

    static String split(String one, String other) {
        return "&destination[parts][0][account]=revenue/" + one + "&destination[parts][0][share]=3"
                + "&destination[parts][1][account]=revenue/" + other + "&destination[parts][1][share]=1";
    }

    static List<String> told(String object) {
        List<String> told = new ArrayList<>();
        for (JsonNode event : shop.get("/v1/events?limit=100").expect(200).at("/data")) {
            if (event.at("/data/object/id").asString("").equals(object)) {
                told.addFirst(event.get("type").asString());
            }
        }
        return told;
    }

    static List<String> incidents(String payment) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode each :
                shop.get("/v1/payment_incidents?limit=100").expect(200).at("/data")) {
            if (each.at("/payment_intent").asString("").equals(payment)) {
                kinds.add(each.get("kind").asString());
            }
        }
        return kinds;
    }

    static Reply act(String dispute, String form) {
        return shop.post("/v1/disputes/" + dispute)
                .key(RunningBursar.unique("act"))
                .form(form)
                .send();
    }

    static void decide(String verb, String dispute) {
        shop.sandbox.control(
                "stripe/" + verb,
                "{\"id\":\"" + get(dispute).at("/gateway_dispute").asString() + "\"}");
    }

    static String charge(Reply paid) {
        return shop.get("/v1/charges/" + paid.at("/latest_charge").asString())
                .expect(200)
                .at("/gateway_payment")
                .asString();
    }
}
