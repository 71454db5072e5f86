package io.bursar.methods;

import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodDetails.Card;
import io.bursar.gateways.MethodType;
import io.bursar.money.PublicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * With what somebody pays.
 *
 * @param kept where; null: no gateway keeps it, the payer names it each time
 * @param card null unless it is one
 * @param vpa the payer's UPI address; null unless it is known
 * @param owner whose it is
 * @param remarks what the caller wrote on it
 */
public record PaymentMethod(
        UUID uuid,
        int book,
        MethodType type,
        @Nullable Kept kept,
        @Nullable Card card,
        @Nullable String vpa,
        Owner owner,
        Remarks remarks) {
    static final String PREFIX = "pm";

    /** @param token the gateway's id of it */
    public record Kept(String gateway, String token) {}

    /** Whose a method is. */
    public sealed interface Owner {
        /** Nobody's; it may be attached. */
        record Nobody() implements Owner {}

        /** @param asked the customer to whom the gateway was asked to attach it; the answer has not come */
        record Attaching(UUID asked) implements Owner {}

        record Of(UUID customer) implements Owner {}

        /** It was somebody's, and is used no more. */
        record Detached() implements Owner {}
    }

    /**
     * What the caller wrote on it.
     *
     * @param redisplay whether a page may show it to the customer again: always, limited or unspecified
     */
    public record Remarks(String redisplay, Billing billing, Map<String, String> metadata) {
        static final Remarks NONE = new Remarks("unspecified", Billing.UNKNOWN, Map.of());

        public Remarks {
            metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
        }
    }

    /** To whom bills go; null: not told. Never to be logged. @param address as JSON, in the API's form */
    public record Billing(
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String address) {
        static final Billing UNKNOWN = new Billing(null, null, null, null);

        void write(JsonOut out) {
            if (address == null) {
                out.text("address", null);
            } else {
                out.rendered("address", address);
            }
            out.text("email", email).text("name", name).text("phone", phone).text("tax_id", null);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** What a gateway tells, as a method that is nobody's. */
    static PaymentMethod of(int book, String gateway, MethodDetails details) {
        Kept kept = details.token() == null ? null : new Kept(gateway, details.token());
        return new PaymentMethod(
                ObjectIds.next(book),
                book,
                details.type(),
                kept,
                details.card(),
                details.vpa(),
                new Owner.Nobody(),
                Remarks.NONE);
    }

    /** One that no gateway keeps, and that is nobody's. */
    static PaymentMethod unkept(int book, MethodType type) {
        return new PaymentMethod(ObjectIds.next(book), book, type, null, null, null, new Owner.Nobody(), Remarks.NONE);
    }

    /** The UUID of an id; empty when it is none of this book's. */
    static Optional<UUID> parse(String id, int book) {
        return ObjectIds.find(PREFIX, id, book);
    }

    /** As callers see it: {@code pm_…}. */
    public String id() {
        return PublicId.of(PREFIX, uuid);
    }

    /** The customer that has it; empty: nobody. */
    public Optional<UUID> customer() {
        return owner instanceof Owner.Of(UUID customer) ? Optional.of(customer) : Optional.empty();
    }

    /** Whether it may still be paid with. */
    public boolean isUsable() {
        return !(owner instanceof Owner.Detached);
    }

    PaymentMethod with(Owner changed) {
        return new PaymentMethod(uuid, book, type, kept, card, vpa, changed, remarks);
    }

    PaymentMethod with(Remarks changed) {
        return new PaymentMethod(uuid, book, type, kept, card, vpa, owner, changed);
    }

    /** As Stripe's API shows it. */
    public void write(JsonOut out) {
        out.text("id", id())
                .text("object", "payment_method")
                .text("allow_redisplay", remarks.redisplay())
                .object("billing_details", remarks.billing()::write);
        if (card != null) {
            out.object("card", inner -> write(inner, card));
        }
        out.integer("created", ObjectIds.time(uuid).getEpochSecond())
                .text(
                        "customer",
                        customer().map(uuid -> PublicId.of("cus", uuid)).orElse(null))
                .flag("livemode", false)
                .texts("metadata", remarks.metadata())
                .text("type", type.text());
        if (type == MethodType.UPI) {
            out.object("upi", inner -> inner.text("vpa", vpa));
        }
    }

    private static void write(JsonOut out, Card card) {
        out.text("brand", card.brand())
                .text("checks", null)
                .text("country", card.country())
                .text("display_brand", card.brand())
                .integer("exp_month", card.expMonth())
                .integer("exp_year", card.expYear())
                .text("fingerprint", card.fingerprint())
                .text("funding", card.funding())
                .text("generated_from", null)
                .text("last4", card.last4())
                .object(
                        "networks",
                        networks -> networks.texts("available", List.of(card.brand()))
                                .text("preferred", null))
                .object("three_d_secure_usage", usage -> usage.flag("supported", true))
                .text("wallet", null);
    }

    @Override
    public String toString() {
        return id();
    }
}
