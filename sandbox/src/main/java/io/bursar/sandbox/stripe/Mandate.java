package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;

/**
 * A payer's consent.
 *
 * @param kind {@code online} or {@code offline}
 * @param acceptedAt seconds since 1970
 */
record Mandate(String id, long created, PaymentMethod method, String kind, long acceptedAt, Online online)
        implements Item {
    /** From where an online consent came. */
    record Online(String ipAddress, String userAgent) {}

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "mandate").open("customer_acceptance");
        json.put("accepted_at", acceptedAt);
        if (kind.equals("online")) {
            json.open("online")
                    .put("ip_address", online.ipAddress())
                    .put("user_agent", online.userAgent())
                    .close();
        } else {
            json.putEmptyObject("offline");
        }
        json.put("type", kind).close().put("livemode", false).putEmptyObject("multi_use");
        Shown.reference(json, "payment_method", method, expand);
        json.open("payment_method_details")
                .putEmptyObject("card")
                .put("type", "card")
                .close();
        json.put("status", "active").put("type", "multi_use").close();
    }
}
