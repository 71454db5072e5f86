package io.bursar.customers;

import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.money.PublicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who pays. Never to be logged; {@link #toString} tells the id alone.
 *
 * @param book of the caller that made it
 * @param email null: not told; so are the others
 * @param metadata the caller's own
 * @param address as JSON, in the API's form
 * @param shipping likewise
 * @param locales preferred languages, in order
 * @param defaultMethod id of the payment method for invoices
 */
public record Customer(
        UUID uuid,
        int book,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String description,
        Map<String, String> metadata,
        @Nullable String address,
        @Nullable String shipping,
        List<String> locales,
        @Nullable String defaultMethod) {
    static final String PREFIX = "cus";

    public Customer {
        metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
        locales = List.copyOf(locales);
    }

    /** One of whom nothing is known. */
    static Customer fresh(int book) {
        return new Customer(ObjectIds.next(book), book, null, null, null, null, Map.of(), null, null, List.of(), null);
    }

    /** The UUID of an id; empty when it is none of this book's. */
    static Optional<UUID> parse(String id, int book) {
        return ObjectIds.find(PREFIX, id, book);
    }

    /** As callers see it: {@code cus_…}. */
    public String id() {
        return PublicId.of(PREFIX, uuid);
    }

    /** The same without a payment method for invoices. */
    Customer withoutDefault() {
        return new Customer(uuid, book, name, email, phone, description, metadata, address, shipping, locales, null);
    }

    void write(JsonOut out) {
        out.text("id", id()).text("object", "customer");
        json(out, "address", address);
        out.integer("balance", 0)
                .integer("created", ObjectIds.time(uuid).getEpochSecond())
                .text("currency", null)
                .text("default_source", null)
                .flag("delinquent", false)
                .text("description", description)
                .text("discount", null)
                .text("email", email)
                .text("invoice_prefix", null)
                .object(
                        "invoice_settings",
                        settings -> settings.text("custom_fields", null)
                                .text("default_payment_method", defaultMethod)
                                .text("footer", null)
                                .text("rendering_options", null))
                .flag("livemode", false)
                .texts("metadata", metadata)
                .text("name", name)
                .integer("next_invoice_sequence", 1)
                .text("phone", phone)
                .texts("preferred_locales", locales);
        json(out, "shipping", shipping);
        out.text("tax_exempt", "none").text("test_clock", null);
    }

    /** What is left of a deleted one. */
    static void writeDeleted(JsonOut out, UUID uuid) {
        out.text("id", PublicId.of(PREFIX, uuid)).text("object", "customer").flag("deleted", true);
    }

    private static void json(JsonOut out, String name, @Nullable String json) {
        if (json == null) {
            out.text(name, null);
        } else {
            out.rendered(name, json);
        }
    }

    @Override
    public String toString() {
        return id();
    }
}
