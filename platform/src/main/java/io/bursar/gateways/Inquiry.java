package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * Which payment to ask for: by the provider's id, else by what we left with the provider.
 *
 * @param payment the provider's id; null when its answer never came
 * @param attempt id of our attempt
 * @param operation under whose key the payment was made
 */
public record Inquiry(@Nullable String payment, String attempt, String operation) {}
