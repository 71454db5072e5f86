package io.bursar.gateways;

import io.bursar.money.Currency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of one payment: facts that only grow, but for {@code standing}. Amounts are minor units of ISO
 * 4217, converted from the provider's own.
 *
 * @param id the provider's
 * @param attempt ours, as the provider echoes it; null: it has none, so that somebody else made the payment
 * @param asked what the payment is about
 * @param authorised reserved in all, captured or not
 * @param released given back without having been captured
 * @param refunded sum of refunds that have not failed; −1: not told
 * @param refunds every refund; null: not told here, to be looked for when {@code refunded} is news
 * @param charge the provider's id of what was charged, which statements and disputes name; null: none yet, or the same
 * @param method what is known of the payer's method; null: nothing
 * @param fee the provider's fee so far; null: not told
 * @param mandate the consent that the payment gave; null: none
 */
public record ProviderPayment(
        String gateway,
        String id,
        @Nullable String attempt,
        Standing standing,
        Currency currency,
        long asked,
        long authorised,
        long captured,
        long released,
        long refunded,
        @Nullable List<ProviderRefund> refunds,
        @Nullable String charge,
        @Nullable MethodDetails method,
        @Nullable Long fee,
        @Nullable String mandate) {
    public ProviderPayment {
        refunds = refunds == null ? null : List.copyOf(refunds);
    }

    /** Where it stands with the provider. */
    public sealed interface Standing {
        /** Made, and nothing tried. */
        record Open() implements Standing {}

        /** The payer must do something. */
        record ActionNeeded(NextAction action) implements Standing {}

        /** The provider does not know yet. */
        record Processing() implements Standing {}

        /** Money is reserved. @param until when the provider lets it go; null: not told */
        record Authorised(@Nullable Instant until) implements Standing {}

        /** Money was taken; no more will be. */
        record Captured() implements Standing {}

        /** The last try failed; at some providers it can still succeed, late. */
        record Failed(Decline decline) implements Standing {}

        /** Over without money taken. @param reason of the API's cancellation reasons; null: not told */
        record Released(@Nullable String reason) implements Standing {}
    }
}
