package io.bursar.gateways;

import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was ordered, to be held against what a provider says came of it. Where they differ money may have moved all the
 * same: what the provider says is booked, and people are told.
 *
 * @param attempt id of our attempt
 * @param currency of the order
 * @param asked what the payment is about in all, minor units
 * @param authorisedMost that was ever ordered to be reserved, minor units
 * @param capturedMost that was ever ordered to be taken, minor units
 */
public record Echo(String attempt, Currency currency, long asked, long authorisedMost, long capturedMost) {
    /**
     * Something that is not as it was ordered.
     *
     * @param what {@code currency}, {@code amount}, {@code authorised}, {@code captured}, {@code refunded} or {@code
     *     attempt}
     */
    public record Difference(String what, String ordered, String told) {
        @Override
        public String toString() {
            return what + ": ordered " + ordered + ", told " + told;
        }
    }

    /** Everything that differs; empty: it is as it was ordered. */
    public List<Difference> differences(ProviderPayment told) {
        List<Difference> differences = new ArrayList<>();
        compare(differences, "attempt", attempt, told.attempt());
        compare(differences, "currency", currency.code(), told.currency().code());
        compare(differences, "amount", String.valueOf(asked), String.valueOf(told.asked()));
        most(differences, "authorised", authorisedMost, told.authorised());
        most(differences, "captured", capturedMost, told.captured());
        most(differences, "refunded", told.captured(), told.refunded());
        return List.copyOf(differences);
    }

    private static void compare(List<Difference> to, String what, String ordered, @Nullable String told) {
        if (!ordered.equals(told)) {
            to.add(new Difference(what, ordered, told == null ? "nothing" : told));
        }
    }

    private static void most(List<Difference> to, String what, long ordered, long told) {
        if (told > ordered) {
            to.add(new Difference(what, "at most " + ordered, String.valueOf(told)));
        }
    }
}
