package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A card that a payer gave. */
final class PaymentMethod implements Item {
    private final String id;
    private final long created;
    final TestCard card;
    final String fingerprint;

    @Nullable
    Customer customer;

    @Nullable
    Tree billing;

    Map<String, String> metadata = Map.of();
    String allowRedisplay = "unspecified";
    long expiryMonth = 8;
    long expiryYear;
    /** Taken once without a customer: may not be taken again. */
    boolean isUsed;
    /** Was given to a customer and taken away again: may not be taken any more. */
    boolean isDetached;
    /** The payer agreed to payments without the payer's presence. */
    boolean isSetUp;

    PaymentMethod(String id, long created, TestCard card, String fingerprint) {
        this.id = id;
        this.created = created;
        this.card = card;
        this.fingerprint = fingerprint;
        expiryYear = 1970 + created / 31_556_952 + 1;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "payment_method").put("allow_redisplay", allowRedisplay);
        Shown.billing(json, billing);
        json.open("card").put("brand", card.brand());
        checks(json);
        json.put("country", card.country()).put("display_brand", card.brand());
        json.put("exp_month", expiryMonth).put("exp_year", expiryYear).put("fingerprint", fingerprint);
        json.put("funding", card.funding()).putNull("generated_from").put("last4", card.last4());
        json.open("networks")
                .openList("available")
                .add(card.brand())
                .closeList()
                .putNull("preferred")
                .close();
        json.put("regulated_status", "unregulated");
        json.open("three_d_secure_usage")
                .put("supported", true)
                .close()
                .putNull("wallet")
                .close();
        json.put("created", created);
        Shown.reference(json, "customer", customer, expand);
        json.put("livemode", false)
                .put("metadata", metadata)
                .put("type", "card")
                .close();
    }

    void checks(JsonWriter json) {
        boolean isCvcWrong = card.decline() != null && card.decline().code().equals("incorrect_cvc");
        json.open("checks").putNull("address_line1_check").putNull("address_postal_code_check");
        json.put("cvc_check", isCvcWrong ? "fail" : "pass").close();
    }
}
