package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * A payer's agreement to later payments, as its provider tells it.
 *
 * @param id the provider's
 * @param operation ours, as the provider echoes it; null: not ours
 * @param mandate the provider's id of the consent under which to debit; null: the method's token is enough, or not yet
 */
public record ProviderSetup(
        String gateway,
        String id,
        @Nullable String operation,
        Standing standing,
        @Nullable MethodDetails method,
        @Nullable String mandate) {
    /** Where it stands with the provider. */
    public sealed interface Standing {
        record Open() implements Standing {}

        record ActionNeeded(NextAction action) implements Standing {}

        record Processing() implements Standing {}

        record Succeeded() implements Standing {}

        record Failed(Decline decline) implements Standing {}

        record Canceled() implements Standing {}
    }
}
