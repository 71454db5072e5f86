package io.bursar.payments;

import io.bursar.customers.Customer;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.money.Money;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Shipping;
import io.bursar.routing.Facts;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of a payment before it is tried, as rules ask for it. */
public final class RoutingFacts {
    private RoutingFacts() {}

    /** @param card null: nothing is known of it @param customer null: nobody known */
    public static Facts of(
            IntentTerms terms,
            Money amount,
            MethodType type,
            MethodDetails.@Nullable Card card,
            @Nullable Customer customer) {
        return new Facts(
                type.text(),
                amount.currency().code(),
                amount.minor(),
                country(card, terms.shipping()),
                card == null ? "" : Objects.requireNonNullElse(card.issuerNumber(), ""),
                customer == null ? "" : customer.id(),
                customer == null ? Map.of() : customer.metadata(),
                terms.metadata(),
                Map.of());
    }

    private static String country(MethodDetails.@Nullable Card card, @Nullable Shipping shipping) {
        if (card != null && card.country() != null) {
            return card.country();
        }
        return shipping == null ? "" : shipping.address().getOrDefault("country", "");
    }
}
