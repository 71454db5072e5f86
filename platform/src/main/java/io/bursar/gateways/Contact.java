package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * How a payer is reached, for providers that will not take a payment without. Never to be logged.
 *
 * @param email null: not told
 * @param phone with its country code, such as {@code +919876543210}; null: not told
 */
public record Contact(@Nullable String email, @Nullable String phone) {
    public static final Contact UNKNOWN = new Contact(null, null);

    /** What is known here, and of what is not what is known there. */
    public Contact or(Contact other) {
        return new Contact(email == null ? other.email : email, phone == null ? other.phone : phone);
    }

    @Override
    public String toString() {
        return "***";
    }
}
