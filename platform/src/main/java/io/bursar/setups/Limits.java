package io.bursar.setups;

import io.bursar.gateways.Vault.Consent;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a payer agrees to of debits that come.
 *
 * @param amount of each, or the most of one: minor units
 * @param amountType {@code fixed} or {@code maximum}
 * @param frequency {@code as_presented}, or how often at most, such as {@code monthly}
 * @param endDate seconds since 1970; null: as late as the gateway lets it
 * @param description for the payer; null: none
 */
record Limits(
        long amount,
        String amountType,
        String currency,
        String frequency,
        @Nullable Long endDate,
        @Nullable String description) {
    Consent consent() {
        return new Consent(
                new Money(amount, Currency.of(currency)),
                frequency,
                endDate == null ? null : Instant.ofEpochSecond(endDate));
    }

    boolean isFixed() {
        return amountType.equals("fixed");
    }
}
