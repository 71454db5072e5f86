package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payer whom the merchant knows. */
final class Customer implements Item {
    private final String id;
    private final long created;
    final String invoicePrefix;

    @Nullable
    Tree address;

    @Nullable
    Tree shipping;

    @Nullable
    String description;

    @Nullable
    String email;

    @Nullable
    String name;

    @Nullable
    String phone;

    @Nullable
    PaymentMethod usualMethod;

    Map<String, String> metadata = Map.of();
    boolean isDeleted;

    Customer(String id, long created, String invoicePrefix) {
        this.id = id;
        this.created = created;
        this.invoicePrefix = invoicePrefix;
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
        json.open().put("id", id).put("object", "customer");
        if (isDeleted) {
            json.put("deleted", true).close();
            return;
        }
        Shown.address(json, "address", address);
        json.put("balance", 0).put("created", created).putNulls("currency", "default_source");
        json.put("delinquent", false)
                .put("description", description)
                .putNull("discount")
                .put("email", email);
        json.put("invoice_prefix", invoicePrefix).open("invoice_settings").putNull("custom_fields");
        Shown.reference(json, "default_payment_method", usualMethod, expand.in("invoice_settings"));
        json.putNulls("footer", "rendering_options").close();
        json.put("livemode", false).put("metadata", metadata).put("name", name).put("next_invoice_sequence", 1);
        json.put("phone", phone).openList("preferred_locales").closeList();
        Shown.shipping(json, shipping);
        json.put("tax_exempt", "none").putNull("test_clock").close();
    }
}
