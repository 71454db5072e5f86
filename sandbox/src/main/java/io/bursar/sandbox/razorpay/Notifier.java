package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Letter;
import io.bursar.sandbox.world.World;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Razorpay's webhooks. */
final class Notifier {
    private static final String ACCOUNT = "acc_BursarSandbox0";

    private final World world;
    private final List<Endpoint> endpoints = new ArrayList<>();

    /** Where events go; no types mean all. */
    record Endpoint(URI url, String secret, List<String> types) {}

    Notifier(World world) {
        this.world = world;
    }

    /** One endpoint an address: a later one replaces it. */
    void add(Endpoint endpoint) {
        endpoints.removeIf(each -> each.url().equals(endpoint.url()));
        endpoints.add(endpoint);
    }

    void clear() {
        endpoints.clear();
    }

    /** Tells what happened, with the entities as they are. */
    void tell(String type, Entity... entities) {
        if (endpoints.isEmpty()) {
            return;
        }
        JsonWriter json = new JsonWriter().open().put("entity", "event").put("account_id", ACCOUNT);
        json.put("event", type).openList("contains");
        for (Entity entity : entities) {
            json.add(entity.kind());
        }
        json.closeList().open("payload");
        for (Entity entity : entities) {
            entity.render(json.open(entity.kind()).name("entity"));
            json.close();
        }
        json.close().put("created_at", world.clock().nowSeconds());
        byte[] body = json.close().toBytes();
        String id = world.ids().next("", 14);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.types().isEmpty() || endpoint.types().contains(type)) {
                world.webhooks().send(new RazorpayLetter(this, endpoint, type, id, body, entities[0].id()));
            }
        }
    }

    /** Hex of HMAC-SHA256. */
    static String signature(byte[] message, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private record RazorpayLetter(
            Notifier notifier, Endpoint endpoint, String type, String id, byte[] body, String about) implements Letter {
        @Override
        public String player() {
            return RazorpayGateway.PLAYER;
        }

        @Override
        public URI url() {
            return endpoint.url();
        }

        @Override
        public Sealed seal(long wallMs) {
            return new Sealed(
                    List.of(
                            "Content-Type",
                            "application/json",
                            "X-Razorpay-Signature",
                            signature(body, endpoint.secret()),
                            "x-razorpay-event-id",
                            id,
                            "User-Agent",
                            "Razorpay-Webhook/v1"),
                    body);
        }

        @Override
        public boolean isWanted() {
            return notifier.endpoints.contains(endpoint);
        }

        @Override
        public void settled() {}
    }
}
