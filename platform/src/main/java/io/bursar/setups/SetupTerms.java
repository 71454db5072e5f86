package io.bursar.setups;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What its caller said of a setup.
 *
 * @param customer id of ours; null: nobody known
 * @param method id of a payment method of ours; null: none yet
 * @param methodTypes that may be used, such as {@code card}; at least one
 * @param usage {@code on_session} or {@code off_session}
 * @param limits of debits that come; null: none were said
 * @param acceptance how the payer agreed to the mandate's words; null: nobody said
 */
record SetupTerms(
        @Nullable String customer,
        @Nullable String method,
        List<String> methodTypes,
        String usage,
        @Nullable String description,
        @Nullable String returnUrl,
        @Nullable Limits limits,
        @Nullable Acceptance acceptance,
        Map<String, String> metadata) {
    SetupTerms {
        methodTypes = List.copyOf(methodTypes);
        metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    boolean isOffSession() {
        return usage.equals("off_session");
    }

    SetupTerms with(@Nullable String newMethod) {
        return new SetupTerms(
                customer, newMethod, methodTypes, usage, description, returnUrl, limits, acceptance, metadata);
    }

    /** @param ip of the payer's browser; null: the payer agreed elsewhere. Never to be logged */
    record Acceptance(
            String type,
            @Nullable Long acceptedAt,
            @Nullable String ip,
            @Nullable String userAgent) {
        @Override
        public String toString() {
            return type;
        }
    }
}
